"""Pages of events, agreements, indicators, statements and sources: what they show and how few questions they ask."""

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.publishing import publish
from events.lives import STEP_WORDS
from events.models import (
    Agreement,
    Concern,
    Event,
    EventLink,
    Indicator,
    Observation,
    Occurrence,
    Participation,
    Statement,
    Step,
    Utterance,
)
from events.occasions import ROLES
from publication.models import Face
from publication.reading.chain import after, before
from publication.reading.moment import resolve
from publication.reading.related import documents
from relations.models import Country, Identifier
from sources.models import Citation, Source
from tests.publication import writing


def text_of(site, path, status=200):
    response = site.get(path)
    assert response.status_code == status, path
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def cite(claim):
    Citation.objects.create(claim=claim, source=Source.objects.get(slug="atlas-2024"), locator="p. 9")
    return claim


def test_every_role_and_step_has_words():
    assert set(ROLES) == set(Participation.Role.values)
    assert set(STEP_WORDS) == set(Step.Kind.values)


# Events.


def test_an_event_says_who_took_part_as_what(site):
    page = text_of(site, "/events/harbour-speech/")
    assert "Speaker Ann North" in page
    assert "Spoken to South" in page


def test_an_events_day_is_drawn_with_its_doubt_and_said_in_words(site):
    html = site.get("/events/harbour-speech/").content.decode()
    [wide, narrow] = re.findall(
        r'<svg class="chart (wide|narrow)"[^>]*aria-label="The harbour speech: February 2007"', html
    )
    assert (wide, narrow) == ("wide", "narrow")
    assert "Hatched: days that are possible" in html
    exact = site.get("/events/treaty-suspension/").content.decode()
    assert "Solid: the days that the record is sure of." in exact


def test_a_map_shows_what_the_record_knows_of_the_place_and_says_what(site):
    def shown():
        publish(event, by="test")
        return text_of(site, "/events/harbour-speech/")

    assert "map--place" not in site.get("/events/treaty-suspension/").content.decode()
    event, north = Event.objects.get(slug="harbour-speech"), Country.objects.get(slug="north")
    occurrence = Occurrence.objects.filter(owner=event)
    # The map has no shape for North's code.
    assert "The dot is Northport." in text_of(site, "/events/harbour-speech/")
    Identifier.objects.filter(owner=north, scheme="iso3").update(value="NOR")
    publish(north, by="test")
    assert "North is filled; the dot is Northport, its capital." in text_of(site, "/events/harbour-speech/")
    occurrence.update(place="Westport")
    assert "North is filled. The record has no point for Westport." in shown()
    occurrence.update(latitude="60.4", longitude="5.3")
    assert "North is filled; the dot is Westport, as its source has it." in shown()
    occurrence.update(country=None)
    assert "The dot is Westport, as its source has it." in shown()


def test_rival_datings_stand_side_by_side(site):
    event = Event.objects.get(slug="harbour-speech")
    Occurrence.objects.filter(owner=event).update(standing="contested", standing_reason="A later print.")
    cite(
        Occurrence.objects.create(
            owner=event, start="2007-02-10", end="2007-02-10", standing="preferred", standing_reason="A diary."
        )
    )
    publish(event, by="test")
    page = text_of(site, "/events/harbour-speech/")
    assert "When and where was it? Two readings Reading A Preferred 10 February 2007" in page
    assert "A 10 February 2007, preferred" in page
    assert "A later print." in page


def test_a_chain_has_its_verbs_in_both_directions(site):
    early = text_of(site, "/events/harbour-speech/")
    assert "12 December 2007 · In response to this event North suspends the forces treaty" in early
    late = text_of(site, "/events/treaty-suspension/")
    assert "February 2007 · Was answered by this event The harbour speech" in late
    assert "Changed North – South" in late


@pytest.fixture
def long_chain(site):
    """Six events, each caused by the one before; the third has no date of its own that is sure."""
    made = []
    for number, day in enumerate(("2001-01-01", "2002-01-01", "[..2010-12-31]", "2003-06-01", "2003-07", "2005")):
        event = Event.objects.create(slug=f"link-{number}", title=f"Link {number}")
        cite(Occurrence.objects.create(owner=event, start=day, end=day))
        if made:
            cite(EventLink.objects.create(owner=event, kind="caused_by", target=made[-1]))
        publish(event, by="test")
        made.append(event)
    return site


def faces_of(slug: str):
    moment = resolve(None, None)
    face = Face.objects.at(moment.seq).get(kind="event", slug=slug)
    return documents([face], moment)[0], face, moment


