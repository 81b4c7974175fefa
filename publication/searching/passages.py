"""Where the words stand: the best passage of an entry, and the claim that says it."""

import re
from dataclasses import dataclass
from datetime import date

from publication.chronology import FUTURE, PAST, Period
from publication.languages import RECORD, as_recorded
from publication.reading.holding import MOMENTARY, holds
from publication.searching.rows import claim_texts, entry_texts, other_names
from publication.searching.words import fold, lexemes, marked

LENGTH, BEFORE = 260, 90
# What is said under these keys can stand alone; before other texts stands what they are.
SENTENCES = ("summary", "question", "text", "note", "standing_reason")

Pieces = list[tuple[str, bool]]
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True)
class Wanted:
    """What passages shall hold: the lexemes asked for, or all those of another name."""

    asked: frozenset[str]
    others: tuple[frozenset[str], ...]

    def within(self, text: str) -> set[str]:
        """The lexemes of a text that are wanted: an other name's only where the whole of it stands there."""
        held = set(lexemes(text))
        return (held & self.asked).union(*(other for other in self.others if other <= held))

    def mark(self, text: str) -> Pieces:
        """The text in pieces, each with whether it is wanted."""
        return marked(text, self.within(text))


def show(content: dict, wanted: Wanted, day: int | None) -> dict:
    """Return an entry as a search shows it: its title and its best passage in pieces, each marked or not.

    `claim` is the one that the passage is from, None for the entry's own words; `other_day` says that this claim does
    not hold on `day`. `called` is the other name that has the words where the title has none.
    """
    title = wanted.mark(content["title"])
    shown = {"entry": content, "title": title, "claim": None, "passage": [], "other_day": False, "called": []}
    if not any(mark for _, mark in title):
        names = [*other_names(content), *([content["also"]["title"]] if content.get("also") else [])]
        called = (name for name in names if wanted.asked & set(lexemes(name)))
        words = next(called, "")
        shown["called"] = wanted.mark(words)
        # Other names are in Russian or in Latin letters, which readers of Russian are told.
        shown["called_lang"] = "" if as_recorded() or _CYRILLIC.search(words) else RECORD
    best = _best(content, wanted, day)
    if best is not None:
        _, text, shown["claim"], shown["other_day"] = best
        shown["passage"] = excerpt(wanted.mark(text))
    elif content.get("summary"):
        shown["passage"] = excerpt([(content["summary"], False)])
    return shown


def _best(content: dict, wanted: Wanted, day: int | None) -> tuple | None:
    """(score, text, claim, whether of another day) of the text that has most of the words; the first of equals."""
    every = wanted.asked.union(*wanted.others)
    stems = tuple(word[:-1] if word.endswith("y") else word for word in every)
    texts = [(key, text, None) for key, text in entry_texts(content)]
    texts += [(key, text, claim) for claim in content["claims"] for key, text in claim_texts(claim)]
    best = None
    for key, text, claim in texts:
        bare = fold(text)
        # Looked at first because it is quick: most texts hold none of the words.
        if not any(word in bare for word in stems):
            continue
        held = wanted.within(text)
        if not held:
            continue
        other_day = claim is not None and day is not None and not _holds(claim, day)
        score = (not other_day, len(held & wanted.asked), bool(held - wanted.asked), key in SENTENCES)
        if best is None or score > best[0]:
            said = text if key in SENTENCES else f"{key.replace('_', ' ').capitalize()}: {text}"
            best = score, said, claim, other_day
            if score[:2] == (True, len(wanted.asked)) and key in SENTENCES:
                break
    return best


def _holds(claim: dict, day: int) -> str | None:
    said = claim["period"]
    open_ends = {"start_earliest": PAST, "start_latest": FUTURE, "end_earliest": PAST, "end_latest": FUTURE}
    bounds = [date.fromisoformat(said[key]).toordinal() if said[key] else end for key, end in open_ends.items()]
    return holds(Period(*bounds, said["ongoing"]), day, momentary=claim["predicate"] in MOMENTARY)


def excerpt(pieces: Pieces) -> Pieces:
    """Return about 260 characters of a text around its first marked piece, cut between words."""
    at = 0
    for text, mark in pieces:
        if mark:
            break
        at += len(text)
    else:
        at = 0
    whole = "".join(text for text, _ in pieces)
    if len(whole) <= LENGTH:
        return pieces
    start = 0 if at <= BEFORE else whole.find(" ", at - BEFORE, at) + 1 or at
    end = len(whole) if len(whole) - start <= LENGTH else whole.rfind(" ", start, start + LENGTH)
    end = start + LENGTH if end <= at else end
    cut, done = [], 0
    for text, mark in pieces:
        part = text[max(0, start - done) : max(0, end - done)]
        done += len(text)
        if part:
            cut.append((part, mark))
    return [*([("… ", False)] if start else []), *cut, *([(" …", False)] if end < len(whole) else [])]
