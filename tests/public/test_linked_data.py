"""Descriptions for machines: one address a page, cards, JSON-LD that says no more than the record."""

import json
import re
import struct

import pytest

from desk.publishing import publish
from events.models import Event, Occurrence
from publication.about import SUBJECTS
from publication.kinds import KINDS
from publication.linked_data.terms import edtf_interval, iso_date, told
from publication.models import Face
from relations.models import Country, Identifier
from sources.models import Citation, Source
from tests.conftest import ROOT
from tests.public.heads import data_of, head_of


def test_a_page_has_one_address_whatever_the_clocks(site):
    head = head_of(site, "/countries/north/?as_of=2001-06-01&known_at=17")
    assert head.links["canonical"] == ["http://testserver/countries/north/"]
    assert head.metas["robots"] == "noindex"
    now = head_of(site, "/countries/north/")
    assert now.links["canonical"] == head.links["canonical"]
    assert "robots" not in now.metas


def test_a_filtered_list_keeps_its_filters_in_its_address(site):
    head = head_of(site, "/events/?actor=north&as_of=2008-01-01")
    assert head.links["canonical"] == ["http://testserver/events/?actor=north"]


def test_errors_have_no_address_of_their_own(site):
    for path, status in (("/countries/nowhere/", 404), ("/countries/?colour=red", 400)):
        head = head_of(site, path, status)
        assert "canonical" not in head.links
        assert head.metas["robots"] == "noindex"


def test_feeds_and_other_formats_can_be_discovered_and_answer(site):
    for path in ("/", "/countries/north/", "/topics/security/", "/people/ann-north/", "/events/"):
        alternates = head_of(site, path).links["alternate"]
        assert "http://testserver/feeds/changes.atom" in alternates
        for address in alternates:
            assert site.get(address.removeprefix("http://testserver")).status_code == 200, address
    assert "http://testserver/countries/north/changes.atom" in head_of(site, "/countries/north/").links["alternate"]
    assert "http://testserver/events/calendar.ics" in head_of(site, "/events/").links["alternate"]


def test_every_page_has_a_card(site):
    paths = ["/", *(f"/{kind.folder}/" for kind in KINDS.values())]
    paths += [f"/{KINDS[face.kind].folder}/{face.slug}/" for face in Face.objects.open()]
    paths += [f"/{name}/" for name in ("explore", "timeline", "matrix", "network", "compare", "claims", "search")]
    paths += [subject.path for subject in SUBJECTS]
    paths += ["/suggest/", "/relationships/north--south/compare/", "/sources/atlas-2024/coverage/"]
    for path in paths:
        metas = head_of(site, path).metas
        for name in ("og:title", "og:type", "og:url", "og:image", "og:description", "twitter:card"):
            assert metas.get(name), (path, name)
        image = metas["og:image"].removeprefix("http://testserver/")
        assert (ROOT / image).is_file() and image.startswith("static/share/"), (path, image)
        assert (metas["og:image:width"], metas["og:image:height"]) == ("1200", "630")
        assert metas["og:image:alt"].startswith("Chancery"), path
        assert site.get(metas["og:url"].removeprefix("http://testserver")).status_code == 200


