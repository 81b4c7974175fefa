"""What is known of a claim's duration, and what that says of a given day (design, section 4).

A claim began on one day, held on the day it was seen, and ended on one day; sources give each only as a
span. A *possible world* is a choice of one day from each span with start <= seen <= end. A statement about
a day is certain if it is true in every possible world and possible if it is true in at least one.

Days are plain integers here (`date.toordinal()`: 0001-01-01 is day 1), because the public record indexes
and compares them as such.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .edtf import Span

# The ends of the line, for 'no bound'. They are not years in disguise: no calendar date has these numbers
# (0001-01-01 is day 1, 9999-12-31 is day 3,652,059), so a bound that somebody typed never equals one.
# Both fit a four-byte integer column.
PAST = -(2**31)
FUTURE = 2**31 - 1

Answer = Literal["certain", "presumed", "possible"]


class PeriodError(ValueError):
    """A start, an end and a day seen that no duration fits. The message says which is after which."""


def to_day(day: date | None, infinity: int) -> int:
    """The day number of a date; `infinity` (PAST or FUTURE) if there is no bound."""
    return infinity if day is None else day.toordinal()


def from_day(day: int) -> date | None:
    """The date of a day number; None for PAST and FUTURE. ValueError if it is not in years 1 to 9999."""
    return None if day in (PAST, FUTURE) else date.fromordinal(day)


@dataclass(frozen=True, slots=True)
class Period:
    """When a claim held, as far as is known. Day numbers, inclusive; made by `period`.

    `s1`, `s2`: the earliest and latest day on which it may have started; `e1`, `e2`: the earliest and
    latest on which it may have ended; each is reached in some possible world. s1 is PAST and e2 is FUTURE
    where nothing bounds them. `ongoing`: the source says that it is still so.
    """

    s1: int
    s2: int
    e1: int
    e2: int
    ongoing: bool

    def holds(self, day: int) -> Answer | None:
        """Whether the claim holds on one day.

        'certain': in every possible world. 'presumed': it had surely started, the source calls it ongoing,
        and nothing says that it ended; it may have. 'possible': in some possible world. None: in none.
        """
        if self.s2 <= day <= self.e1:
            return "certain"
        if not self.s1 <= day <= self.e2:
            return None
        return "presumed" if self.ongoing and self.s2 <= day else "possible"

    def overlaps(self, first: int, last: int) -> Answer | None:
        """Whether the claim holds on any day from `first` to `last`, both included.

        'certain': every possible world has a day in the span, which is s2 <= last and e1 >= first, since a
        world misses the span only by starting after it or ending before it. It need not be the same day in
        every world: what began and ended in 2007 certainly overlaps 2007, though no single day is certain.
        'presumed': not certain, but `holds` answers 'presumed' for some day of the span.
        'possible': some possible world has a day in the span. None: no world has.
        For a span of one day this is `holds`. ValueError if `first` is after `last`.
        """
        if first > last:
            raise ValueError(f"The span asked for ends before it begins: day {first} is after day {last}.")
        if self.s2 <= last and first <= self.e1:
            return "certain"
        if self.s1 > last or first > self.e2:
            return None
        return "presumed" if self.ongoing and max(self.s2, first) <= min(self.e2, last) else "possible"


def period(start: Span, end: Span, seen: Span) -> Period:
    """Join a start, an end and the day or span on which the claim is known to have held.

    The start is no later than any other day of the claim, nor the end earlier, so
    start.latest = min(start.latest, seen.latest, end.latest) and
    end.earliest = max(end.earliest, seen.earliest, start.earliest). start.earliest and end.latest stay:
    starting earlier or ending later never breaks a possible world. A blank `seen` adds nothing.

    Raises PeriodError only if there is no possible world at all.
    """
    s1, e2 = to_day(start.earliest, PAST), to_day(end.latest, FUTURE)
    seen1, seen2 = to_day(seen.earliest, PAST), to_day(seen.latest, FUTURE)
    # Three pairs decide: if each may be in order, then start = s1, end = e2 and some day seen fit together.
    if s1 > e2:
        raise _disorder("The start", start, "the end", end)
    if s1 > seen2:
        raise _disorder("The start", start, "the day on which it is known to have held", seen)
    if seen1 > e2:
        raise _disorder("The day on which it is known to have held", seen, "the end", end)
    s2 = min(to_day(start.latest, FUTURE), seen2, e2)
    e1 = max(to_day(end.earliest, PAST), seen1, s1)
    return Period(s1, s2, e1, e2, end.ongoing)


def _disorder(later: str, late: Span, earlier: str, early: Span) -> PeriodError:
    # Both bounds exist: an unbounded one is never out of order.
    return PeriodError(
        f"{later} ({late.text}: {late.earliest} at the earliest) is after {earlier} "
        f"({early.text}: {early.latest} at the latest), so no day fits. "
        "Correct one of the two, or add ~ if it is only about right."
    )
