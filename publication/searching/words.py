"""Words made comparable: folded, cut to the singular, and spelt as they sound.

All of this is done here and not in a database, so that SQLite and PostgreSQL index the very same words.
"""

import re
import unicodedata

# Letters that have no decomposition: Ørsted, Łódź, Đilas, Iğdır.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h"})
_WORD = re.compile(r"[^\W_]+")
_SHOWN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s\b")
_APOSTROPHE = re.compile(r"['’ʼ`]")
# More words than any name or question has: what follows them is not read.
MOST_WORDS = 10
# No word is longer than this to the index, which on PostgreSQL takes none of more than 2,046 bytes.
LONGEST = 100

# Cyrillic as English prints it. The letters й, ё, ї have lost their marks when they come here.
_CYRILLIC = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіґѣ", "abvgdeziiklmnoprstufyeige", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | {"є": "ye", "ј": "j", "љ": "lj", "њ": "nj", "ђ": "dj", "ћ": "c", "џ": "dzh"}
)
# Spellings of one sound, so that Kiev and Kyiv, Yeltsin and Jelzin lie near each other. In this order.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|schtsch|sch", "sh"),
        (r"tsch|tch", "ch"),
        ("ph", "f"),
        ("kh", "h"),
        ("ck|q", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("tz", "ts"),
        ("[jy]", "i"),
        (r"^ie", "e"),
        ("ie", "i"),
        (r"(.)\1+", r"\1"),
    )
)


def fold(text: str) -> str:
    """Return text without accents and case."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(char for char in bare if not unicodedata.combining(char)).casefold().translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of a text in order; a possessive 's and apostrophes within words are dropped.

    Of a longer word than LONGEST the beginning stands for it.
    """
    return [word[:LONGEST] for word in _WORD.findall(_APOSTROPHE.sub("", _POSSESSIVE.sub("", fold(text))))]


def stem(word: str) -> str:
    """Return an English plural as its singular; other words as they are.

    The S-stemmer of Harman (1991), with -ches, -shes, -sses and -xes. Why no more: docs/decisions/0009-search.md.
    """
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith(("us", "ss")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word if word.endswith(("eies", "aies")) else word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]


def lexemes(text: str) -> list[str]:
    """Return the different words of a text as the index has them, in order."""
    return list(dict.fromkeys(stem(word) for word in words(text)))


def marked(text: str, wanted: set[str]) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is a word whose lexeme is `wanted`."""
    pieces, done = [], 0
    for found in _SHOWN.finditer(text):
        if wanted.intersection(lexemes(found[0])):
            pieces += [(text[done : found.start()], False), (found[0], True)]
            done = found.end()
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]


def sound(word: str) -> str:
    """Return a folded word as it sounds, in Latin letters; '' for one with digits or in another script."""
    latin = word.translate(_CYRILLIC)
    if not (latin.isascii() and latin.isalpha()):
        return ""
    for pattern, to in _SOUNDS:
        latin = pattern.sub(to, latin)
    return latin


def grams(key: str) -> set[str]:
    """Return the trigrams of a word, as pg_trgm makes them: two blanks before, one after."""
    padded = f"  {key} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def likeness(one: str, other: str) -> float:
    """Return how alike two words sound, 0 to 1: shared trigrams among all."""
    a, b = grams(one), grams(other)
    return len(a & b) / len(a | b)
