"""Events as a calendar: RFC 5545 to the letter, and no day that a source does not give."""

from datetime import date

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.publishing import publish
from events.feeds import dating
from events.models import Event, Occurrence
from publication import ical
from publication.chronology import from_day, parse, period
from sources.models import Citation, Source


def events_of(site, path="/events/calendar.ics"):
    response = site.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_events_stand_on_their_days_and_a_month_spans_the_month_and_says_so(site):
    speech, suspension = events_of(site)
    assert (speech["DTSTART"].dt, speech["DTEND"].dt) == (date(2007, 2, 1), date(2007, 3, 1))
    assert speech["SUMMARY"] == "The harbour speech (February 2007)"
    assert "Not known to the day" in speech["DESCRIPTION"]
    assert speech["URL"] == "http://testserver/events/harbour-speech/"
    assert speech["UID"] == str(Event.objects.get(slug="harbour-speech").public_id)
    assert (suspension["DTSTART"].dt, suspension["DTEND"].dt) == (date(2007, 12, 12), date(2007, 12, 13))
    assert suspension["SUMMARY"] == "North suspends the forces treaty"
    assert "Not known" not in suspension["DESCRIPTION"]


def test_the_calendar_has_the_filters_and_clocks_of_the_list(site):
    def slugs(query):
        return [event["URL"].split("/")[-2] for event in events_of(site, f"/events/calendar.ics?{query}")]

    assert slugs("actor=ann-north") == ["harbour-speech"]
    assert slugs("topic=security") == ["harbour-speech", "treaty-suspension"]
    assert slugs("type=speech") == ["harbour-speech"]
    assert slugs("date_after=2007-12") == ["treaty-suspension"]
    assert slugs("as_of=2007-06-01") == ["harbour-speech"]
    assert slugs("known_at=0") == []
    for bad in ("actor=nobody", "colour=red", "limit=1", "cursor=x", "date_after=2007-13", "as_of=soon"):
        assert site.get(f"/events/calendar.ics?{bad}").status_code == 400, bad


def occurred(start, end, seen="", certainty="asserted", inferred=False):
    known = period(parse(start), parse(end, end=True), parse(seen))
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    bounds = (from_day(day) for day in (known.s1, known.s2, known.e1, known.e2))
    days = {name: day and day.isoformat() for name, day in zip(names, bounds, strict=True)}
    told = {"start": start, "end": end, "seen": seen, "inferred": inferred, **days}
    return {"certainty": certainty, "period": told}


MONTH, DAY, NEXT = occurred("2007-02", "2007-02"), occurred("2007-02-10", "2007-02-10"), occurred("2007-03", "2007-03")


@pytest.mark.parametrize(
    ("told", "first", "last", "mark"),
    [
        ([DAY], "2007-02-10", "2007-02-10", ""),
        ([MONTH], "2007-02-01", "2007-02-28", "February 2007"),
        ([MONTH, DAY], "2007-02-10", "2007-02-10", ""),
        ([NEXT, DAY], "2007-02-10", "2007-03-31", "March 2007 or 10 February 2007"),
        (
            [occurred("2007-02-10", "2007-02-10", inferred=True)],
            "2007-02-10",
            "2007-02-10",
            "10 February 2007, inferred",
        ),
        (
            [occurred("2007-02-10", "2007-02-10", certainty="alleged")],
            "2007-02-10",
            "2007-02-10",
            "10 February 2007, alleged",
        ),
        ([occurred("2007-02-10", "..", "2024")], "2007-02-10", "2007-02-10", "since 10 February 2007, still so"),
        ([occurred("2014-02-20", "2022-03")], "2014-02-20", "2022-03-31", "20 February 2014 to March 2022"),
        ([occurred("9999-12-31", "9999-12-31")], "9999-12-31", "9999-12-31", ""),
    ],
)
def test_an_entry_spans_what_its_sources_allow(told, first, last, mark):
    found = dating(told)
    assert (str(found.first), str(found.last), found.mark) == (first, last, mark)


def test_an_undated_event_is_left_out_and_the_last_day_of_all_is_not(site):
    source = Source.objects.get(slug="atlas-2024")
    for slug, start in (("undated", ""), ("before", "[..2001]"), ("last", "9999-12-31")):
        event = Event.objects.create(slug=slug, title=slug)
        claim = Occurrence.objects.create(owner=event, start=start, end=start)
        Citation.objects.create(claim=claim, source=source)
        publish(event, by="test")
    assert [event["SUMMARY"] for event in events_of(site)][2:] == ["last"]


@given(st.text())
def test_any_text_can_be_read_back_as_it_was(text):
    made = ical.calendar([("PRODID", "x")], [[("UID", "1"), ("SUMMARY", ical.text(text))]])
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    [event] = icalendar.Calendar.from_ical(made).walk("VEVENT")
    kept = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or (c >= " " and c != "\x7f"))
    assert event.get("SUMMARY", "") == kept


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=400))
def test_folding_cuts_no_character_and_loses_none(line):
    folded = ical.fold(line)
    assert folded.replace("\r\n ", "") == line
    assert all(len(piece.encode()) <= ical.LINE_OCTETS for piece in folded.split("\r\n"))
