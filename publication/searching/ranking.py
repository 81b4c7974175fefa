"""Finding and ordering: exact names first, then names that begin so, words in names, words in what is said.

Only so many rows are read for each of these, however common the word: what is ranked is bounded, and says so.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from publication.kinds import ACTOR_KINDS
from publication.models import Name, Wording
from publication.reading.moment import Moment
from publication.searching.native import Asked, matching, names_beginning
from publication.searching.rows import PLACES, mark
from publication.searching.spelling import mended
from publication.searching.words import MOST_WORDS, lexemes, stem, words

# How many rows are read for each way in which an entry may be found.
NAMED, IN_NAMES, ACTORS, IN_TEXT = 100, 200, 100, 300
MOST_OTHER_NAMES = 6
# From here on a misspelling is taken for what it is like; what is less alike is only offered.
SURE = 0.6

ACTORS_FIRST = (
    Name.Rank.ACTOR_TITLE,
    Name.Rank.ACTOR_OTHER,
    Name.Rank.TITLE,
    Name.Rank.OTHER,
    Name.Rank.ACTOR_PART,
    Name.Rank.PART,
)
ACTOR_MARKS = frozenset(mark("kind", kind) for kind in ACTOR_KINDS)
TITLES = (Name.Rank.ACTOR_TITLE, Name.Rank.TITLE)


class Way(IntEnum):
    """How an entry was found, the best first."""

    TITLE = 0
    OTHER_NAME = 1
    BEGINS = 2
    IN_NAMES = 3
    BEGUN_WORD = 4
    IN_TEXT = 5
    BY_OTHER_NAME = 6
    IN_TEXT_BY_OTHER_NAME = 7


@dataclass(frozen=True)
class Candidate:
    """One entry found: its number, kind, marks, and how it was found."""

    entry: int
    kind: str
    marks: frozenset[str]
    way: Way
    size: int

    @property
    def order(self) -> tuple:
        """Sorts the best first: the way, actors before the rest and sources last, then the shorter."""
        group = 0 if self.kind in ACTOR_KINDS else 2 if self.kind == "source" else 1
        place = PLACES[self.kind] if self.way <= Way.BEGINS else 0
        return self.way, group, place, self.size, self.entry


@dataclass
class Search:
    """What was found.

    `also` are other names that were searched for too, `instead` is what was searched for instead, `meant` are searches
    that may have been meant. `more` says that not all that holds the words was ranked; `readings` are the lexemes of
    each of those other names.
    """

    text: str
    found: list[Candidate] = field(default_factory=list)
    more: bool = False
    also: list[str] = field(default_factory=list)
    instead: str = ""
    meant: list[str] = field(default_factory=list)
    readings: list[tuple[str, ...]] = field(default_factory=list)


def search(text: str, moment: Moment, marks: Iterable[tuple[str, ...]] = (), *, as_typed: bool = False) -> Search:
    """Return what holds the words of `text`; of each group of `marks` an entry must have one.

    Unless `as_typed`, the other names of the one actor that is called just so are searched for too, and where nothing
    is found, what sounds like the words.
    """
    marks = tuple(marks)
    result = _search(text, moment, marks, as_typed=as_typed)
    if result.found or as_typed:
        return result
    offers = mended(text, moment)
    if offers and offers[0].likeness >= SURE:
        result = _search(offers[0].text, moment, marks, as_typed=False)
        result.text, result.instead = text, offers.pop(0).text
        # Beside a sure reading that found something, a less sure one only misleads.
        offers = [offer for offer in offers if offer.likeness >= SURE or not result.found]
    result.meant = [offer.text for offer in offers]
    return result


def _search(text: str, moment: Moment, marks: tuple, *, as_typed: bool) -> Search:
    said = words(text)[:MOST_WORDS]
    asked = tuple(dict.fromkeys(map(stem, said)))
    result = Search(text)
    if not asked:
        return result
    pool = _Pool(moment, marks)
    pool.by_name(" ".join(said).encode())
    pool.by_words((asked,), Way.IN_NAMES, Way.IN_TEXT)
    if not as_typed and (readings := _other_readings(asked, pool, moment)):
        result.also, result.readings = list(readings), list(readings.values())
        pool.by_words(tuple(result.readings), Way.BY_OTHER_NAME, Way.IN_TEXT_BY_OTHER_NAME)
    result.found, result.more = pool.ranked(), pool.more
    return result


class _Pool:
    """The rows read so far, each entry by the best way in which it was found."""

    def __init__(self, moment: Moment, marks: tuple):
        self.moment, self.marks = moment, marks
        self.day = None if moment.as_of is None else moment.day_number
        self.ways: dict[int, Way] = {}
        self.rows: dict[int, Wording] = {}
        self.more = False

    def by_name(self, key: bytes) -> None:
        """Names that are `key`, and names that begin with it, from their first word or a later one."""
        ways: dict[int, Way] = {}
        for name in exactly(key, self.moment.seq, NAMED):
            ways.setdefault(name.entry, Way.TITLE if name.rank in TITLES else Way.OTHER_NAME)
        begun = names_beginning(key, ACTORS_FIRST, self.moment.seq, NAMED)
        self.more |= NAMED in Counter(rank for _, rank, _, _ in begun).values()
        for number, rank, said, _ in begun:
            way = Way.IN_NAMES if rank >= Name.Rank.ACTOR_PART else Way.BEGINS
            if said[len(key) : len(key) + 1] not in (b"", b" "):
                way = Way.BEGUN_WORD
            ways[number] = min(way, ways.get(number, way))
        rows = Wording.objects.at(self.moment.seq).filter(entry__in=ways).defer("names", "words")
        if self.day is not None:
            rows = rows.filter(s1__lte=self.day, e2__gte=self.day)
        for row in rows:
            held = set(row.marks.split())
            if all(held.intersection(group) for group in self.marks):
                self.rows[row.entry] = row
                self.ways[row.entry] = ways[row.entry]

    def by_words(self, readings: tuple, in_names: Way, in_text: Way) -> None:
        """Entries that hold all words of one reading in their names, or anywhere."""
        ids: dict[int, Way] = {}
        sought = [("names", self.marks, IN_NAMES, in_names), ("words", self.marks, IN_TEXT, in_text)]
        # Actors are read apart, so that they are among what is ranked; not where none is among the chosen kinds.
        if all(ACTOR_MARKS.intersection(group) for group in self.marks if group[0].startswith("kind:")):
            sought.append(("words", (*self.marks, (mark("is", "actor"),)), ACTORS, in_text))
        for index, marks, limit, way in sought:
            found = matching(index, Asked(readings, marks), self.moment.seq, limit, self.day)
            self.more |= len(found) == limit
            for row in found:
                ids.setdefault(row, way)
        for row in Wording.objects.filter(id__in=ids).defer("names", "words"):
            self.rows[row.entry] = row
            self.ways[row.entry] = min(ids[row.id], self.ways.get(row.entry, ids[row.id]))

    def ranked(self) -> list[Candidate]:
        """All of them, the best first."""
        found = []
        for number, way in self.ways.items():
            row = self.rows[number]
            size = row.size if way in (Way.IN_TEXT, Way.IN_TEXT_BY_OTHER_NAME) else row.name_size
            found.append(Candidate(number, row.kind, frozenset(row.marks.split()), way, size))
        return sorted(found, key=lambda candidate: candidate.order)


def exactly(key: bytes, seq: int, limit: int) -> list[Name]:
    """Names that are `key`, titles of actors first."""
    rows = Name.objects.at(seq).filter(words=key, rank__lt=Name.Rank.ACTOR_PART)
    return list(rows.order_by("rank", "place", "entry")[:limit])


def _other_readings(asked: tuple[str, ...], pool: _Pool, moment: Moment) -> dict[str, tuple[str, ...]]:
    """The other names of the one actor called just so, as they are written, each with its words."""
    called = [n for n, way in pool.ways.items() if way <= Way.OTHER_NAME and pool.rows[n].kind in ACTOR_KINDS]
    if len(called) != 1:
        return {}
    names = Name.objects.at(moment.seq).filter(entry=called[0], rank__lt=Name.Rank.ACTOR_PART)
    readings: dict[frozenset, str] = {}
    for shown in names.order_by("rank", "id").values_list("shown", flat=True):
        # A word of two letters stands in too many texts.
        if any(len(word) > 2 for word in words(shown)):
            readings.setdefault(frozenset(lexemes(shown)), shown)
    # What holds the words of a shorter reading is found by that.
    kept = {
        shown: tuple(sorted(reading))
        for reading, shown in readings.items()
        if not any(other < reading for other in [*readings, frozenset(asked)]) and reading != frozenset(asked)
    }
    return dict(list(kept.items())[:MOST_OTHER_NAMES])
