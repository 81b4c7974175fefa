"""Rows of the panel, some dyads at a time, from what the record says of them and of their two actors."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from publication.chronology import FUTURE, PAST, Answer, Period
from publication.models import Claim, Face, Mention
from publication.reading.holding import row_period
from publication.reading.moment import Moment
from publication.reading.names import names_at
from publication.reading.series import Stretch, stretches
from relations.explore.matrix import BELONGS
from relations.ties import TIES

# Dyads that are read together.
CHUNK = 50
ENDING = ("withdrawn", "expired", "superseded")
SURE = ("certain", "presumed")


@dataclass(frozen=True)
class Years:
    """The years asked for, and the day after which nothing is counted: today."""

    first: int
    last: int
    today: date

    def days(self, year: int) -> tuple[int, int]:
        """The first and last day of a year; this year ends today."""
        last = min(date(year, 12, 31), self.today)
        return date(year, 1, 1).toordinal(), last.toordinal()

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    @property
    def span(self) -> tuple[int, int]:
        """The first and last day of all."""
        return self.days(self.first)[0], self.days(self.last)[1]


@dataclass
class Facts:
    """What is known of some dyads and their actors within the years; all by entry number."""

    pairs: dict[int, tuple[int, int]]
    names: dict[int, dict]
    phases: dict[int, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    ties: dict[int, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, dict[int, list[Claim]]] = field(default_factory=dict)
    parties: dict[int, dict[int, list[Claim]]] = field(default_factory=dict)
    codes: dict[int, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    # When each agreement with a pledge of defence was in force, by its common steps.
    pledges: dict[int, Period] = field(default_factory=dict)
    sources: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def dyads_of(rows: QuerySet, moment: Moment) -> Iterator[dict[int, tuple[int, int]]]:
    """Dyads with the numbers of their two actors in the order of their slugs, 50 at a time. Two queries each."""
    after = 0
    while True:
        some = list(rows.filter(entry__gt=after).order_by("entry").values_list("entry", "slug")[:CHUNK])
        if not some:
            return
        after = some[-1][0]
        slugs = dict(some)
        sides = Mention.objects.at(moment.seq).filter(owner__in=slugs, claim=None, via__in=("first", "second"))
        both = defaultdict(list)
        for owner, target in sides.values_list("owner", "target"):
            both[owner].append(target)
        names = names_at({number for pair in both.values() for number in pair}, moment.seq)
        yield {
            owner: tuple(sorted(pair, key=lambda number: names[number]["slug"]))
            for owner, pair in sorted(both.items())
            if len(pair) == 2 and all(number in names for number in pair)
        }


def facts_of(pairs: dict[int, tuple[int, int]], years: Years, moment: Moment) -> Facts:
    """Read what the rows of some dyads are made of. Nine queries, whatever their number."""
    actors = {number for pair in pairs.values() for number in pair}
    facts = Facts(pairs, names_at({*pairs, *actors}, moment.seq))
    claims = Claim.objects.at(moment.seq).exclude(standing="rejected").possible_on(*years.span).order_by("id")
    for row in claims.filter(owner__in=pairs, predicate__in=("phase", *TIES)).defer("body"):
        (facts.phases if row.predicate == "phase" else facts.ties)[row.owner].append(row)
    mine = claims.defer("body")
    members = mine.filter(predicate="member", subject__in=actors, status__in=BELONGS)
    facts.members = _by_owner(members, "subject")
    facts.parties = _by_owner(mine.filter(predicate="party", object__in=actors), "object")
    for row in mine.filter(predicate="identified", status="cow", subject__in=actors):
        facts.codes[row.subject].append(row)
    _read_pledges(facts, moment)
    told = [row.id for some in (facts.phases, facts.ties) for rows in some.values() for row in rows]
    cited = Mention.objects.at(moment.seq).filter(via="citations", claim__in=told)
    for claim, source in cited.values_list("claim", "target"):
        facts.sources[claim].add(source)
    return facts


def _by_owner(rows: QuerySet, side: str) -> dict[int, dict[int, list[Claim]]]:
    """Claims by actor, then by the body or agreement that they stand in."""
    found: dict[int, dict[int, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[getattr(row, side)][row.owner].append(row)
    return found


def _read_pledges(facts: Facts, moment: Moment) -> None:
    """Which of the agreements between these actors pledge defence, and when they were in force for all."""
    shared = {
        owner
        for one, other in facts.pairs.values()
        for owner in facts.parties.get(one, {}).keys() & facts.parties.get(other, {}).keys()
    }
    rows = Claim.objects.at(moment.seq).filter(owner__in=shared).exclude(standing="rejected")
    pledged = {
        row.owner
        for row in rows.filter(predicate="obligation")
        # Names stand in the bytes as numbers between NUL bytes, which is no JSON; they are not needed here.
        if json.loads(bytes(row.body).replace(b"\0", b""))["defence"]
    }
    steps = defaultdict(list)
    for row in rows.filter(predicate="step", object=None).defer("body"):
        steps[row.owner].append(row)
    for owner in pledged:
        begun = [row for row in steps[owner] if row.status == "in_force"]
        ended = [row for row in steps[owner] if row.status in ENDING]
        facts.pledges[owner] = Period(
            min((row.s1 for row in begun), default=PAST),
            min((row.s2 for row in begun), default=PAST),
            max((row.e1 for row in ended), default=FUTURE),
            max((row.e2 for row in ended), default=FUTURE),
            False,
        )


def rows_of(facts: Facts, overall: int | None, topics: dict[str, set[int]], years: Years) -> Iterator[dict]:
    """The rows of some dyads: each dyad's years together, in order.

    `topics` are the asked ones by slug, each with the numbers of those below it.
    """
    for dyad, pair in facts.pairs.items():
        phases = facts.phases[dyad]
        groups = {"": {overall}, **topics}
        series = {
            slug: stretches([row for row in phases if row.topic in numbers], *years.span)
            for slug, numbers in groups.items()
        }
        for year in years:
            yield _row(facts, dyad, pair, series, *years.days(year), year)


def _row(facts: Facts, dyad: int, pair: tuple[int, int], series: dict, first: int, last: int, year: int) -> dict:
    one, other = pair
    ties = [(row, row_period(row).overlaps(first, last)) for row in facts.ties[dyad]]
    ties = [(row, answer) for row, answer in ties if answer]
    phases = [row for row in facts.phases[dyad] if row_period(row).overlaps(first, last)]
    bodies = _shared(facts.members, one, other, first, last)
    pacts = {
        owner: _weaker(answer, facts.pledges[owner].overlaps(first, last))
        for owner, answer in _shared(facts.parties, one, other, first, last).items()
        if owner in facts.pledges
    }
    pacts = {owner: answer for owner, answer in pacts.items() if answer}
    told = [*phases, *(row for row, _ in ties)]
    return {
        "year": year,
        "relationship": facts.names[dyad]["slug"],
        "first": facts.names[one]["slug"],
        "second": facts.names[other]["slug"],
        "first_cow": _code(facts, one, last),
        "second_cow": _code(facts, other, last),
        "level": _levels(series[""], first, last),
        "topics": {slug: _levels(found, first, last) for slug, found in series.items() if slug},
        "memberships": _count(bodies.values()),
        "ties": {**_count(answer for _, answer in ties), "kinds": sorted({row.predicate for row, _ in ties})},
        "alliances": _count(pacts.values()),
        "claims": len(told),
        "sources": len(set().union(*(facts.sources[row.id] for row in told), set())),
    }


def _levels(found: list[Stretch], first: int, last: int) -> dict:
    """The level on the year's last day and how far it holds, and the lowest and highest level of the year."""
    within = [stretch for stretch in found if stretch.first <= last and first <= stretch.last]
    levels = [stretch.level for stretch in within if stretch.level is not None]
    at_end = next((stretch for stretch in within if stretch.first <= last <= stretch.last), None)
    return {
        "end": at_end.level if at_end else None,
        "holds": at_end.holds if at_end else None,
        "min": min(levels, default=None),
        "max": max(levels, default=None),
    }


