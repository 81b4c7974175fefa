"""The record's events as a calendar that programs subscribe to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse

from publication import ical
from publication.chronology import FUTURE, PAST, from_day, to_day
from publication.filters import BadParameters, EntryFilter
from publication.listing import moment_of
from publication.models import Face
from publication.pages import RecordPage
from publication.reading.moment import BadParameter, Moment
from publication.reading.related import documents
from publication.templatetags.chancery import period_words, words
from publication.validators import unless_known

CALENDAR_LIMIT = 1000
BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")
# Certainties with which one source's day may stand for the month of another.
SURE = ("asserted", "reported")
PAGING = ("cursor", "limit", "format")
STATUS = {"cancelled": "CANCELLED", "planned": "TENTATIVE", "proposed": "TENTATIVE"}
SPANNED = "Not known to the day: this spans every day on which it may have been."
OPENED = "This marks its beginning alone; the record has no last day."


class Calendar(RecordPage):
    """/events/calendar.ics: the list of events, with its filters, as all-day entries.

    A date that is known to the month spans the month and says so. An event whose beginning has no bound is left out;
    one without a known end stands on its beginning alone. At most 1,000 events, the latest ones.
    """

    def get(self, request):
        """Answer the calendar."""
        if paging := [name for name in PAGING if name in request.GET]:
            raise BadParameters([BadParameter(name, "is not a parameter of a calendar.") for name in paging])
        moment = moment_of(request)
        return unless_known(request, moment, lambda: self.answer(moment))

    def answer(self, moment: Moment) -> HttpResponse:
        """Filter the events and write them."""
        rows = Face.objects.at(moment.seq).filter(kind="event", state=Face.State.PUBLIC)
        chosen = EntryFilter(self.request.GET, rows, moment=moment)
        dated = chosen.apply().filter(s1__gt=PAST, s2__lt=FUTURE)
        if moment.as_of is not None:
            dated = dated.filter(s1__lte=moment.day_number)
        faces = list(dated.order_by("-sort_day", "-entry")[: CALENDAR_LIMIT + 1])
        if not faces:
            chosen.check_names()
        return self.calendar(faces, moment)

    def calendar(self, faces: list[Face], moment: Moment) -> HttpResponse:
        """Write the calendar, oldest event first."""
        more = len(faces) > CALENDAR_LIMIT
        faces = faces[:CALENDAR_LIMIT][::-1]
        about = "Events of the record. Uncertain dates say so and span every day that is possible."
        if more:
            about += f" Only the latest {CALENDAR_LIMIT:,}: choose an actor, a topic or a time to get the others."
        asked = ", ".join(f"{name} {value}" for name, value in self.request.GET.items() if value)
        properties = [
            ("PRODID", "-//Chancery//Record of relations//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
            ("X-WR-CALNAME", ical.text(f"Chancery: events{f' ({asked})' if asked else ''}")),
            ("X-WR-CALDESC", ical.text(about)),
            ("REFRESH-INTERVAL;VALUE=DURATION", "P1D"),
        ]
        written = documents(faces, moment)
        events = (self.event(face, entry) for face, entry in zip(faces, written, strict=True))
        response = HttpResponse(ical.calendar(properties, events), content_type=ical.CONTENT_TYPE)
        response["Content-Disposition"] = 'inline; filename="chancery-events.ics"'
        return response

    def event(self, face: Face, entry: dict) -> Iterator[tuple[str, str]]:
        """The properties of one event."""
        told = [c for c in entry["claims"] if c["predicate"] == "occurred" and c["standing"] != "rejected"]
        dated = dating(told)
        recorded = ical.moment(datetime.fromisoformat(entry["revision"]["recorded_at"]))
        notes = [entry.get("summary", ""), f"When: {dated.said}"]
        notes += [f"Status: {entry['status']}." if entry.get("status", "held") != "held" else ""]
        notes += ["From Chancery, CC BY 4.0; the page names the sources."]
        yield "UID", str(face.public_id)
        yield "DTSTAMP", recorded
        yield "LAST-MODIFIED", recorded
        yield "SEQUENCE", str(entry["revision"]["number"] - 1)
        yield "DTSTART;VALUE=DATE", ical.day(dated.first)
        # DTEND is the first day after it; the last day of the calendar has none.
        yield "DTEND;VALUE=DATE", ical.day(dated.last + timedelta(days=1)) if dated.last < date.max else ""
        yield "SUMMARY", ical.text(f"{entry['title']} ({dated.mark})" if dated.mark else entry["title"])
        yield "DESCRIPTION", ical.text("\n".join(note for note in notes if note))
        yield "LOCATION", ical.text("; ".join(dict.fromkeys(filter(None, map(_place, told)))))
        yield (
            "GEO",
            next((f"{c['latitude']};{c['longitude']}" for c in told if c.get("latitude") and c.get("longitude")), ""),
        )
        yield "CATEGORIES", ",".join(ical.text(name) for name in _categories(entry))
        yield "STATUS", STATUS.get(entry.get("status"), "CONFIRMED")
        yield "TRANSP", "TRANSPARENT"
        yield "URL", self.request.build_absolute_uri(entry["url"])


@dataclass(frozen=True)
class Dating:
    """The days of an event's calendar entry; `mark` goes with its name where they are not just its days."""

    first: date
    last: date
    mark: str
    said: str


