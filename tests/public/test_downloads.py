"""What a chart offers to take away."""

import csv
import io
from xml.etree import ElementTree

import pytest

from publication.figures import DRAWN
from publication.sheets import cell


def test_a_dyads_levels_as_a_table(site):
    response = site.get("/relationships/north--south/levels.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="north--south-levels.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["topic"], row["level"], row["start"], row["standing"]) for row in rows] == [
        ("overall", "1", "1992", "normal"),
        ("overall", "-2", "2007-02", "normal"),
        ("conventional-forces", "-1", "2007-12-12", "contested"),
    ]
    assert rows[0]["sources"] == "atlas-2024 | p. 4"


def test_a_dyads_levels_as_a_drawing(site):
    response = site.get("/relationships/north--south/levels.svg")
    assert response["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "North – South: level by topic over time"


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/relationships/north--south/ties", "North – South: ties over time"),
        ("/countries/north/memberships", "North: memberships over time"),
        ("/map", "How the world stood with North on 1 June 2008"),
        ("/timeline/timeline", "The record dates "),
        ("/matrix/matrix", "How North stood with others, topic by topic, on 1 June 2008: "),
        ("/network/network", "1 actor joined to North or to these on 1 June 2008 by levels: 1 line."),
        ("/compare/changes", "What changed between "),
    ],
)
def test_every_chart_is_taken_away_as_a_table_and_as_drawings(site, settings, address, title):
    settings.FOCUS_ACTOR = "north"
    query = "?from=2001-01-01&to=2021-01-01" if "compare" in address else "?as_of=2008-06-01"
    page = site.get(f"{address.rpartition('/')[0]}/{query}").content.decode().replace("&amp;", "&")
    table = address.replace("network/network", "network/edges")
    for form in ("csv", "svg", "png"):
        offered = f"{table if form == 'csv' else address}.{form}{query}"
        assert f'href="{offered}"' in page
    assert site.get(f"{table}.csv{query}")["Content-Type"] == "text/csv; charset=utf-8"
    drawn = site.get(f"{address}.svg{query}")
    root = ElementTree.fromstring(drawn.content)
    assert root.find("{http://www.w3.org/2000/svg}title").text.replace("\xa0", " ").startswith(title)
    said = root.find("{http://www.w3.org/2000/svg}desc").text
    assert said.endswith(f"{address.rpartition('/')[0]}/{query}. CC BY 4.0.")
    assert not list(root.iter("{http://www.w3.org/2000/svg}a"))
    assert site.get(f"{address}.png{query}").content[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_map_and_a_drawing_of_nothing_are_not_found(site, settings):
    settings.FOCUS_ACTOR = "nobody"
    assert site.get("/map.svg").status_code == 404
    assert site.get("/network/network.svg?centre=old-union").status_code == 404
    assert site.get("/map.csv?colour=red").status_code == 400


def test_memberships_and_ties_as_tables(site):
    rows = list(csv.DictReader(io.StringIO(site.get("/countries/north/memberships.csv").content.decode("utf-8-sig"))))
    assert [(row["organization"], row["status"], row["start"]) for row in rows] == [("league", "member", "1992-01-01")]
    assert site.get("/countries/nowhere/memberships.csv").status_code == 404


def test_a_file_of_no_dyad_is_not_found_and_bad_parameters_are_named(site):
    assert site.get("/relationships/north--nowhere/levels.csv").status_code == 404
    assert site.get("/relationships/north--south/levels.csv?colour=red").status_code == 400
    assert site.get("/relationships/south--north/levels.svg").status_code in (308, 404)


def test_so_many_pictures_are_drawn_for_one_client(site, settings):
    settings.DRAWING_RATE = 2
    DRAWN._used.clear()
    address = "/relationships/north--south/levels"
    asked = [site.get(f"{address}.png", REMOTE_ADDR="198.51.100.7") for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert 0 < int(asked[-1]["Retry-After"]) <= 60
    assert "In a minute, 2 pictures are drawn for one reader." in asked[-1].content.decode()
    # The same as SVG is cheap; another client begins anew; whoever cannot be told apart has no limit.
    assert site.get(f"{address}.svg", REMOTE_ADDR="198.51.100.7").status_code == 200
    assert site.get(f"{address}.png", REMOTE_ADDR="198.51.100.8").status_code == 200
    assert [site.get(f"{address}.png").status_code for _ in range(3)] == [200] * 3


def test_a_cell_never_starts_a_formula():
    assert [cell(value) for value in ("=1+1", "＝1+1", "@SUM(A1)", "-", "plain", -2, None)] == [
        "'=1+1",
        "'＝1+1",
        "'@SUM(A1)",
        "-",
        "plain",
        "-2",
        "",
    ]


def test_the_slider_leads_to_a_years_last_day(site):
    assert site.get("/?year=2007")["Location"] == "/?as_of=2007-12-31"
    assert site.get("/?year=2007&known_at=17")["Location"] == "/?as_of=2007-12-31&known_at=17"
    for bad in ("1066", "x", "2007-01", "9999", "²"):
        assert site.get("/", {"year": bad}).status_code == 400


def test_the_map_and_its_words_say_the_same(site, settings):
    settings.FOCUS_ACTOR = "north"
    html = site.get("/?as_of=2001-06-01").content.decode()
    assert 'class="mapbox"' in html
    assert "<h2>The same in words</h2>" in html
