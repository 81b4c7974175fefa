"""Formats, each read back by a program that others wrote: pandas, networkx, rdflib, PyLD."""

import csv
import io
import json
import tracemalloc

import networkx
import pytest
import rdflib
from django.db import connection
from pyld import jsonld

from desk.publishing import publish, publish_batch
from publication import listing
from publication.linked_data.graph import CONTEXT_PATH
from publication.models import Revision
from relations.models import Country, Identifier
from sources.models import Citation, Source

LISTS = ["countries", "organizations", "people", "relationships", "events", "agreements", "statements", "topics"]
LISTS += ["indicators", "sources", "claims"]
SCHEMA, WIKIDATA = "https://schema.org/", "http://www.wikidata.org/prop/direct/"


def body(site, path):
    response = site.get(path)
    assert response.status_code == 200, b"".join(response)
    return b"".join(response)


def table(site, path):
    return list(csv.DictReader(io.StringIO(body(site, path).decode(), newline="")))


@pytest.mark.parametrize("folder", LISTS)
def test_lines_are_the_whole_list_in_its_order(site, ask, monkeypatch, folder):
    monkeypatch.setattr(listing, "CHUNK", 2)
    lines = [json.loads(line) for line in body(site, f"/api/v1/{folder}/?format=ndjson").splitlines()]
    assert lines == ask(f"/api/v1/{folder}/?limit=1000")["results"]


@pytest.mark.parametrize("folder", LISTS)
def test_a_table_has_a_row_for_each_and_the_same_columns_for_all(site, ask, folder):
    rows = table(site, f"/api/v1/{folder}/?format=csv")
    assert [row["id"] for row in rows] == [one["id"] for one in ask(f"/api/v1/{folder}/?limit=1000")["results"]]
    assert all(None not in row and None not in row.values() for row in rows)


def test_columns_hold_what_json_holds(site, ask):
    seq = str(ask("/api/v1/countries/old-union/")["revision"]["seq"])
    [union] = [row for row in table(site, "/api/v1/countries/?format=csv") if row["slug"] == "old-union"]
    assert (union["title"], union["kind"], union["revision"]) == ("Old Union", "country", seq)
    [dyad] = table(site, "/api/v1/relationships/?format=csv&as_of=2001-06-01")
    assert (dyad["first"], dyad["second"], dyad["holds"]) == ("north", "south", "certain")
    [said] = table(site, "/api/v1/claims/?format=csv&certainty=reported")
    assert (said["owner_kind"], said["owner"], said["certainty"]) == ("statement", "south-replies", "reported")
    assert said["sources"].startswith("gazette-2007 | ")
    few = table(site, "/api/v1/claims/?format=csv&fields=predicate,level&predicate=phase")
    assert list(few[0]) == ["id", "predicate", "level"]


def test_a_formula_in_a_table_is_text(site):
    north = Country.objects.get(slug="north")
    north.title, north.capital = "=1+1", "@SUM(A1)"
    north.save()
    publish(north, by="test")
    [row] = [row for row in table(site, "/api/v1/countries/?format=csv") if row["slug"] == "north"]
    assert (row["title"], row["capital"]) == ("'=1+1", "'@SUM(A1)")
    panel = table(site, "/api/v1/dyad-years/?from=2000&to=2000&format=csv")
    assert all(not value.startswith(("=", "@")) for row in panel for value in row.values())


def test_pages_of_tables_and_lines_are_pages(site):
    response = site.get("/api/v1/countries/?format=ndjson&limit=2")
    assert len(b"".join(response).splitlines()) == 2
    assert 'rel="next"' in response["Link"]
    assert len(table(site, "/api/v1/countries/?format=csv&limit=1")) == 1


def test_a_whole_list_takes_no_more_memory_for_more_rows_and_holds_nothing_open(site):
    """Read piece by piece: between two pieces no cursor is open, and the next publication is not waited for."""
    source = Source.objects.get(slug="atlas-2024")
    countries = []
    for number in range(300):
        countries.append(Country.objects.create(slug=f"land-{number}", title=f"Land {number:03}", summary="x" * 5000))
        claim = Identifier.objects.create(owner=countries[-1], scheme="cow", value=str(1000 + number))
        Citation.objects.create(claim=claim, source=source)
    publish_batch(countries, by="test")

    def peak(rows):
        listing.CHUNK = 20
        tracemalloc.start()
        response = site.get("/api/v1/countries/?format=ndjson")
        for place, _ in enumerate(response.streaming_content):
            if place * 20 >= rows:
                break
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    usual = listing.CHUNK
    try:
        peak(300)
        few, many = peak(40), peak(300)
    finally:
        listing.CHUNK = usual
    assert many < few * 1.5


def test_a_reader_who_stops_reading_sees_the_state_in_which_it_began(site, monkeypatch):
    monkeypatch.setattr(listing, "CHUNK", 1)
    reader = site.get("/api/v1/countries/?format=ndjson").streaming_content
    first = json.loads(next(reader))
    north = Country.objects.get(slug="north")
    north.title = "Zenith"
    north.save()
    publish(north, by="test")
    assert [first["title"], *(json.loads(line)["title"] for line in reader)] == ["North", "Old Union", "South"]