def test_a_chain_goes_three_steps_and_never_puts_an_effect_before_its_cause(long_chain):
    event, face, moment = faces_of("link-1")
    assert [link.event["slug"] for link in after(event, face, moment)] == ["link-2", "link-3", "link-4"]
    event, face, moment = faces_of("link-4")
    assert [link.event["slug"] for link in before(event, moment)] == ["link-1", "link-2", "link-3"]


def test_a_chain_that_goes_round_ends(long_chain):
    first, last = Event.objects.get(slug="link-0"), Event.objects.get(slug="link-1")
    cite(EventLink.objects.create(owner=first, kind="follows", target=last))
    publish(first, by="test")
    page = text_of(long_chain, "/events/link-0/")
    assert "Link 1" in page


def test_statements_of_an_event_come_with_their_replies(site):
    reply = Statement.objects.get(slug="south-replies")
    assert not Concern.objects.filter(owner=reply).exists()
    page = text_of(site, "/events/harbour-speech/")
    assert page.index("She said that nobody was safe.") < page.index("South regretted the step.")


# Agreements.


def test_an_agreement_shows_its_life_with_numbered_steps(site):
    page = text_of(site, "/agreements/forces-treaty/")
    assert "19 November 1990 1 Signed" in page
    assert "2 Suspended · North" in page
    assert "Every party" not in page
    assert "non-aggression" in page
    html = site.get("/agreements/forces-treaty/").content.decode()
    assert html.count("Treaty on Forces: its life for each party") == 2


def test_rival_dates_of_a_step_stand_side_by_side(site):
    treaty = Agreement.objects.get(slug="forces-treaty")
    cite(
        Step.objects.create(
            owner=treaty,
            kind="signed",
            start="1990-11-20",
            end="1990-11-20",
            standing="rejected",
            standing_reason="Misprint.",
        )
    )
    publish(treaty, by="test")
    page = text_of(site, "/agreements/forces-treaty/")
    assert "Rival dates" in page
    assert "Signed: when? Two readings" in page


def test_the_life_as_table_and_drawing(site):
    response = site.get("/agreements/forces-treaty/life.csv")
    assert response["Content-Disposition"] == 'attachment; filename="forces-treaty-life.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["number"], row["step"], row["party"], row["start"]) for row in rows] == [
        ("1", "signed", "", "1990-11-19"),
        ("2", "suspended", "north", "2007-12-12"),
    ]
    drawing = site.get("/agreements/forces-treaty/life.svg")
    words = [text.text for text in ElementTree.fromstring(drawing.content).iter("{http://www.w3.org/2000/svg}text")]
    assert "Treaty on Forces: its life for each party" in words
    assert [word for word in words if word.startswith("Chancery, revision ")]
    picture = site.get("/agreements/forces-treaty/life.png")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")


# Indicators.


def test_an_indicators_values_are_drawn_and_listed(site):
    html = site.get("/indicators/trust/").content.decode()
    assert html.count('aria-label="Trust in North, in percent"') == 2
    page = text_of(site, "/indicators/trust/")
    assert "23.5" in page
    assert "rank 148 of 156" in page


def test_values_on_three_days_are_a_line(site):
    trust = Indicator.objects.get(slug="trust")
    Observation.objects.filter(owner=trust, value__isnull=True).delete()
    south = Country.objects.get(slug="south")
    for year in ("2016", "2017"):
        cite(Observation.objects.create(owner=trust, respondent=south, value=year[2:], start=year, end=year))
    Observation.objects.filter(owner=trust, start="2016").update(subject=Country.objects.get(slug="north"))
    Observation.objects.filter(owner=trust, start="2017").update(subject=Country.objects.get(slug="north"))
    publish(trust, by="test")
    html = site.get("/indicators/trust/").content.decode()
    assert "A point for each value." in html
    assert 'class="line"' in html


def test_values_as_table_and_drawings(site):
    rows = list(csv.DictReader(io.StringIO(site.get("/indicators/trust/values.csv").content.decode("utf-8-sig"))))
    assert [(row["respondent"], row["value"], row["rank"], row["unit"]) for row in rows] == [
        ("south", "23.5", "", "percent"),
        ("", "", "148", "percent"),
    ]
    assert site.get("/indicators/trust/values.svg")["Content-Type"] == "image/svg+xml"
    assert site.get("/indicators/trust/values.png").content[:4] == b"\x89PNG"


# Statements.


def test_a_statement_shows_who_to_whom_when_and_the_gist_first(site):
    page = text_of(site, "/statements/north-on-threats/")
    assert page.index("She said that nobody was safe.") < page.index("Who Ann North To whom South When February 2007")
    assert "“nobody is safe”" in page or "nobody is safe" in page
    assert "About Security topic" in page


def test_a_reply_stands_in_its_thread_below_what_it_answers(site):
    html = site.get("/statements/south-replies/").content.decode()
    assert html.index("She said that nobody was safe.") < html.index('class="here" aria-current="true"')
    assert "this statement" in html