def _shared(sides: dict, one: int, other: int, first: int, last: int) -> dict[int, Answer]:
    """Bodies or agreements in which both stand within the days, with the weaker of the two answers."""
    mine, theirs = sides.get(one, {}), sides.get(other, {})
    found = {}
    for owner in sorted(mine.keys() & theirs.keys()):
        answer = _weaker(_best(mine[owner], first, last), _best(theirs[owner], first, last))
        if answer:
            found[owner] = answer
    return found


def _best(rows: list[Claim], first: int, last: int) -> Answer | None:
    answers = [row_period(row).overlaps(first, last) for row in rows]
    return next((answer for answer in ("certain", "presumed", "possible") if answer in answers), None)


def _weaker(one: Answer | None, other: Answer | None) -> Answer | None:
    if one is None or other is None:
        return None
    return next(answer for answer in ("possible", "presumed", "certain") if answer in (one, other))


def _count(answers) -> dict[str, int]:
    answers = list(answers)
    sure = sum(answer in SURE for answer in answers)
    return {"sure": sure, "possible": len(answers) - sure}


def _code(facts: Facts, actor: int, day: int) -> str | None:
    """The actor's number in the Correlates of War on a day, if it may have just one."""
    codes = {row.role for row in facts.codes[actor] if row_period(row).holds(day)}
    return codes.pop() if len(codes) == 1 else None


def all_rows(rows: QuerySet, overall: int | None, topics: dict[str, set[int]], years: Years, moment: Moment):
    """Every row of some dyads' panel, in lists of those of 50 dyads. `rows` are faces of relationships."""
    for pairs in dyads_of(rows, moment):
        yield list(rows_of(facts_of(pairs, years, moment), overall, topics, years))


def faces_of(moment: Moment, actors: list[int] = ()) -> QuerySet:
    """The public relationships, or those to which all of some actors belong."""
    rows = Face.objects.at(moment.seq).filter(kind="relationship", state=Face.State.PUBLIC)
    for actor in actors:
        sides = Mention.objects.at(moment.seq).filter(target=actor, claim=None, via__in=("first", "second"))
        rows = rows.filter(entry__in=sides.values("owner"))
    return rows
