"""The phases of the whole collection: dated, in series by topic, and without contradictions that nobody points out."""

from collections import defaultdict
from itertools import combinations

import pytest

from publication.chronology import FUTURE, PAST, from_day, parse, period, to_day
from relations.models import Phase, Relationship
from sources.models import Remark

# A topic whose conflict began in a year has no phase that may have begun earlier (codebook, section 'Dating').
TOPIC_BEGINS = {
    "crimea": 2014,
    "georgia-conflict": 2008,
    "iraq": 2002,
    "kosovo": 1998,
    "nord-stream": 2005,
    "syria-conflict": 2011,
    "ukraine-conflict": 2014,
    "unfriendly-designation": 2021,
}


@pytest.fixture
def phases(whole_record, db) -> list[Phase]:
    """Every phase of the collection, in the order of its file."""
    found = Phase.objects.select_related("owner", "topic").order_by("owner__slug", "position", "pk")
    return list(found)


def held(phase: Phase) -> tuple[int, int]:
    """The first and last day on which the phase holds for certain or, if the source calls it ongoing, presumably."""
    known = period(parse(phase.start), parse(phase.end, end=True), parse(phase.seen))
    return known.s2, known.e2 if known.ongoing else known.e1


def collide(one: Phase, other: Phase) -> bool:
    """Whether two phases of one topic hold on the same days. Meeting on one day is allowed: the later start wins."""
    (start, end), (other_start, other_end) = held(one), held(other)
    return max(start, other_start) < min(end, other_end)


def name(phase: Phase) -> str:
    """A phase for a message."""
    return f"{phase.owner.slug}, {phase.topic.slug}, {phase.level}: {phase.text}"


def test_every_phase_is_dated(phases):
    """A start, an end or a day seen, so that a chart over time has a place for it."""
    assert phases
    assert [name(phase) for phase in phases if not (phase.start or phase.end or phase.seen)] == []


def test_every_phase_is_bounded_in_the_past(phases):
    """A phase seen in 2024 says nothing of 1950. Of two personal ties nobody tells when they began."""
    friends = "alex-goldfarb--alexander-litvinenko", "boris-berezovsky--vladimir-putin"
    unbounded = [phase for phase in phases if phase.start_earliest is None and phase.owner.slug not in friends]
    assert [name(phase) for phase in unbounded] == []


def test_no_phase_of_russia_is_older_than_the_federation(phases):
    for phase in phases:
        if "russia" in phase.owner.slug.split("--"):
            assert phase.start_earliest.year >= 1991, name(phase)


def test_no_phase_is_older_than_its_conflict(phases):
    for phase in phases:
        earliest = TOPIC_BEGINS.get(phase.topic.slug)
        if earliest:
            assert phase.start_earliest.year >= earliest, name(phase)


def test_different_levels_never_hold_at_once_unless_contested(phases):
    """Rival readings are contested, with the reason; otherwise one phase ends where the next begins."""
    series = defaultdict(list)
    for phase in phases:
        if phase.level is not None and phase.standing not in (Phase.Standing.CONTESTED, Phase.Standing.REJECTED):
            series[phase.owner_id, phase.topic_id].append(phase)
    clashes = [
        f"{name(one)} / {name(other)}"
        for group in series.values()
        for one, other in combinations(group, 2)
        if one.level != other.level and collide(one, other)
    ]
    assert clashes == []


def test_every_dyad_says_how_the_two_stand_or_why_not(phases):
    """A phase on the topic 'overall', or a remark of kind gap that concerns this topic."""
    spoken = {phase.owner_id for phase in phases if phase.topic.slug == "overall"}
    gaps = set(Remark.objects.filter(kind="gap", concerns__slug="overall").values_list("owner_id", flat=True))
    silent = Relationship.objects.exclude(pk__in=spoken | gaps).values_list("slug", flat=True)
    assert list(silent) == []


def test_overall_comes_first(phases):
    """In every dyad that has phases on 'overall', they open the series."""
    firsts = {}
    for phase in phases:
        firsts.setdefault(phase.owner.slug, phase.topic.slug)
    later = {
        phase.owner.slug for phase in phases if phase.topic.slug == "overall" and firsts[phase.owner.slug] != "overall"
    }
    assert later == set()


def test_a_phase_without_level_has_a_direction(phases):
    """Only a source that gives nothing but a direction leaves the level open."""
    for phase in phases:
        if phase.level is None:
            assert phase.trend, name(phase)


def test_an_inferred_bound_says_how_it_was_worked_out(phases):
    assert [name(phase) for phase in phases if phase.inferred and len(phase.basis) < 20] == []


@pytest.mark.parametrize(
    ("end", "held_until"),
    [("", "2021-01-01"), ("..", None), ("[2021..2022]", "2021-01-01")],
)
def test_a_replaced_phase_no_longer_counts(end, held_until):
    """What this test calls 'at once' is checked on an example: without '..' a phase holds only until last seen."""
    phase = Phase(start="2014", end=end, seen="2021")
    last = held(phase)[1]
    assert last == (FUTURE if held_until is None else to_day(parse(held_until).earliest, PAST))
    assert held_until is None or str(from_day(last)) == held_until
