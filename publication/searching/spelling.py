"""Misspelt words: what the record holds that sounds like them.

The vocabulary's trigrams lie in an ordinary table, in both databases alike, so that both suggest the same and none
needs an extension (docs/decisions/0009-search.md).
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Count

from publication.models import Gram, Word
from publication.reading.moment import Moment
from publication.searching.native import Asked, matching
from publication.searching.words import MOST_WORDS, grams, likeness, sound, stem, words

# What pg_trgm takes for alike.
ALIKE = 0.3
# A word may be this many letters longer or shorter, by sound.
STRETCH = 2
LOOKED_AT = 100
# How much liker a word of a name counts than one of a sentence.
SENTENCE = 0.15
# One letter wrong in a word of seven; the letters of a word in another order.
ONE_SLIP, TURNED = 0.85, 0.9
# More unknown words than these are no misspelling but another subject.
MENDED = 3


@dataclass(frozen=True)
class Mended:
    """What may have been meant, and how alike the least alike word is, 0 to 1."""

    text: str
    likeness: float


def alike(word: str, moment: Moment, limit: int = 5) -> list[tuple[float, str]]:
    """Return up to `limit` words that the record holds at the moment and that sound like a folded word, likest first.

    A word of a name counts as liker than one of a sentence: it is what readers look for.
    """
    said = sound(word)
    if not said:
        return []
    near = Gram.objects.filter(gram__in=grams(said), length__range=(len(said) - STRETCH, len(said) + STRETCH))
    shared = near.values("word").annotate(shared=Count("id")).order_by("-shared", "word")[:LOOKED_AT]
    rows = Word.objects.filter(id__in=[row["word"] for row in shared], seq_from__lte=moment.seq)
    scored = [(*_likeness(word, said, other, heard), other) for other, heard in rows.values_list("word", "sound")]
    found = []
    for score, _, other in sorted(scored, key=lambda one: (-one[0], -one[1], one[2]))[: 2 * limit]:
        if score >= ALIKE and other != word and known(other, moment):
            found.append((score if known(other, moment, "names") else score - SENTENCE, score, other))
    return [(score, other) for _, score, other in sorted(found, key=lambda one: -one[0])[:limit]]


def _likeness(word: str, said: str, other: str, heard: str) -> tuple[float, float]:
    """How alike two words are by their sounds, and by their letters.

    In one script almost the same letters are enough; across scripts they mislead: Chechnya is not Чехия.
    """
    score = likeness(said, heard)
    same = 0.0
    if word.isascii() == other.isascii():
        same = TURNED if sorted(word) == sorted(other) else SequenceMatcher(None, said, heard).ratio()
    return max(score, same if same >= ONE_SLIP else 0), SequenceMatcher(None, word, other).ratio()


def known(word: str, moment: Moment, index: str = "words") -> bool:
    """Whether any entry holds the word at the moment."""
    return bool(matching(index, Asked(((stem(word),),)), moment.seq, 1))


def mended(text: str, moment: Moment) -> list[Mended]:
    """Return what may have been meant: the text with each unknown word changed for a known one, the likest first.

    Empty where every word is known, or one is unlike all others.
    """
    choices, unknown = [], 0
    for word in words(text)[:MOST_WORDS]:
        held = [(1.0, word)]
        if not known(word, moment):
            unknown += 1
            held = alike(word, moment) if unknown <= MENDED else []
        if not held:
            return []
        choices.append(held)
    if not unknown:
        return []
    best = [held[0] for held in choices]
    found = [best]
    for at, held in enumerate(choices):
        found += [[*best[:at], other, *best[at + 1 :]] for other in held[1:3]]
    return [Mended(" ".join(word for _, word in one), min(score for score, _ in one)) for one in found]
