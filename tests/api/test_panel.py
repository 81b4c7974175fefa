"""The dyad-year panel and the crosswalk of codes."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.publishing import publish_batch
from publication.reading import moment as moments
from relations.models import Country, Identifier, Phase, Relationship, Topic
from sources.models import Citation, Source

PANEL = "/api/v1/dyad-years/"


def years(ask, query):
    return {row["year"]: row for row in ask(f"{PANEL}?{query}")["results"]}


def test_a_pair_has_a_row_for_every_year_also_where_nothing_is_known(ask):
    found = years(ask, "actor=north&from=1990&to=2015")
    assert list(found) == list(range(1990, 2016))
    assert {row["relationship"] for row in found.values()} == {"north--south"}
    empty = {"end": None, "holds": None, "min": None, "max": None}
    assert found[1990]["level"] == empty
    assert found[2001]["level"] == {"end": 1, "holds": "certain", "min": 1, "max": 1}
    assert found[2007]["level"] == {"end": -2, "holds": "certain", "min": -2, "max": 1}
    assert found[2015]["level"] == {"end": -2, "holds": "certain", "min": -2, "max": -2}
    assert (found[2001]["first"], found[2001]["second"], found[2001]["first_cow"]) == ("north", "south", None)


def test_memberships_ties_and_sources_of_a_year(ask):
    found = years(ask, "between=south,north&from=1990&to=2015")

    def told(year):
        row = found[year]
        return [*row["memberships"].values(), *row["ties"].values(), row["claims"], row["sources"]]

    # An undated base may have been there in any year.
    assert told(1990) == [0, 0, 0, 1, ["base"], 1, 1]
    assert told(1994) == [0, 0, 0, 1, ["base"], 2, 1]
    assert told(1995) == [1, 0, 0, 1, ["base"], 2, 1]
    assert told(2009) == [1, 0, 0, 1, ["base"], 3, 2]
    assert told(2010) == [0, 0, 0, 1, ["base"], 3, 2]
    assert told(2014) == [0, 0, 1, 1, ["base", "sanctions"], 4, 2]
    assert all(row["alliances"] == {"sure": 0, "possible": 0} for row in found.values())


def test_a_pledge_of_defence_is_an_alliance_while_both_are_bound(ask):
    from events.models import Agreement, Obligation, Party, Step

    source = Source.objects.get(slug="atlas-2024")
    north, south = (Country.objects.get(slug=slug) for slug in ("north", "south"))
    pact = Agreement.objects.create(slug="pact", title="Pact")
    claims = [
        Party.objects.create(owner=pact, actor=north, start="1995-01-01", end="2003-06-30"),
        Party.objects.create(owner=pact, actor=south, start="1996"),
        Step.objects.create(owner=pact, kind="in_force", start="1997-03-01", end="1997-03-01"),
        Step.objects.create(owner=pact, kind="expired", start="2005-01-01", end="2005-01-01"),
        Obligation.objects.create(owner=pact, defence=True),
    ]
    for claim in claims:
        Citation.objects.create(claim=claim, source=source)
    publish_batch([pact], by="test")
    found = years(ask, "between=north,south&from=1994&to=2006")
    allied = {year: row["alliances"] for year, row in found.items() if any(row["alliances"].values())}
    # South's end is not known: after its last certain day it only may be bound.
    assert list(allied) == list(range(1997, 2004))
    assert allied[1997] == {"sure": 0, "possible": 1}


def test_topics_have_their_own_columns_with_those_below_them(ask, site):
    row = years(ask, "between=north,south&from=2008&to=2008&topic=security")[2008]
    assert row["topics"] == {"security": {"end": -1, "holds": "possible", "min": -1, "max": -1}}
    text = b"".join(site.get(f"{PANEL}?between=north,south&from=2008&to=2008&topic=security&format=csv")).decode()
    [cells] = csv.DictReader(io.StringIO(text, newline=""))
    assert (cells["security_end"], cells["security_holds"], cells["level_end"]) == ("-1", "possible", "-2")


def test_lines_and_table_say_the_same_as_json(ask, site):
    rows = ask(f"{PANEL}?from=1990&to=2020")["results"]
    assert [
        json.loads(line) for line in b"".join(site.get(f"{PANEL}?from=1990&to=2020&format=ndjson")).splitlines()
    ] == rows
    text = b"".join(site.get(f"{PANEL}?from=1990&to=2020&format=csv")).decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["year"], row["level_end"], row["sources"]) for row in table] == [
        (str(row["year"]), "" if row["level"]["end"] is None else str(row["level"]["end"]), str(row["sources"]))
        for row in rows
    ]
    assert ask(f"{PANEL}?from=1990&to=2020&known_at=0") == {"results": []}


def test_the_level_at_a_year_s_end_is_that_of_the_network_on_the_day(ask):
    for year, row in years(ask, "actor=south&from=1991&to=2016").items():
        edges = ask(f"/api/v1/network/?actor=south&as_of={year}-12-31")["links"]
        assert [edge["level"] for edge in edges] == ([row["level"]["end"]] if row["level"]["holds"] else [])


def test_this_year_ends_today(ask, monkeypatch):
    real = moments.resolve

    def on(day):
        return lambda as_of, known_at: real(as_of, known_at, now=moments.datetime(*day, 12, tzinfo=moments.UTC))

    from publication import listing

    monkeypatch.setattr(listing, "resolve", on((2007, 1, 15)))
    assert years(ask, "actor=north&from=2007")[2007]["level"]["end"] == 1
    monkeypatch.setattr(listing, "resolve", on((2007, 3, 1)))
    assert years(ask, "actor=north&from=2007")[2007]["level"] == {"end": -2, "holds": "certain", "min": -2, "max": 1}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=1800BC", "from"),
        ("from=0", "from"),
        ("to=9999", "to"),
        ("from=2005&to=2001", "from"),
        ("from=1500&to=2020", "from"),
        ("actor=nroth", "actor"),
        ("actor=north&between=north,south", "between"),
        ("between=north", "between"),
        ("topic=nothing", "topic"),
        ("as_of=2001-01-01", "as_of"),
    ],
)
def test_what_the_panel_cannot_read(ask, query, parameter):
    [wrong] = ask(f"{PANEL}?{query}", 400)["parameters"]
    assert wrong["parameter"] == parameter


def test_queries_of_the_panel_do_not_grow_with_its_rows(site):
    def count(query):
        with CaptureQueriesContext(connection) as queries:
            assert b"".join(site.get(f"{PANEL}?{query}")).startswith(b'{"results":[{"year"')
        return len(queries)

    few = count("from=2000&to=2000")
    source, overall, south = (
        Source.objects.get(slug="atlas-2024"),
        Topic.objects.get(slug="overall"),
        Country.objects.get(slug="south"),
    )
    made = []
    for number in range(20):
        land = Country.objects.create(slug=f"land-{number}", title=f"Land {number}")
        slug = Relationship.pair_slug(land.slug, "south")
        dyad = Relationship.objects.create(slug=slug, title=slug, first=land, second=south)
        phase = Phase.objects.create(owner=dyad, topic=overall, level=1, start="1990", end="2010")
        Citation.objects.create(claim=phase, source=source)
        made += [land, dyad]
    publish_batch(made, by="test")
    assert count("from=1990&to=2010") == few


@pytest.fixture
def codes(site):
    """One number for two states, each in its time, and a code that two have at once."""
    source = Source.objects.get(slug="atlas-2024")
    union, north, south = (Country.objects.get(slug=slug) for slug in ("old-union", "north", "south"))
    east = Country.objects.create(slug="east", title="East")
    given = [
        (union, "cow", "365", "1922", "1991-12-25"),
        (north, "cow", "365", "1991-12-26", ".."),
        (union, "iso2", "OU", "", ""),
        (north, "iso2", "NO", "", ""),
        (north, "gw", "9", "", ""),
        (south, "gw", "9", "", ""),
        (east, "gw", "9", "", ""),
    ]
    for owner, scheme, value, start, end in given:
        claim = Identifier.objects.create(owner=owner, scheme=scheme, value=value, start=start, end=end)
        Citation.objects.create(claim=claim, source=source)
    publish_batch([union, north, south, east], by="test")


def test_a_code_means_the_actor_that_had_it_on_the_day(codes, ask):
    def meant(query):
        return [
            (one["code"], (one["actor"] or {}).get("slug"), one["holds"], *([one["to"]] if "to" in one else []))
            for one in ask(f"/api/v1/crosswalk/?{query}")["results"]
        ]

    assert meant("scheme=cow&code=365&on=1980-01-01") == [("365", "old-union", "certain")]
    assert meant("scheme=cow&code=365&on=2000-01-01&to=iso2") == [("365", "north", "certain", "NO")]
    assert meant("scheme=cow&code=365&on=1980-01-01&to=iso2") == [("365", "old-union", "certain", "OU")]
    assert meant("scheme=cow&code=365&on=1900-01-01") == [("365", None, None)]
    assert meant("scheme=cow&codes=365,999&on=2000-01-01") == [("365", "north", "certain"), ("999", None, None)]
    assert meant("scheme=iso2&on=2000-01-01") == [("NO", "north", "possible"), ("OU", "old-union", "possible")]
    assert meant("scheme=cow&code=365&on=2000-01-01&known_at=18") == [("365", "north", "certain")]


def test_a_code_of_two_at_once_is_nobody_s_and_both_are_named(codes, ask):
    [one] = ask("/api/v1/crosswalk/?scheme=gw&code=9&on=1960-01-01")["results"]
    slugs = [found["actor"]["slug"] for found in one["candidates"]]
    assert (one["actor"], sorted(slugs[:2]), slugs[2]) == (None, ["east", "south"], "north")
    # Of two that may have had it, the one that was surely there is meant.
    [one] = ask("/api/v1/crosswalk/?scheme=gw&code=9&on=2000-01-01")["results"]
    assert (one["actor"]["slug"], one["candidates"][0]["existed"]) == ("north", "presumed")


def test_codes_as_a_table(codes, site):
    text = b"".join(site.get("/api/v1/crosswalk/?scheme=cow&codes=365,999&on=1980-01-01&to=iso2&format=csv")).decode()
    assert [row.split(",") for row in text.splitlines()] == [
        ["scheme", "code", "on", "actor", "kind", "title", "holds", "to_scheme", "to_code", "candidates"],
        ["cow", "365", "1980-01-01", "old-union", "country", "Old Union", "certain", "iso2", "OU", "old-union"],
        ["cow", "999", "1980-01-01", "", "", "", "", "iso2", "", ""],
    ]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "scheme"),
        ("scheme=fips", "scheme"),
        ("scheme=cow&to=fips", "to"),
        ("scheme=cow&code=1&codes=2", "codes"),
        ("scheme=cow&codes=" + ",".join(map(str, range(501))), "codes"),
        ("scheme=cow&code=" + "9" * 41, "code"),
        ("scheme=cow&on=1980", "on"),
        ("scheme=cow&on=" + date.max.isoformat() + "9", "on"),
        ("scheme=cow&as_of=1980-01-01", "as_of"),
    ],
)
def test_what_the_crosswalk_cannot_read(codes, ask, query, parameter):
    [wrong] = ask(f"/api/v1/crosswalk/?{query}", 400)["parameters"]
    assert wrong["parameter"] == parameter
