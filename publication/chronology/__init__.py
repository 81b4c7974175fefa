"""Dates as sources give them: parse them, reason about them, say them.

Small modules without a clock, and of Django only its translated messages:

- `edtf`: what a curator types (a subset of EDTF, ISO 8601-2:2019) becomes a `Span` of days (`spans`);
- `period`: a start, an end and a day seen become a `Period`, which answers for any day whether
  the claim holds *certainly*, *possibly* or *presumably*;
- `words`: the same texts as plain English; `russian`: as Russian, whose grammar of dates is its own.

Import names from here. The function `period` hides the module of that name as an attribute of this
package, so `import publication.chronology.period as p` yields the function; `from … import` is safe.
"""

from .edtf import parse
from .period import FUTURE, PAST, Answer, Period, PeriodError, from_day, period, to_day
from .spans import EDTFError, Span
from .words import describe, describe_period, understood

__all__ = [
    "FUTURE",
    "PAST",
    "Answer",
    "EDTFError",
    "Period",
    "PeriodError",
    "Span",
    "describe",
    "describe_period",
    "from_day",
    "parse",
    "period",
    "to_day",
    "understood",
]