def test_other_readings_are_other_statements_about_the_same(site):
    other = Statement.objects.create(slug="another-view", title="Another view")
    cite(Utterance.objects.create(owner=other, speaker_as_printed="some commentators", text="They read it otherwise."))
    cite(Concern.objects.create(owner=other, target=Statement.objects.get(slug="north-on-threats")))
    publish(other, by="test")
    cite(
        Concern.objects.create(
            owner=Statement.objects.get(slug="south-replies"), target=Statement.objects.get(slug="north-on-threats")
        )
    )
    publish(Statement.objects.get(slug="south-replies"), by="test")
    page = text_of(site, "/statements/south-replies/")
    assert "Other readings" in page
    assert "On Ann North on threats Some commentators · undated" in page


# Sources.


def test_a_source_says_first_how_far_to_trust_it_and_counts_what_it_supports(site):
    page = text_of(site, "/sources/atlas-2024/")
    assert page.index("The Small Atlas") < page.index("What it supports")
    assert re.search(r"All, \d+ Countries, \d+", page)
    assert "Agreements, 1" in page
    only = text_of(site, "/sources/atlas-2024/?kind=agreement")
    assert "Treaty on Forces" in only
    assert "Trust in North" not in only


def test_a_sources_contested_claims_are_listed(site):
    page = text_of(site, "/sources/gazette-2007/")
    assert "Where it is contested" in page


def test_a_sources_page_refuses_what_it_does_not_know(site):
    assert "Kinds are: country" in text_of(site, "/sources/atlas-2024/?kind=banana", 400)
    assert "was not made by this list" in text_of(site, "/sources/atlas-2024/?cursor=x", 400)
    assert "is not a parameter here" in text_of(site, "/sources/atlas-2024/?colour=red", 400)


@pytest.fixture
def cited(db, client):
    """A source that sixty entries cite, one of them with twenty claims."""
    writing.publish(writing.entry("atlas", "source"))
    many = [writing.claim(f"many-{at}", text=f"Claim {at}.") for at in range(20)]
    writing.publish(writing.entry("aaa", "country", *many))
    for at in range(60):
        writing.publish(writing.entry(f"state-{at:02}", "country", writing.claim(f"one-{at}", text=f"Word {at}.")))
    return client


def test_what_a_source_supports_is_paged_without_gap_or_repeat(cited):
    address, seen, queries = "/sources/atlas/", [], []
    while address:
        with CaptureQueriesContext(connection) as counted:
            html = cited.get(address).content.decode()
        queries.append(len(counted))
        seen += re.findall(r'<h3 class="supported"><a href="/countries/([a-z0-9-]+)/', html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        address = following and unescape(following[1]).replace("http://testserver", "")
    assert seen == ["aaa", *(f"state-{at:02}" for at in range(60))]
    assert max(queries) <= 16
    assert "And 14 more of its claims." in cited.get("/sources/atlas/").content.decode()


# All of them.

PAGES = (
    "/events/harbour-speech/",
    "/events/treaty-suspension/",
    "/agreements/forces-treaty/",
    "/indicators/trust/",
    "/statements/south-replies/",
    "/sources/atlas-2024/",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("clocks", ["", "?as_of=2007-06-01", "?known_at=12", "?as_of=1980-01-01&known_at=17"])
def test_pages_hold_at_both_clocks_with_few_queries(site, path, clocks):
    with CaptureQueriesContext(connection) as queries:
        response = site.get(path + clocks)
    assert response.status_code in (200, 404)
    assert len(queries) <= 40
    html = response.content.decode()
    assert not re.search(r"<script(?![^>]*ld\+json)|<style|\sstyle=|\son[a-z]+=", html)


@pytest.mark.parametrize(
    "file", ["agreements/forces-treaty/life", "indicators/trust/values", "relationships/north--south/levels"]
)
@pytest.mark.parametrize("form", ["csv", "svg", "png"])
def test_files_hold_at_both_clocks_and_refuse_what_they_do_not_know(site, file, form):
    assert site.get(f"/{file}.{form}?as_of=2008-01-01&known_at=17").status_code == 200
    assert site.get(f"/{file}.{form}?colour=red").status_code == 400
    assert site.get(f"/{file}x.{form}").status_code == 404
    folder, slug, name = file.split("/")
    assert site.get(f"/{folder}/no-{slug}/{name}.{form}").status_code == 404


def test_a_chart_that_cannot_be_drawn_is_not_found(site):
    assert site.get("/agreements/forces-treaty/life.png?as_of=1980-01-01").status_code == 404
    assert site.get("/agreements/forces-treaty/life.svg?known_at=0").status_code == 404
