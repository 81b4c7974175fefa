"""Narrowing what was found: by kind, by topic and those below it, by the decade in which it begins."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from publication.kinds import KINDS
from publication.models import Face
from publication.reading.find import not_public, suggest
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import FIELDS, name_of, names_at
from publication.reading.topics import parents, with_all_below
from publication.searching.ranking import Candidate
from publication.searching.rows import mark

MOST_CHOSEN = 10
MOST_TOPICS = 12


@dataclass(frozen=True)
class Narrowing:
    """What is chosen of each facet: names of kinds, slugs of topics, first years of decades."""

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    decades: tuple[str, ...] = ()
    # The marks that stand for the chosen topics: theirs and those of all below.
    topic_marks: tuple[str, ...] = field(default=(), compare=False)

    def groups(self) -> dict[str, tuple[str, ...]]:
        """The marks of which an entry must have one, for each facet in which something is chosen."""
        found = {
            "kind": tuple(mark("kind", name) for name in self.kinds),
            "topic": self.topic_marks,
            "decade": tuple(mark("decade", year) for year in self.decades),
        }
        return {name: marks for name, marks in found.items() if marks}

    def admits(self, candidate: Candidate, but: str = "") -> bool:
        """Whether a candidate fits; `but` names a facet that is left out of account."""
        return all(candidate.marks.intersection(marks) for name, marks in self.groups().items() if name != but)


def read_narrowing(values: Callable[[str], list[str]], moment: Moment) -> Narrowing:
    """Return what the parameters `kind`, `topic` and `decade` choose. Raises BadParameter."""
    chosen = {name: tuple(dict.fromkeys(filter(None, values(name)))) for name in ("kind", "topic", "decade")}
    for name, given in chosen.items():
        if len(given) > MOST_CHOSEN:
            raise BadParameter(name, _("choose up to %(most)s.") % {"most": MOST_CHOSEN})
    for name in chosen["kind"]:
        if name not in KINDS:
            known = {"value": name[:40], "known": ", ".join(KINDS)}
            raise BadParameter("kind", _("'%(value)s' is not a kind. Kinds are: %(known)s.") % known)
    for year in chosen["decade"]:
        if not (year.isascii() and year.isdigit() and 1 <= len(year) <= 4 and year.endswith("0")):
            known = {"value": year[:20]}
            raise BadParameter("decade", _("'%(value)s' is not the first year of a decade. Type 1990.") % known)
    return Narrowing(chosen["kind"], chosen["topic"], chosen["decade"], _topic_marks(chosen["topic"], moment))


def _topic_marks(slugs: tuple[str, ...], moment: Moment) -> tuple[str, ...]:
    if not slugs:
        return ()
    if any("\0" in slug for slug in slugs):
        raise BadParameter("topic", _("no topic has such an address."))
    rows = Face.objects.at(moment.seq).filter(namespace="topic", slug__in=slugs, state=Face.State.PUBLIC)
    numbers = dict(rows.values_list("slug", "entry"))
    for slug in slugs:
        if slug not in numbers:
            near = suggest(slug, moment, KINDS["topic"], 1)
            raise BadParameter("topic", not_public("topic", slug, near))
    return tuple(mark("topic", number) for number in sorted(with_all_below(numbers.values(), moment)))


def facets(found: Iterable[Candidate], chosen: Narrowing, moment: Moment) -> list[dict]:
    """Return each facet with its choices: {name, title, choices: [{value, label, count, chosen}]}.

    A choice counts what it would show beside what is chosen of the other facets. What counts nothing and is not
    chosen is left out.
    """
    found = list(found)
    kinds = Counter(one.kind for one in found if chosen.admits(one, "kind"))
    decades = Counter(year for one in found if chosen.admits(one, "decade") for year in _values(one, "decade"))
    return [
        _facet("kind", _("Kind"), [(name, kind.plural, kinds[name]) for name, kind in KINDS.items()], chosen.kinds),
        _facet("topic", _("Topic"), _topics(found, chosen, moment), chosen.topics),
        _facet(
            "decade",
            _("Begins in"),
            [
                (year, _("the %(year)ss") % {"year": year}, decades[year])
                for year in sorted({*decades, *chosen.decades}, key=int)
            ],
            chosen.decades,
        ),
    ]


def _facet(name: str, title: str, choices: list[tuple[str, str, int]], chosen: tuple[str, ...]) -> dict:
    listed = [
        {"value": value, "label": label, "count": count, "chosen": value in chosen}
        for value, label, count in choices
        if count or value in chosen
    ]
    return {"name": name, "title": title, "choices": listed}


def _values(candidate: Candidate, kind: str) -> list[str]:
    return [held.partition(":")[2] for held in candidate.marks if held.startswith(f"{kind}:")]


def _topics(found: list[Candidate], chosen: Narrowing, moment: Moment) -> list[tuple[str, str, int]]:
    held = [[int(value) for value in _values(one, "topic")] for one in found if chosen.admits(one, "topic")]
    above = parents({number for numbers in held for number in numbers}, moment)
    counts: Counter = Counter()
    for numbers in held:
        under = set()
        for number in numbers:
            while number is not None and number not in under:
                under.add(number)
                number = above.get(number)
        counts.update(under)
    names = names_at(counts, moment.seq)
    rows = Face.objects.at(moment.seq).filter(namespace="topic", slug__in=chosen.topics).values("entry", *FIELDS)
    picked = {row["entry"]: (row["slug"], name_of(row)["title"]) for row in rows}
    best = sorted((number for number in counts if number in names), key=lambda n: (-counts[n], names[n]["title"]))
    listed = {number: (names[number]["slug"], names[number]["title"]) for number in best[:MOST_TOPICS]} | picked
    return [(slug, title, counts[number]) for number, (slug, title) in listed.items()]