def test_places_are_points_where_the_record_knows_them(ask):
    found = ask("/api/v1/events/?format=geojson")
    assert (found["type"], found["next"], len(found["features"])) == ("FeatureCollection", None, 2)
    speech = found["features"][0]
    assert (speech["type"], speech["properties"]["slug"]) == ("Feature", "harbour-speech")
    north = ask("/api/v1/countries/north/?format=geojson")
    assert north["geometry"]["type"] == "Point"
    latitude, longitude = (float(ask("/api/v1/countries/north/")[key]) for key in ("latitude", "longitude"))
    assert north["geometry"]["coordinates"] == [longitude, latitude]
    assert north["properties"]["located_by"] == "capital"
    assert speech["geometry"] == north["geometry"]
    assert speech["properties"]["located_by"] == "country"
    suspension = found["features"][1]
    assert (suspension["geometry"], suspension["properties"]["located_by"]) == (None, None)


def load(site, path):
    """A JSON-LD answer with its context, as both libraries want it."""
    context = json.loads(body(site, CONTEXT_PATH))
    data = json.loads(body(site, path))
    assert data["@context"] == f"http://testserver{CONTEXT_PATH}"
    return {**data, "@context": context["@context"]}


def triples(data):
    """What a JSON-LD document says, made triples by PyLD and read by rdflib."""
    graph = rdflib.Graph()
    for quads in jsonld.to_rdf(data).values():
        named = {"@default": quads}
        graph.parse(data=jsonld.JsonLdProcessor.to_nquads(named), format="nt")
    return graph


@pytest.mark.parametrize("folder", LISTS[:-1])
def test_linked_data_expands_and_no_term_is_lost(site, folder):
    data = load(site, f"/api/v1/{folder}/?format=jsonld")
    nodes = jsonld.expand(data, {"documentLoader": None})
    assert nodes
    assert len(data["@graph"]) == len(json.loads(body(site, f"/api/v1/{folder}/"))["results"])
    graph = triples(data)
    predicates = {str(predicate) for predicate in graph.predicates()}
    assert all(one.startswith((SCHEMA, WIKIDATA, str(rdflib.RDF))) for one in predicates), predicates
    assert rdflib.URIRef(f"{SCHEMA}license") in set(graph.predicates())


def test_linked_data_has_wikidata_s_properties(site):
    north = Country.objects.get(slug="north")
    claim = Identifier.objects.create(owner=north, scheme="iso2", value="NO")
    Citation.objects.create(claim=claim, source=Source.objects.get(slug="atlas-2024"), locator="p. 1")
    publish(north, by="test")
    graph = triples(load(site, "/api/v1/countries/north/?format=jsonld"))
    [subject] = set(graph.subjects(rdflib.URIRef(f"{WIKIDATA}P297")))
    assert str(subject).startswith("http://testserver/id/")
    assert graph.value(subject, rdflib.URIRef(f"{WIKIDATA}P297")) == rdflib.Literal("NO")
    assert graph.value(subject, rdflib.URIRef(f"{WIKIDATA}P298")) == rdflib.Literal("NOR1")
    assert graph.value(subject, rdflib.URIRef(f"{WIKIDATA}P36")) == rdflib.Literal("Northport")
    assert graph.value(subject, rdflib.URIRef(f"{SCHEMA}name")) == rdflib.Literal("North")
    league = load(site, "/api/v1/organizations/league/?format=jsonld")
    graph = triples(league)
    members = set(graph.objects(None, rdflib.URIRef(f"{SCHEMA}member")))
    assert subject in members


def test_the_network_of_a_day_is_read_by_networkx(site, ask):
    graph = networkx.read_graphml(io.BytesIO(body(site, "/api/v1/network/?as_of=2021-06-01&format=graphml")))
    assert sorted(graph.nodes) == ["north", "south"]
    assert [data["level"] for _, _, data in graph.edges(data=True)] == [-2]
    same = networkx.node_link_graph(ask("/api/v1/network/?as_of=2021-06-01"), edges="links")
    assert {frozenset(edge): data["level"] for *edge, data in same.edges(data=True)} == {
        frozenset(("north", "south")): -2
    }
    assert ask("/api/v1/network/?as_of=1960-01-01")["links"] == []
    [row] = table(site, "/api/v1/network/?as_of=2001-06-01&format=csv&actor=south")
    assert (row["from"], row["to"], row["level"]) == ("north", "south", "1")
    assert ask("/api/v1/network/?topic=nothing", 400)["parameters"][0]["parameter"] == "topic"


def test_the_root_names_the_record_its_digest_licence_and_documentation(ask, site):
    root = ask("/api/v1/")
    assert root["record"]["digest"] == Revision.objects.head().hash
    assert root["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    for url in (root["documentation"], root["schema"], *root["lists"].values(), *root["more"].values()):
        status = site.get(url.removeprefix("http://testserver")).status_code
        assert status == (400 if "crosswalk" in url else 200)
    assert connection.in_atomic_block
