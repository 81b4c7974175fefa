"""The line of days under a chart: where a day stands, and the years that mark it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Scale:
    """Days from `first` to `last` (day numbers) drawn from `left` to `right`."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: int) -> float:
        """Where a day begins; days outside are drawn at the edge."""
        inside = min(max(day, self.first), self.last)
        return self.left + (self.right - self.left) * (inside - self.first) / max(self.last - self.first, 1)

    def ticks(self, room: float = 60) -> list[tuple[int, float]]:
        """Years at even steps, at least `room` apart: (year, x)."""
        years = range(date.fromordinal(self.first).year, date.fromordinal(self.last).year + 1)
        step = next(
            (step for step in (1, 2, 5, 10, 20, 50, 100) if (self.right - self.left) * step / len(years) >= room), 200
        )
        starts = [(year, date(year, 1, 1).toordinal()) for year in years if year % step == 0]
        return [(year, self.x(day)) for year, day in starts if self.first <= day <= self.last]


def span_of(days: list[int], today: int, earliest: int) -> tuple[int, int]:
    """The days that a chart shows: from just before the first known day, no earlier than `earliest`, to today."""
    known = [day for day in days if earliest <= day <= today]
    first = min(known, default=earliest)
    margin = max((today - first) // 40, 120)
    return max(first - margin, earliest), today
