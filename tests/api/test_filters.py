"""Filters: lists, negation, conditions on one claim, orders, shapes, counts; and how each is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publication.reading.names import forget


def titles(found):
    return [entry["title"] for entry in found["results"]]


def refused(ask, path):
    [wrong] = ask(path, 400)["parameters"]
    return wrong["parameter"], wrong["detail"]


def test_a_list_of_values_asks_for_any_of_them_and_not_for_none(ask):
    assert titles(ask("/api/v1/events/?actor=north,south")) == [
        "The harbour speech",
        "North suspends the forces treaty",
    ]
    assert titles(ask("/api/v1/events/?actor=north")) == ["North suspends the forces treaty"]
    assert titles(ask("/api/v1/events/?not_actor=north")) == ["The harbour speech"]
    assert titles(ask("/api/v1/countries/")) == ["North", "Old Union", "South"]
    assert titles(ask("/api/v1/relationships/?between=south,north")) == ["North – South"]
    assert titles(ask("/api/v1/relationships/?not_between=south,north")) == []
    assert titles(ask("/api/v1/countries/?not_source=gazette-2007")) == ["North", "Old Union", "South"]
    predicates = {claim["predicate"] for claim in ask("/api/v1/claims/?not_kind=relationship,event")["results"]}
    assert predicates.isdisjoint({"phase", "occurred", "participant", "linked", "sanctions"})
    assert {"member", "observed"} <= predicates


def test_claims_of_a_membership_by_either_side(ask):
    def sides(query):
        found = ask(f"/api/v1/claims/?{query}")["results"]
        return [(claim["subject"]["slug"], claim["status"]) for claim in found]

    assert sides("member=south") == [("south", "member"), ("south", "suspended")]
    assert sides("organization=league&not_member=south") == [("north", "member")]
    assert sides("organization=league&status=suspended") == [("south", "suspended")]
    assert titles(ask("/api/v1/countries/?organization=league&as_of=2010-01-01")) == ["North"]
    assert titles(ask("/api/v1/countries/?organization=league")) == ["North", "South"]


def test_conditions_on_claims_are_met_by_one_claim(ask):
    assert titles(ask("/api/v1/relationships/?level_max=-2")) == ["North – South"]
    assert titles(ask("/api/v1/relationships/?level_max=-2&as_of=2021-06-01")) == ["North – South"]
    assert titles(ask("/api/v1/relationships/?level_max=-2&as_of=2001-06-01")) == []
    assert titles(ask("/api/v1/relationships/?level_max=-2&date_before=2005")) == []
    # A contested reading there is, and a preferred one, but none that is both.
    assert titles(ask("/api/v1/relationships/?standing=contested")) == ["North – South"]
    assert titles(ask("/api/v1/relationships/?standing=contested&predicate=sanctions")) == []
    assert titles(ask("/api/v1/relationships/?not_standing=contested")) == []
    assert titles(ask("/api/v1/statements/?certainty=reported")) == ["South replies"]
    assert titles(ask("/api/v1/statements/?not_certainty=reported")) == ["Ann North on threats"]


def test_region_of_a_country_and_of_what_is_about_it(ask):
    regions = {entry["slug"]: entry["region"] for entry in ask("/api/v1/countries/")["results"]}
    [region] = {regions["north"]}
    mine = [slug for slug, its in regions.items() if its == region]
    assert [entry["slug"] for entry in ask(f"/api/v1/countries/?region={region}")["results"]] == sorted(mine)
    assert refused(ask, "/api/v1/countries/?not_region=Atlantis")[0] == "not_region"
    assert refused(ask, "/api/v1/events/?region=Atlantis") == (
        "region",
        f"nothing has 'Atlantis' here. Values are: {', '.join(sorted({*regions.values()} - {''}))}.",
    )


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ("actor=north,nroth", "actor", "no actor 'nroth' is public at this moment. Did you mean 'north'?"),
        ("not_actor=nroth", "not_actor", "no actor 'nroth' is public at this moment. Did you mean 'north'?"),
        ("not_actr=north", "not_actr", "is not a parameter of this list. Did you mean 'not_actor'?"),
        ("certainty=asserted,sure", "certainty", "'sure' is not one of its values. Values are: asserted, reported, "
         "alleged, disputed, denied, forecast, conditional."),
        ("standing=prefered", "standing", "'prefered' is not one of its values. Did you mean 'preferred'?"),
        ("actor=,", "actor", "names nothing. Give a value, or several with commas between them."),
        ("actor=north,", "actor", "has a comma with no value beside it. Give several values as in: one,other."),
        ("expand=topic,topic,topic,topic,topic,topic", "expand", "names 6; give up to 5."),
        ("ordering=size", "ordering", "'size' is not an order of this list. Orders are: date, -date, title, -title."),
        ("count=yes", "count", "'yes' is not 'exact'. Leave it out, or ask for count=exact."),
        ("fields=id,claim", "fields", "'claim' is not one of its names. Names are: id, kind, slug, title, title_ru, "
         "url, revision, extent, summary, topics, type, status, claims, holds."),
        ("actor=", "actor", "is blank. Leave it out, or give it a value."),
        ("type=party", "type", "nothing has 'party' here. Values are: speech, withdrawal."),
        ("format=xml", "format", "'xml' is not a format of this address. Formats are: json, ndjson, csv, "
         "geojson, jsonld."),
        ("fields=title&format=jsonld", "fields", "goes with json, ndjson and csv. The other formats choose for "
         "themselves."),
        ("count=exact&format=csv", "count", "goes with pages of JSON. Count the rows of a table or of lines."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(ask, query, parameter, detail):
    assert refused(ask, f"/api/v1/events/?{query}") == (parameter, detail)


def test_too_many_values_are_refused(ask):
    many = ",".join(f"a{number}" for number in range(51))
    assert refused(ask, f"/api/v1/events/?actor={many}") == ("actor", "names 51 values. Give up to 50.")


def test_names_of_members_are_counted_as_they_stand(ask):
    again = ",".join(["topic"] * 6)
    assert refused(ask, f"/api/v1/events/?expand={again}") == ("expand", "names 6; give up to 5.")
    assert titles(ask("/api/v1/events/?fields=title,title")) == titles(ask("/api/v1/events/"))
    parameter, detail = refused(ask, "/api/v1/events/?fields=id,,title")
    assert (parameter, detail[:25]) == ("fields", "'' is not one of its name")


def test_an_error_repeats_the_value_within_bounds(ask):
    [wrong] = ask("/api/v1/events/?limit=" + "9" * 3000, 400)["parameters"]
    assert wrong["value"] == "9" * 100


@pytest.mark.parametrize("path", ["/api/v1/events/", "/api/v1/countries/", "/api/v1/claims/"])
def test_downwards_is_the_other_way_round_page_by_page(ask, path):
    order = "title" if "countries" in path else "date"
    up = [row["id"] for row in ask(f"{path}?limit=1000&ordering={order}")["results"]]
    down, page = [], ask(f"{path}?limit=2&ordering=-{order}")
    while page:
        down += [row["id"] for row in page["results"]]
        page = ask(page["next"].removeprefix("http://testserver")) if page["next"] else None
    assert down == up[::-1]
    cursor = ask(f"{path}?limit=1&ordering=-{order}")["next"].split("cursor=")[1]
    assert refused(ask, f"{path}?ordering={order}&cursor={cursor}")[0] == "cursor"


def test_fields_leave_out_and_expand_puts_in(ask):
    [first, _] = ask("/api/v1/events/?fields=title,claims&expand=topics,source,country")["results"]
    assert sorted(first) == ["claims", "id", "title"]
    occurred = first["claims"][0]
    assert occurred["country"]["capital"] == "Northport"
    assert "claims" not in occurred["country"]
    assert occurred["citations"][0]["source"]["type"] == "news"
    [event, _] = ask("/api/v1/events/?expand=topics")["results"]
    assert event["topics"][0]["summary"] is not None
    one = ask("/api/v1/relationships/north--south/?fields=first&expand=first")
    assert (sorted(one), one["first"]["capital"]) == (["first", "id"], "Northport")
    [claim] = ask("/api/v1/claims/?certainty=reported&fields=owner,text&expand=owner")["results"]
    assert sorted(claim) == ["id", "owner", "text"]
    assert claim["owner"]["url"] == "/statements/south-replies/"
    assert refused(ask, "/api/v1/events/?expand=everything")[0] == "expand"
    assert refused(ask, "/api/v1/events/?expand=topics,source,country,object,subject,owner")[0] == "expand"


def test_a_count_only_when_it_is_asked_for(ask):
    assert ask("/api/v1/events/?limit=1&count=exact")["count"] == 2
    assert "count" not in ask("/api/v1/events/?limit=1")


@pytest.mark.parametrize(
    ("query", "most"), [("", 3), ("actor=north", 3), ("expand=topic,owner", 4), ("count=exact", 4)]
)
def test_a_list_asks_the_same_number_of_queries_whatever_it_holds(site, query, most):
    def count(limit):
        forget()
        with CaptureQueriesContext(connection) as queries:
            assert site.get(f"/api/v1/claims/?limit={limit}&{query}").status_code == 200
        return len(queries)

    assert count(1) == count(40) == most


def test_members_of_objects_are_those_that_the_description_names(ask):
    """What `fields=`, tables and the schema know is what the record holds."""
    from publication.kinds import KINDS
    from publication.shapes import claim_fields, entry_fields

    for kind in KINDS.values():
        for entry in ask(f"/api/v1/{kind.folder}/?limit=1000")["results"]:
            assert set(entry) <= set(entry_fields(kind.name))
            assert set(entry_fields(kind.name)) - set(entry) <= {"extent", "holds"}
    found = ask("/api/v1/claims/?limit=1000")["results"]
    assert found
    assert set().union(*found) <= set(claim_fields())
