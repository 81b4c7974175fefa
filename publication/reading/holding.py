"""What a claim or an entry is on a day: certain, presumed, possible; past for things that happen and are over."""

from publication.chronology import Period

# Claims about something that happens once. On later days they are 'past', not untrue; on earlier ones not yet.
MOMENTARY = frozenset(
    ("occurred", "participant", "linked", "said", "about", "step", "party", "obligation", "observed", "succeeded")
)
MOMENTARY_KINDS = frozenset(("event", "statement", "agreement", "indicator"))


def holds(period: Period, day: int, *, momentary: bool) -> str | None:
    """Return 'certain', 'presumed' or 'possible'; 'past' for momentary things that are over; None if it is not so."""
    answer = period.holds(day)
    if answer is None and momentary and period.e2 < day:
        return "past"
    return answer


def row_period(row) -> Period:
    """The period of a derived row."""
    return Period(row.s1, row.s2, row.e1, row.e2, row.ongoing)


def claim_holds(row, day: int) -> str | None:
    """What a published claim is on a day."""
    return holds(row_period(row), day, momentary=row.predicate in MOMENTARY)


def entry_holds(face, day: int) -> str | None:
    """What an entry is on a day."""
    return holds(row_period(face), day, momentary=face.kind in MOMENTARY_KINDS)
