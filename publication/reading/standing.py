"""How two actors stood on a day: which of their phases counts, by the rule of the map and the matrix."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from publication.models import About, Claim, Face
from publication.reading.holding import claim_holds
from publication.reading.moment import Moment
from publication.reading.names import names_at, splice

OVERALL = "overall"
# No page reads more phases than these, which is several times the number of states there are.
MOST = 1000


@dataclass(frozen=True)
class Standing:
    """A dyad on a day in one topic.

    `level` is −3 … 3, or None where the phases give only a trend; `mixed` if readings of equal rank differ,
    which shows as 0 with all of them. `claims` are those that count, as the public reads them.
    """

    level: int | None
    trend: str
    holds: str
    mixed: bool
    claims: list[dict]


def choose(rows: list[Claim], day: int) -> list[tuple[Claim, str]]:
    """Return the phases that count on a day, each with its answer.

    Rejected readings never count. Preferred ones go first; among them the latest start wins; several with
    the same start stay together.
    """
    holding = [(row, claim_holds(row, day)) for row in rows if row.standing != "rejected"]
    holding = [(row, answer) for row, answer in holding if answer is not None]
    preferred = [pair for pair in holding if pair[0].standing == "preferred"]
    holding = preferred or holding
    if not holding:
        return []
    latest = max((row.s1, row.s2) for row, _ in holding)
    return [(row, answer) for row, answer in holding if (row.s1, row.s2) == latest]


# How much an answer for a day weighs against another.
RANK = {"certain": 3, "presumed": 2, "possible": 1}


def standing(rows: list[Claim], day: int, bodies: dict[int, dict]) -> Standing | None:
    """Return how the dyad stands by these phases of one topic, or None if none of them may hold on the day."""
    chosen = choose(rows, day)
    if not chosen:
        return None
    levels = sorted({row.level for row, _ in chosen if row.level is not None})
    mixed = len(levels) > 1
    claims = [{**bodies[row.id], "holds": answer} for row, answer in chosen]
    trends = {claim.get("trend") or "" for claim in claims} - {""}
    return Standing(
        level=0 if mixed else (levels[0] if levels else None),
        trend=trends.pop() if len(trends) == 1 else "",
        holds=max((answer for _, answer in chosen), key=RANK.__getitem__),
        mixed=mixed,
        claims=claims,
    )


def standing_claims(standings: Iterable[Standing]) -> list[dict]:
    """All claims that count in some standings."""
    return [claim for stands in standings for claim in stands.claims]


def topic_number(slug: str, moment: Moment) -> int | None:
    """The number of a topic by its slug, or None."""
    rows = Face.objects.at(moment.seq).filter(namespace="topic", slug=slug, state=Face.State.PUBLIC)
    return rows.values_list("entry", flat=True).first()


def bodies_of(rows: list[Claim], moment: Moment) -> dict[int, dict]:
    """Return the claims' JSON by row id."""
    spliced = splice([row.body for row in rows], moment.seq)
    return {row.id: json.loads(raw) for row, raw in zip(rows, spliced, strict=True)}


def standings_of(actor: int, moment: Moment) -> list[tuple[dict, dict, Standing]]:
    """Return (other actor, dyad, standing) for every dyad of an actor that has a level or trend on the day.

    The topic is 'overall'. Ordered from allied to war, then by the other's title.
    """
    overall, day = topic_number(OVERALL, moment), moment.day_number
    about = About.objects.at(moment.seq).filter(entry=actor, predicate="phase", topic=overall)
    rows = Claim.objects.at(moment.seq).filter(id__in=about.possible_on(day, day).values("claim"))
    return _grouped(list(rows.order_by("id")[:MOST]), actor, moment)


def _grouped(rows: list[Claim], actor: int, moment: Moment) -> list[tuple[dict, dict, Standing]]:
    by_dyad = defaultdict(list)
    for row in rows:
        by_dyad[row.owner].append(row)
    bodies = bodies_of(rows, moment)
    others = {
        owner: group[0].subject if group[0].object == actor else group[0].object for owner, group in by_dyad.items()
    }
    names = names_at({*others.values(), *by_dyad}, moment.seq)
    found = []
    for owner, group in by_dyad.items():
        stands = standing(group, moment.day_number, bodies)
        if stands is not None and others[owner] in names:
            found.append((names[others[owner]], names[owner], stands))
    return sorted(found, key=lambda item: (-(item[2].level if item[2].level is not None else -9), item[0]["title"]))


def overall_levels(dyads: list[int], moment: Moment) -> dict[int, Standing]:
    """Return how each of some dyads stands on the day in the topic 'overall'; one with nothing to say is left out."""
    if not dyads:
        return {}
    overall, day = topic_number(OVERALL, moment), moment.day_number
    rows = Claim.objects.at(moment.seq).filter(predicate="phase", owner__in=dyads, topic=overall)
    by_dyad = defaultdict(list)
    for row in rows.possible_on(day, day):
        by_dyad[row.owner].append(row)
    bodies = bodies_of([row for group in by_dyad.values() for row in group], moment)
    found = {dyad: standing(group, day, bodies) for dyad, group in by_dyad.items()}
    return {dyad: stands for dyad, stands in found.items() if stands is not None}


def standings_by_topic(dyad: int, moment: Moment) -> list[tuple[dict, Standing]]:
    """Return (topic, standing) of one dyad on the day: 'overall' first, then by title."""
    day = moment.day_number
    rows = Claim.objects.at(moment.seq).filter(predicate="phase", owner=dyad).possible_on(day, day)
    by_topic = defaultdict(list)
    rows = list(rows)
    for row in rows:
        by_topic[row.topic].append(row)
    bodies = bodies_of(rows, moment)
    names = names_at([number for number in by_topic if number], moment.seq)
    found = []
    for number, group in by_topic.items():
        stands = standing(group, day, bodies)
        if stands is not None and number in names:
            found.append((names[number], stands))
    return sorted(found, key=lambda item: (item[0]["slug"] != OVERALL, item[0]["title"]))
