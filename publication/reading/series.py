"""How two actors stood over time: the standing of each topic, day by day, as stretches of equal days."""

from dataclasses import dataclass

from publication.models import Claim
from publication.reading.standing import choose


@dataclass(frozen=True)
class Stretch:
    """Days from `first` to `last` (both inclusive) on which one answer counts.

    `level` is as `publication.reading.standing` chooses it: readings of equal rank that differ show as 0.
    """

    first: int
    last: int
    level: int | None
    holds: str
    claims: tuple[int, ...]


def stretches(rows: list[Claim], first: int, last: int) -> list[Stretch]:
    """Return the stretches of one topic's phases between two days; days without an answer are left out."""
    edges = {first}
    for row in rows:
        edges |= {day for day in (row.s1, row.s2, row.e1 + 1, row.e2 + 1) if first < day <= last}
    days = sorted(edges)
    found: list[Stretch] = []
    for at, day in enumerate(days):
        end = days[at + 1] - 1 if at + 1 < len(days) else last
        chosen = choose(rows, day)
        if not chosen:
            continue
        levels = {row.level for row, _ in chosen if row.level is not None}
        level = 0 if len(levels) > 1 else next(iter(levels), None)
        surest = "certain" if any(answer == "certain" for _, answer in chosen) else chosen[0][1]
        claims = tuple(sorted(row.id for row, _ in chosen))
        if found and found[-1].last == day - 1 and (found[-1].level, found[-1].holds) == (level, surest):
            before = found.pop()
            found.append(Stretch(before.first, end, level, surest, tuple(sorted({*before.claims, *claims}))))
        else:
            found.append(Stretch(day, end, level, surest, claims))
    return found
