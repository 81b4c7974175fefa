"""Bars, ranks and lines of measured values; and PNG files of them."""

import struct
from xml.etree import ElementTree

import pytest

from publication.drawing.raster import MOST_PIXELS, png
from publication.drawing.standalone import standalone
from publication.drawing.values import Rank, Track, Value, grouped, rank_lines, ticks, value_bars, value_lines


def shapes(markup, css: str) -> list:
    return [shape for shape in ElementTree.fromstring(markup) if shape.get("class") == css]


def test_bars_are_as_long_as_their_values_and_contested_ones_are_outlines():
    groups = [("Most", [Value("North", 75, "75"), Value("South", 25, "25", contested=True)])]
    wide, narrow = value_bars(groups, "Trust", 100)
    [full], [outline] = shapes(wide, "barf"), shapes(wide, "riv")
    assert float(full.get("width")) == pytest.approx(3 * float(outline.get("width")))
    for markup in (wide, narrow):
        assert "Most" in markup


def test_a_note_stands_after_the_value_or_on_a_phone_after_the_name():
    wide, narrow = value_bars([("", [Value("A list", 11, "11", "computed here")])], "Counts")
    assert "11 computed here" in wide
    assert "A list, computed here" in narrow


def test_negative_values_reach_left_of_zero():
    wide, _ = value_bars([("", [Value("Fall", -10, "−10"), Value("Rise", 10, "10")])], "Change")
    fall, rise = shapes(wide, "barf")
    assert float(fall.get("x")) + float(fall.get("width")) == pytest.approx(float(rise.get("x")), abs=0.2)


def test_a_rank_stands_between_first_and_last():
    wide, _ = rank_lines([Rank("North", 148, 156, "148 of 156"), Rank("South", 1, 1, "1 of 1")], "Power")
    assert [float(disc.get("cx")) for disc in shapes(wide, "disc")] == pytest.approx([894.9, 250], abs=0.1)


def test_lines_are_told_apart_by_name_and_dash():
    tracks = [Track("North", [(100, 1), (500, 3)]), Track("South", [(100, 2), (500, 1)]), Track("Nobody")]
    wide, _ = value_lines(tracks, "Trust over time")
    assert (len(shapes(wide, "line")), len(shapes(wide, "line dash")), len(shapes(wide, "disc"))) == (1, 1, 4)
    assert "Nobody" not in wide


@pytest.mark.parametrize(
    ("low", "high", "wanted", "found"),
    [
        (0, 100, 5, [0, 20, 40, 60, 80, 100]),
        (0, 11, 5, [0, 5, 10]),
        (-7, 7, 5, [-5, 0, 5]),
        (0, 0.3, 3, [0, 0.1, 0.2, 0.3]),
        (0, 82808, 5, [0, 20000, 40000, 60000, 80000]),
    ],
)
def test_an_axis_has_round_numbers(low, high, wanted, found):
    assert list(ticks(low, high, wanted)) == found


def test_numbers_are_written_for_readers():
    assert [grouped(value) for value in (82808, -2.5, 0, 23.5, 0.000001)] == ["82,808", "−2.5", "0", "23.5", "0.000001"]


def test_nothing_measured_is_nothing_drawn():
    assert (value_bars([], "Nothing"), rank_lines([], "Nothing"), value_lines([], "Nothing")) == ([], [], [])


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", picture[16:24])


def test_a_png_file_is_twice_the_drawing_and_shows_letters():
    groups = [("", [Value("Северная страна, Chișinău, Łódź", 75, "75")])]
    wide, _ = value_bars(groups, "Trust", 100)
    bare, _ = value_bars([("", [Value("", 75, "")])], "Trust", 100)
    with_words, without = (png(standalone(markup, "Trust", "Chancery")) for markup in (wide, bare))
    root = ElementTree.fromstring(standalone(wide, "Trust", "Chancery"))
    assert size_of(with_words) == (2 * int(root.get("width")), 2 * int(root.get("height")))
    # Letters that the font did not have would leave the picture as it is without them.
    assert len(with_words) > len(without) + 2000


def test_a_tall_drawing_gets_fewer_pixels():
    wide, _ = value_bars([("", [Value(str(number), number, "") for number in range(400)])], "Many")
    width, height = size_of(png(standalone(wide, "Many", "Chancery")))
    assert width * height <= MOST_PIXELS * 1.01