def dating(told: list[dict]) -> Dating:
    """Return how an event is dated by the claims that tell when it occurred.

    Where one of them is at least as narrow as every other, it dates the event: a source that knows the day does not
    contradict one that knows the month. Where none is, the entry spans what all of them allow.
    """
    narrow = next((c for c in told if c["certainty"] in SURE and all(_within(c, other) for other in told)), None)
    s1, s2, e1, e2 = _bounds(narrow) if narrow else _hull(told)
    chosen = _when(narrow) if narrow else " or ".join(dict.fromkeys(map(_when, told)))
    others = dict.fromkeys(words for words in map(_when, told) if narrow and words != chosen)
    said = f"{chosen} (also dated: {', '.join(others)})" if others else chosen
    exact = s1 == s2 and (e1 == e2 or e2 == FUTURE)
    sure = narrow is not None and exact and not narrow["period"]["inferred"]
    doubts = [] if exact else [SPANNED]
    if e2 == FUTURE:
        return Dating(from_day(s1), from_day(s2), chosen, " ".join([f"{said}.", OPENED, *doubts]))
    return Dating(from_day(s1), from_day(e2), "" if sure else chosen, " ".join([f"{said}.", *doubts]))


def _when(claim: dict) -> str:
    """A claim's time in words, with what makes it less than sure."""
    certainty = claim["certainty"] if claim["certainty"] not in SURE else ""
    inferred = "inferred" if claim["period"]["inferred"] else ""
    return ", ".join(filter(None, (period_words(claim).replace("\xa0", " "), inferred, certainty)))


def _bounds(claim: dict) -> tuple[int, int, int, int]:
    """A claim's period as day numbers."""
    period = claim["period"]
    days = [period[key] and date.fromisoformat(period[key]) for key in BOUNDS]
    return tuple(to_day(day, end) for day, end in zip(days, (PAST, FUTURE, PAST, FUTURE), strict=True))


def _hull(told: list[dict]) -> tuple[int, int, int, int]:
    """The earliest and latest start, and the earliest and latest end, that any of several claims allows."""
    starts, begun, ended, ends = zip(*map(_bounds, told), strict=True)
    return min(starts), max(day for day in begun if day != FUTURE), min(ended), max(ends)


def _within(claim: dict, other: dict) -> bool:
    """Whether a claim allows no start and no end that another does not allow."""
    (s1, s2, e1, e2), (t1, t2, f1, f2) = _bounds(claim), _bounds(other)
    return t1 <= s1 and s2 <= t2 and f1 <= e1 and e2 <= f2


def _place(claim: dict) -> str:
    """Where an occurrence was, in words."""
    country = claim.get("country") or {}
    return ", ".join(filter(None, (claim.get("place"), country.get("title"))))


def _categories(entry: dict) -> list[str]:
    """An event's type and topics."""
    return [*filter(None, [words(entry.get("type"))]), *(topic["title"] for topic in entry.get("topics", []))]
