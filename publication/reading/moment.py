"""The two clocks of a request: the world's day, and the record's sequence number.

Each request fixes one Moment first and binds every query to its sequence number, so that an answer made of
several queries never mixes two states of the record, though no transaction is open.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from publication.chronology import EDTFError, parse
from publication.models import Revision
from publication.reading.prepared import Prepared

_SEQ = re.compile(r"^[0-9]{1,18}$", re.ASCII)
_HEAD = Prepared(lambda: Revision.objects.only("seq", "recorded_at").order_by("-seq"))
_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", re.ASCII)


class BadParameter(ValueError):
    """A parameter that cannot be read: its name, and what would be accepted."""

    def __init__(self, name: str, message: str):
        self.name = name
        super().__init__(message)


@dataclass(frozen=True)
class Moment:
    """The day in the world and the state of the record that an answer is about.

    `seq` is 0 before the first publication. `head` is the record's last sequence number when the request
    began; `as_of` and `known_at` are what was asked, None where nothing was.
    """

    day: date
    seq: int
    head: int
    seq_time: datetime | None
    as_of: str | None = None
    known_at: str | None = None
    today: date | None = None

    @property
    def day_number(self) -> int:
        """The day on the line of `publication.chronology`."""
        return self.day.toordinal()

    @property
    def is_today(self) -> bool:
        """Whether the world is read as of today."""
        return self.as_of is None or self.day == self.today

    @property
    def is_now(self) -> bool:
        """Whether the record is read as it stands now."""
        return self.known_at is None

    @property
    def query(self) -> str:
        """The clocks as a query string that links carry, or ''."""
        asked = {"as_of": self.as_of, "known_at": self.known_at}
        return urlencode({name: value for name, value in asked.items() if value is not None})


def resolve(as_of: str | None, known_at: str | None, *, now: datetime | None = None) -> Moment:
    """Return the Moment that two parameters ask for; blank ones mean today and now.

    `as_of` is a day, 2007-02-10. `known_at` is a sequence number, a day (its end, UTC) or a time with an
    offset. A number inside a publication means that whole publication. Raises BadParameter.
    """
    now = now or datetime.now(UTC)
    as_of, known_at = (as_of or "").strip() or None, (known_at or "").strip() or None
    day = read_day("as_of", as_of) if as_of else now.date()
    head = _HEAD.first()
    head_seq, head_time = (head.seq, head.recorded_at) if head else (0, None)
    seq, seq_time = (head_seq, head_time) if known_at is None else _sequence(known_at, head_seq)
    return Moment(day, seq, head_seq, seq_time, as_of, known_at, now.date())


def read_day(name: str, text: str) -> date:
    """Return the one day that a parameter names, 2007-02-10. Raises BadParameter, naming the parameter."""
    if not _DAY.match(text):
        try:
            span = parse(text)
        except EDTFError as error:
            raise BadParameter(name, str(error)) from error
        raise BadParameter(
            name, _("'%(value)s' is not one day. Type a day such as 2007-02-10.") % {"value": span.text[:40]}
        )
    try:
        return parse(text).earliest
    except EDTFError as error:
        raise BadParameter(name, str(error)) from error


def _sequence(text: str, head: int) -> tuple[int, datetime | None]:
    if _SEQ.match(text):
        asked = int(text)
        if asked > head:
            raise BadParameter(
                "known_at",
                _("the record ends at number %(head)s; %(asked)s is not written yet.") % {"head": head, "asked": asked},
            )
        found = Revision.objects.filter(seq=asked).values_list("batch_end", "recorded_at").first()
    else:
        when = _time(text)
        found = Revision.objects.filter(recorded_at__lte=when).order_by("-recorded_at", "-seq")
        found = found.values_list("batch_end", "recorded_at").first()
    return found or (0, None)


def _time(text: str) -> datetime:
    """A time, or the last microsecond of a day."""
    if _DAY.match(text):
        day = read_day("known_at", text)
        if day == date.max:
            return datetime.max.replace(tzinfo=UTC)
        return datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)
    try:
        when = datetime.fromisoformat(text[:40].replace(" ", "+"))
    except ValueError:
        when = None
    if when is None or "T" not in text[:40]:
        raise BadParameter(
            "known_at",
            _("'%(value)s' is neither a sequence number, a day (2026-11-22) nor a time (2026-11-22T10:00Z).")
            % {"value": text[:40]},
        )
    if when.tzinfo is None:
        raise BadParameter(
            "known_at",
            _("'%(value)s' has no offset. Add one: %(right)s.") % {"value": text[:40], "right": f"{text[:19]}Z"},
        )
    try:
        return when.astimezone(UTC)
    except OverflowError as error:
        raise BadParameter(
            "known_at", _("'%(value)s' is outside the years 1 to 9999.") % {"value": text[:40]}
        ) from error
