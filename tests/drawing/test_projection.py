"""The projections agree with the plates that d3 drew: corners of rough outlines, the graticule, tiny states."""

import json
import re
from pathlib import Path

import pytest

from publication.drawing import world
from publication.drawing.projection import PLATES

DRAWN = json.loads(Path(world.__file__).with_name("world.json").read_text())


def vertices(path: str) -> set[tuple[int, int]]:
    """The points of a path of the plates, in fifths of a unit."""
    found = set()
    for ring in path.split("M")[1:]:
        x = y = 0
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        for at in range(0, len(numbers) - 1, 2):
            x, y = (x + numbers[at], y + numbers[at + 1]) if at else (numbers[0], numbers[1])
            found.add((x, y))
    return found


def near(point: tuple[float, float], drawn: set[tuple[int, int]]) -> float:
    """How far a point is from the nearest drawn one, in units of the plate."""
    return min(max(abs(point[0] - x / 5), abs(point[1] - y / 5)) for x, y in drawn)


# Corners of draw.mjs's outlines that lie within Ukraine: each is a point of the hatched shape itself.
CORNERS = [(37.6, 49.0), (36.8, 48.0), (35.2, 47.6), (34.0, 47.3)]


@pytest.mark.parametrize("name", ["world", "europe"])
@pytest.mark.parametrize("corner", CORNERS)
def test_a_corner_of_an_outline_falls_where_it_was_drawn(name, corner):
    drawn = next(area["d"] for area in DRAWN[name]["contested"] if area["name"].startswith("Donetsk"))
    assert near(PLATES[name].point(*corner), vertices(drawn)) <= 0.1001


@pytest.mark.parametrize("longitude", range(-160, 170, 10))
def test_meridians_of_the_world_end_where_they_were_drawn(longitude):
    graticule = vertices(DRAWN["world"]["graticule"])
    ends = [PLATES["world"].point(longitude, latitude) for latitude in (-20, 80)]
    assert max(near(end, graticule) for end in ends if end[1] < 540) <= 0.1001


@pytest.mark.parametrize(
    ("name", "code", "longitude", "latitude"),
    [
        ("europe", "MCO", 7.41, 43.75),
        ("europe", "LIE", 9.55, 47.14),
        ("europe", "MLT", 14.40, 35.92),
        ("europe", "AND", 1.58, 42.54),
        ("world", "SGP", 103.82, 1.35),
        ("world", "BHR", 50.55, 26.03),
        ("world", "MUS", 57.57, -20.28),
        ("world", "BRB", -59.56, 13.18),
        ("world", "TUV", 179.21, -8.52),
    ],
)
def test_a_tiny_state_falls_on_its_dot(name, code, longitude, latitude):
    x, y = PLATES[name].point(longitude, latitude)
    assert (x, y) == pytest.approx(DRAWN[name]["dots"][code], abs=1.5)


def test_the_middle_of_a_plate_is_where_its_parameters_say():
    assert PLATES["world"].point(11, 0) == (612, 306)
    assert PLATES["europe"].point(19, 51.5) == pytest.approx((212, 258))


def test_labels_stand_within_sight_of_their_capitals():
    for code, longitude, latitude in (("FRA", 2.35, 48.86), ("POL", 21.01, 52.23), ("GEO", 44.79, 41.72)):
        x, y, _ = DRAWN["europe"]["labels"][code]
        there = PLATES["europe"].point(longitude, latitude)
        assert there == (pytest.approx(x, abs=40), pytest.approx(y, abs=40))


def test_what_is_no_latitude_is_refused():
    with pytest.raises(ValueError, match="91 is not a latitude"):
        PLATES["world"].point(0, 91)
