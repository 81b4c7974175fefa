"""The API over the small collection: shapes, order, filters, both clocks."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.publishing import publish, publish_batch
from events.models import Agreement, Event, Indicator, Occurrence, Participation
from publication.kinds import KINDS
from publication.models import Revision
from publication.reading.names import forget
from relations.models import Country, Organization, Person, Relationship
from sources.models import Citation, Source

LISTS = [kind.folder for kind in KINDS.values()]


def get(site, path, status=200):
    response = site.get(path)
    assert response.status_code == status, response.content
    return json.loads(response.content)


def titles(found):
    return [entry["title"] for entry in found["results"]]


def test_root_lists_every_kind_and_the_state_of_the_record(site):
    root = get(site, "/api/v1/")
    assert sorted(root["lists"]) == sorted([*LISTS, "claims"])
    assert root["record"]["seq"] == 17


def test_events_of_an_actor_come_in_the_order_of_their_dates(site):
    assert titles(get(site, "/api/v1/events/?actor=north")) == ["North suspends the forces treaty"]
    assert titles(get(site, "/api/v1/events/")) == ["The harbour speech", "North suspends the forces treaty"]


def test_event_has_the_shape_that_the_design_promises(site):
    event = get(site, "/api/v1/events/harbour-speech/")
    assert event["kind"] == "event"
    assert event["url"] == "/events/harbour-speech/"
    assert set(event["revision"]) == {"seq", "number", "recorded_at", "hash"}
    assert event["topics"][0]["slug"] == "security"
    occurred = event["claims"][0]
    assert occurred["predicate"] == "occurred"
    assert occurred["object"] is None
    assert occurred["country"] == {
        "id": get(site, "/api/v1/countries/north/")["id"],
        "kind": "country",
        "slug": "north",
        "title": "North",
    }
    assert occurred["period"] == {
        "start": "2007-02",
        "end": "2007-02",
        "seen": "",
        "wording": "",
        "inferred": False,
        "basis": "",
        "start_earliest": "2007-02-01",
        "start_latest": "2007-02-28",
        "end_earliest": "2007-02-01",
        "end_latest": "2007-02-28",
        "ongoing": False,
    }
    assert occurred["citations"] == [
        {
            "source": {
                "id": get(site, "/api/v1/sources/gazette-2007/")["id"],
                "kind": "source",
                "slug": "gazette-2007",
                "title": "The Gazette",
            },
            "locator": "p. 2",
            "quotation": "",
            "note": "",
        }
    ]


def test_dyad_as_of_two_days_shows_two_levels_each_cited(site):
    def overall(day):
        dyad = get(site, f"/api/v1/relationships/north--south/?as_of={day}")
        return [
            (claim["level"], claim["holds"], [c["source"]["slug"] for c in claim["citations"]])
            for claim in dyad["claims"]
            if claim["predicate"] == "phase" and claim["topic"]["slug"] == "overall"
        ]

    assert overall("2001-06-01") == [(1, "certain", ["atlas-2024"])]
    assert overall("2021-06-01") == [(-2, "certain", ["atlas-2024"])]
    assert overall("2030-01-01") == [(-2, "presumed", ["atlas-2024"])]


def test_membership_on_a_day(site):
    def members(day):
        found = get(site, f"/api/v1/organizations/league/?as_of={day}")["claims"]
        return [(c["subject"]["slug"], c["status"], c["holds"]) for c in found if c["predicate"] == "member"]

    assert members("1993-06-01") == [("north", "member", "certain")]
    assert members("2009-01-01") == [
        ("north", "member", "certain"),
        ("south", "member", "certain"),
        ("south", "suspended", "possible"),
    ]
    assert members("2010-01-01") == [("north", "member", "certain")]


def test_organizations_of_a_member_on_a_day(site):
    assert titles(get(site, "/api/v1/organizations/?member=south&as_of=2000-01-01")) == ["League of Lands"]
    assert titles(get(site, "/api/v1/organizations/?member=south&as_of=2012-01-01")) == []


def test_known_at_before_the_first_revision_shows_nothing(site):
    for folder in LISTS:
        assert get(site, f"/api/v1/{folder}/?known_at=0")["results"] == []
    assert get(site, "/api/v1/claims/?known_at=0")["results"] == []
    body = get(site, "/api/v1/countries/north/?known_at=0", 404)
    assert body["detail"] == "No entry had this address yet in the record as known then."
    assert get(site, "/api/v1/events/?known_at=1999-01-01T00:00:00Z")["results"] == []


def test_known_at_shows_what_the_record_said_then(site):
    north = Country.objects.get(slug="north")
    north.capital = "Newport"
    north.title = "Northland"
    north.save()
    publish(north, by="test")
    assert get(site, "/api/v1/countries/north/")["capital"] == "Newport"
    assert get(site, "/api/v1/countries/north/?known_at=17")["capital"] == "Northport"
    # Names are spliced as of the asked sequence, in other entries too.
    assert get(site, "/api/v1/relationships/north--south/")["title"] == "Northland – South"
    assert get(site, "/api/v1/relationships/north--south/?known_at=17")["title"] == "North – South"
    event = get(site, "/api/v1/events/treaty-suspension/")
    assert event["claims"][1]["object"]["title"] == "Northland"


def test_known_at_inside_a_publication_means_all_of_it(site):
    assert titles(get(site, "/api/v1/countries/?known_at=1")) == titles(get(site, "/api/v1/countries/"))


def test_claims_can_be_filtered(site):
    def claims(query):
        return [(c["predicate"], c["owner"]["slug"]) for c in get(site, f"/api/v1/claims/?{query}")["results"]]

    assert claims("between=south,north&predicate=phase&level_max=-1") == [
        ("phase", "north--south"),
        ("phase", "north--south"),
    ]
    assert claims("actor=ann-north&predicate=said") == [("said", "north-on-threats")]
    assert claims("topic=security&predicate=phase") == [("phase", "north--south")]
    assert claims("certainty=reported") == [("said", "south-replies")]
    assert claims("standing=contested") == [("phase", "north--south")]
    assert claims("kind=indicator&date_after=2015&date_before=2015&source=atlas-2024") == [("observed", "trust")] * 2
    assert claims("predicate=sanctions&as_of=2020-01-01") == [("sanctions", "north--south")]
    assert claims("predicate=sanctions&as_of=2013-01-01") == []


def test_claim_has_its_own_address(site):
    [claim] = get(site, "/api/v1/claims/?certainty=reported")["results"]
    again = get(site, f"/api/v1/claims/{claim['id']}/")
    assert again == claim
    assert get(site, "/api/v1/claims/6f1c1f0e-8f3b-5c55-9a53-7d1f6a1f9c11/", 404)["status"] == 404


@pytest.mark.parametrize("path", ["/api/v1/countries/", "/api/v1/claims/", "/api/v1/events/", "/api/v1/topics/"])
def test_walking_by_cursor_gives_every_row_once_and_back_again(site, path):
    everything = [row["id"] for row in get(site, f"{path}?limit=1000")["results"]]
    walked, page, last = [], get(site, f"{path}?limit=2"), None
    while page:
        walked += [row["id"] for row in page["results"]]
        last, page = page, get(site, page["next"].removeprefix("http://testserver")) if page["next"] else None
    assert walked == everything
    back, page = [row["id"] for row in last["results"]], last
    while page["previous"]:
        page = get(site, page["previous"].removeprefix("http://testserver"))
        if not page["results"]:
            break
        back = [row["id"] for row in page["results"]] + back
    assert back == everything


def test_a_walk_goes_on_in_the_state_in_which_it_began(site):
    first = get(site, "/api/v1/countries/?limit=1")
    north = Country.objects.get(slug="north")
    north.title = "Zenith"
    north.save()
    publish(north, by="test")
    second = get(site, first["next"].removeprefix("http://testserver"))
    third = get(site, second["next"].removeprefix("http://testserver"))
    assert titles(first) + titles(second) + titles(third) == ["North", "Old Union", "South"]
    assert titles(get(site, "/api/v1/countries/")) == ["Old Union", "South", "Zenith"]


def test_a_renamed_entry_redirects_and_a_turned_dyad_too(site):
    north = Country.objects.get(slug="north")
    north.slug = "northland"
    north.save()
    publish(north, by="test")
    moved = site.get("/api/v1/countries/north/?as_of=2001-01-01")
    assert (moved.status_code, moved["Location"]) == (308, "/api/v1/countries/northland/?as_of=2001-01-01")
    moved = site.get("/api/v1/relationships/south--northland/")
    assert (moved.status_code, moved["Location"]) == (308, "/api/v1/relationships/northland--south/")
    moved = site.get("/api/v1/relationships/north--south/")
    assert (moved.status_code, moved["Location"]) == (308, "/api/v1/relationships/northland--south/")
    assert get(site, "/api/v1/countries/north/?known_at=17")["slug"] == "north"


def test_a_hundred_events_are_answered_in_three_queries(site):
    source = Source.objects.get(slug="atlas-2024")
    events = []
    for number in range(100):
        event = Event.objects.create(slug=f"event-{number}", title=f"Event {number}")
        year = str(1900 + number)
        south = Country.objects.get(slug="south")
        for claim in (
            Occurrence.objects.create(owner=event, start=year, end=year),
            Participation.objects.create(owner=event, actor=south),
        ):
            Citation.objects.create(claim=claim, source=source)
        events.append(event)
    publish_batch(events, by="test")
    for query in ("limit=100", "limit=100&actor=south&date_after=1900&date_before=1999"):
        forget()
        with CaptureQueriesContext(connection) as queries:
            found = get(site, f"/api/v1/events/?{query}")
        assert len(found["results"]) == 100
        assert len(queries) == 3, [query["sql"] for query in queries]


@pytest.mark.parametrize(
    "path", [f"/{prefix}{folder}/" for folder in LISTS for prefix in ("", "api/v1/")] + ["/api/v1/claims/"]
)
def test_query_count_of_a_list_does_not_depend_on_its_rows(site, path):
    if path.strip("/").endswith(("people", "organizations", "relationships", "indicators", "agreements")):
        _three_of_each()

    def count(limit):
        forget()
        with CaptureQueriesContext(connection) as queries:
            assert site.get(f"{path}?limit={limit}").status_code == 200
        return len(queries)

    one, three = count(1), count(3)
    # A page that holds all that its rows name asks for no names: one query less, never one more.
    assert one - 1 <= three <= one <= 9


def _three_of_each():
    """Make lists that have one entry in the small collection longer."""
    from desk.publishing import publish_batch

    made = [
        model.objects.create(slug=f"{model.KIND}-{number}", title=f"{model.KIND} {number}", **more)
        for model, more in ((Person, {}), (Organization, {}), (Agreement, {}), (Indicator, {"unit": "percent"}))
        for number in (1, 2)
    ]
    # Their titles come after the small collection's own dyad, whose phases each page must fetch.
    south, union = (Country.objects.get(slug=slug) for slug in ("south", "old-union"))
    west = Country.objects.create(slug="west", title="West")
    made.append(west)
    for one, other in ((south, union), (south, west)):
        slug = Relationship.pair_slug(one.slug, other.slug)
        made.append(Relationship.objects.create(slug=slug, title=slug, first=one, second=other))
    publish_batch(made, by="test")


def test_every_answer_names_the_state_it_was_read_from(site):
    response = site.get("/api/v1/countries/")
    assert response["X-Record-Sequence"] == str(Revision.objects.head().seq)