def test_every_entry_has_data_that_parses_and_names_it(site):
    for face in Face.objects.open():
        data = data_of(site, f"/{KINDS[face.kind].folder}/{face.slug}/")
        assert data["@context"] == "https://schema.org"
        assert data["@id"] == f"http://testserver/id/{face.public_id}/"
        assert data["name"] == face.title
        assert data["mainEntityOfPage"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert "" not in data.values()
        assert None not in data.values()
    assert data_of(site, "/")["@type"] == "WebSite"
    assert data_of(site, "/countries/") is None


def test_a_countrys_data_has_its_names_and_codes(site):
    north, atlas = Country.objects.get(slug="north"), Source.objects.get(slug="atlas-2024")
    for value in ("Q42", "Q0", "42"):
        code = Identifier.objects.create(owner=north, scheme="wikidata", value=value)
        Citation.objects.create(claim=code, source=atlas)
    publish(north, by="test")
    data = data_of(site, "/countries/north/")
    assert data["@type"] == "Country"
    assert data["alternateName"] == ["Север", "Республика Север"]
    codes = [(code["propertyID"], code["value"]) for code in data["identifier"]]
    assert sorted(codes) == [("iso3", "NOR1"), ("wikidata", "42"), ("wikidata", "Q0"), ("wikidata", "Q42")]
    assert data["sameAs"] == ["https://www.wikidata.org/wiki/Q42"]
    geo = {"@type": "GeoCoordinates", "latitude": "60.5", "longitude": "20"}
    assert data["containsPlace"] == {"@type": "City", "name": "Northport", "geo": geo}


def test_an_event_known_to_the_month_gives_the_month(site):
    data = data_of(site, "/events/harbour-speech/")
    assert (data["@type"], data["startDate"], data["endDate"]) == ("Event", "2007-02", "2007-02")
    assert data["location"] == {"@type": "Place", "name": "Northport, North"}
    assert {"Ann North", "South"} <= {one["name"] for one in data["about"]}


def test_an_uncertain_date_is_words_and_no_date(site):
    event = Event.objects.create(slug="perhaps", title="Perhaps")
    claim = Occurrence.objects.create(owner=event, start="2014~", end="2014~")
    Citation.objects.create(claim=claim, source=Source.objects.get(slug="atlas-2024"))
    publish(event, by="test")
    data = data_of(site, "/events/perhaps/")
    assert "startDate" not in data
    assert data["disambiguatingDescription"] == "about 2014"


def claim(start, end="", standing="normal", inferred=False, certainty="asserted"):
    period = {"start": start, "end": end, "seen": "", "inferred": inferred}
    return {"predicate": "occurred", "standing": standing, "certainty": certainty, "period": period}


@pytest.mark.parametrize(
    ("claims", "date"),
    [
        ([], None),
        ([claim("2007-02-10")], "2007-02-10"),
        ([claim("2007-02"), claim("2007-02-10")], "2007-02-10"),
        ([claim("2007-03"), claim("2007-02-10")], None),
        ([claim("2007-03", standing="preferred"), claim("2007-02-10")], "2007-03"),
        ([claim("2007-02-10", inferred=True)], None),
        ([claim("2007?")], None),
        ([claim("199X")], None),
        ([claim("[2007..2008]")], None),
        ([claim("")], None),
    ],
)
def test_a_date_is_given_where_the_sources_agree_on_one(claims, date):
    assert iso_date(told({"claims": claims}, "occurred"), "start") == date


def test_what_is_contested_or_uncertain_is_left_out():
    claims = [
        claim("2001", standing="contested"),
        claim("2002", standing="rejected"),
        claim("2003", certainty="denied"),
    ]
    assert told({"claims": claims}, "occurred") == []


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2014~", "2014~", "2014~"),
        ("1998", "..", "1998/.."),
        ("1998", "", "1998/"),
        ("", "2001", "/2001"),
        ("", "", None),
    ],
)
def test_a_time_as_text_is_edtf(start, end, text):
    assert edtf_interval([claim(start, end)]) == text


def test_markup_in_a_name_cannot_leave_the_script(site):
    north = Country.objects.get(slug="north")
    north.title = 'A</script><!-- & "B"'
    north.save()
    publish(north, by="test")
    html = site.get("/countries/north/").content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert not set("<>&") & set(block)
    assert json.loads(block)["name"] == north.title


def test_every_kind_has_its_image(site):
    for name in ("site", *KINDS):
        path = ROOT / "static" / "share" / f"{name}.png"
        raw = path.read_bytes()
        assert raw.startswith(b"\x89PNG")
        assert struct.unpack(">II", raw[16:24]) == (1200, 630)
        assert len(raw) <= 60_000, name
