"""What the tests of the collection read in texts."""

import re

# Not part of a document's symbol (A/RES/ES-11/3) nor of a name with a hyphen.
ACRONYM = re.compile(r"(?<![\w/-])[A-ZА-Я]{2,6}(?![\w/-])")
# The legal form of a company is part of its name.
FORMS = frozenset(("AG",))
ROMAN = re.compile(r"^[IVXL]+$")
WORD = re.compile(r"\w+(?:['’]\w+)*")


def texts_of(entry: dict) -> list[str]:
    """Every sentence of ours in an entry: its title, its summary, and what its claims and their notes say."""
    found = [entry["title"], entry.get("summary") or ""]
    for claim in entry["claims"]:
        found += [claim.get(key) or "" for key in ("text", "note", "standing_reason")]
        found.append(claim["period"]["basis"])
    return [text for text in found if text]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """All runs of so many words, in lower case and without punctuation."""
    words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
