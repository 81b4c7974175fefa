"""The explorers' drawings: a histogram whose parts lead on, a network in rings, levels on two days."""

from math import dist, pi
from xml.etree import ElementTree

import pytest

from publication.drawing.histogram import Bin, histogram
from publication.drawing.rings import Line, Node, places, rings
from publication.drawing.shifts import Shift, shifts
from publication.drawing.svg import Drawing


def test_each_part_of_a_histogram_is_a_link_named_in_words():
    bins = [Bin("1990s", "1990s: 3, 1 of them perhaps later", "?a=1&b=2", 2, 1), Bin("2000s", "2000s: 0", "?", 0, 0)]
    for markup in histogram(bins, "Things by decade"):
        root = ElementTree.fromstring(markup)
        assert root.get("role") == "group"
        assert [(link.get("href"), link.get("aria-label")) for link in root.iter("a")] == [
            ("?a=1&b=2", "1990s: 3, 1 of them perhaps later"),
            ("?", "2000s: 0"),
        ]
        shapes = {shape.get("class"): shape for shape in next(root.iter("a"))}
        side = "height" if "wide" in root.get("class") else "width"
        assert float(shapes["barf"].get(side)) == pytest.approx(2 * float(shapes["barh"].get(side)), abs=0.2)


def test_an_empty_histogram_is_drawn():
    assert len(histogram([], "Nothing")) == 2


NODES = [Node("Russia", "", "", 0), *(Node(f"State {n}", "+1", "f-p1", 1) for n in range(5)), Node("Far", "", "", 2)]


def test_a_ring_is_even_and_the_same_each_time():
    at = places(NODES)
    assert at == places(NODES)
    centre = at[0][:2]
    assert {round(dist(centre, place[:2])) for place in at[1:6]} == {170}
    assert [place[2] for place in at[1:6]] == pytest.approx([2 * pi * (n + 0.5) / 5 for n in range(5)])
    assert round(dist(centre, at[6][:2])) == 330


def test_a_network_is_drawn_twice_with_every_line_and_name():
    lines = [Line(0, 1, "e-p3"), Line(1, 2, "e-m1"), Line(2, 6, "")]
    for markup in rings(NODES, lines, "Around Russia"):
        root = ElementTree.fromstring(markup)
        classes = [shape.get("class") for shape in root]
        assert sum("edge" in name.split() for name in classes) == 3
        assert [text.text for text in root.iter("text")] == ["Russia", *(f"State {n} +1" for n in range(5)), "Far"]


def test_levels_on_two_days_are_a_ring_and_a_disc():
    rows = [Shift("A – B", 1, -2, True, False), Shift("A – C", None, 2)]
    for markup in shifts(rows, "Levels"):
        root = ElementTree.fromstring(markup)
        circles = [circle.get("class") for circle in root.iter("circle")]
        assert circles == ["shift ring dash", "shift f-m2", "shift f-p2"]
        assert sum(path.get("class") == "line" for path in root.iter("path")) == 1


def test_a_link_in_a_drawing_is_escaped():
    drawing = Drawing("wide", 10, 10, "T", role="group")
    with drawing.link('/?a="b"&c=1', "<b>"):
        drawing.turned("", 1, 2, 90, "<i>")
    [link] = ElementTree.fromstring(drawing.markup())
    assert (link.get("href"), link.get("aria-label"), link[0].text) == ('/?a="b"&c=1', "<b>", "<i>")
