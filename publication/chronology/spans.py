"""What an accepted date becomes: a span of days; and what a refused one becomes: an error in words."""

from dataclasses import dataclass
from datetime import date


class EDTFError(ValueError):
    """A text that is not an accepted date. The message names the value and what would be accepted."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days one typed date allows, both ends included. Made by `parse`, which keeps earliest <= latest.

    `earliest` None is minus infinity and `latest` None is plus infinity. `approximate` is ~ or %,
    `uncertain` is ? or %, also when only a date inside a range is so marked. `ongoing` is '..' alone.
    """

    text: str
    earliest: date | None
    latest: date | None
    approximate: bool
    uncertain: bool
    ongoing: bool

    @property
    def precision(self) -> str:
        """How finely the text dates: 'day', 'month', 'year', 'decade', 'century', 'range' (two bounds),
        'open' (one bound, or '..'), 'unknown' (blank). 2014-XX is known to the year, 2014-02-XX to the month.
        """
        if not self.text:
            return "unknown"
        if ".." in self.text:
            return "open" if self.earliest is None or self.latest is None else "range"
        bare = self.text.rstrip("~?%").removesuffix("-XX")
        if bare.endswith("X"):
            return "century" if bare.endswith("XX") else "decade"
        return {4: "year", 7: "month", 10: "day"}[len(bare)]
