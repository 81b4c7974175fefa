"""How a dyad stood over time, as stretches of days, and as a chart."""

from datetime import date
from xml.etree import ElementTree

import pytest

from publication.chronology import FUTURE, PAST
from publication.drawing.bars import Bar, bars
from publication.drawing.scale import Scale, span_of
from publication.drawing.standalone import standalone
from publication.drawing.steps import Line, steps
from publication.drawing.svg import Drawing, number, shorten
from publication.drawing.world import Fill, plates
from publication.models import Claim
from publication.reading.series import Stretch, stretches


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def phase(number, level, s1, s2, e1, e2, standing="normal", ongoing=False):
    return Claim(
        id=number, predicate="phase", level=level, s1=s1, s2=s2, e1=e1, e2=e2, standing=standing, ongoing=ongoing
    )


def test_stretches_follow_the_rule_of_the_day():
    """Certain, then presumed (still so, after its source spoke), and nothing before or between."""
    rows = [phase(1, 1, 100, 100, 199, 199), phase(2, -2, 300, 300, 350, FUTURE, ongoing=True)]
    assert stretches(rows, 50, 400) == [
        Stretch(100, 199, 1, "certain", (1,)),
        Stretch(300, 350, -2, "certain", (2,)),
        Stretch(351, 400, -2, "presumed", (2,)),
    ]


def test_what_may_have_begun_earlier_is_possible_until_it_is_certain():
    assert stretches([phase(1, -1, PAST, 120, 150, FUTURE)], 100, 200) == [
        Stretch(100, 119, -1, "possible", (1,)),
        Stretch(120, 150, -1, "certain", (1,)),
        Stretch(151, 200, -1, "possible", (1,)),
    ]


def test_rival_readings_of_equal_rank_are_mixed_and_a_preferred_one_wins():
    one, other = phase(1, 1, 100, 100, 200, 200), phase(2, -1, 100, 100, 200, 200)
    assert stretches([one, other], 100, 200) == [Stretch(100, 200, 0, "certain", (1, 2))]
    other.standing = "preferred"
    assert stretches([one, other], 100, 200) == [Stretch(100, 200, -1, "certain", (2,))]
    other.standing = "rejected"
    assert stretches([one, other], 100, 200) == [Stretch(100, 200, 1, "certain", (1,))]


def test_a_scale_puts_days_between_its_edges():
    scale = Scale(day("2000-01-01"), day("2010-01-01"), 100, 200)
    assert (scale.x(day("2000-01-01")), scale.x(day("2010-01-01")), scale.x(PAST), scale.x(FUTURE)) == (
        100,
        200,
        100,
        200,
    )
    assert [year for year, _ in scale.ticks(40)] == [2000, 2005, 2010]


def test_a_chart_shows_what_is_known_up_to_today():
    today = day("2020-01-01")
    assert span_of([], today, day("1990-01-01")) == (day("1990-01-01"), today)
    first, last = span_of([PAST, day("2015-01-01"), FUTURE], today, day("1990-01-01"))
    assert (first, last) == (day("2015-01-01") - 120, today)


def test_words_are_escaped_and_cut():
    drawing = Drawing("wide", 100, 50, 'A "title" <b>')
    drawing.text("b", 1, 2.25, "<script>&")
    markup = drawing.markup()
    assert "<script>" not in markup
    assert 'aria-label="A &quot;title&quot; &lt;b&gt;"' in markup
    assert '<text class="b" x="1" y="2.2">&lt;script&gt;&amp;</text>' in markup
    assert (shorten("Organization for Security", 66), shorten("NATO", 66)) == ("Organizat…", "NATO")
    assert (number(3.0), number(3.14)) == ("3", "3.1")


@pytest.mark.parametrize("holds", ["certain", "presumed", "possible"])
def test_the_step_chart_draws_each_stretch_twice_wide_and_narrow(holds):
    line = Line("Whole relation", [Stretch(100, 200, -2, holds, (1,))], [(120, 150, 1, "A")])
    for markup in steps([line], [(110, "1")], 50, 400, "North – South", 400):
        root = ElementTree.fromstring(markup)
        classes = [shape.get("class") for shape in root]
        assert classes.count("f-m2") == 1
        assert classes.count("hatf") == (0 if holds == "certain" else 1)
        assert "riv" in classes
        assert "disc" in classes


def test_bars_show_what_is_certain_possible_unknown_and_still_so():
    rows = [
        Bar("closed", "", 100, 120, 150, 170, False),
        Bar("still so", "", 100, 100, 150, FUTURE, True),
        Bar("end unknown", "", 100, 100, 150, FUTURE, False),
        Bar("undated end", "", PAST, 100, PAST, FUTURE, False),
    ]
    wide, _ = bars(rows, 50, 400, 400, "today", "Ties")
    classes = [shape.get("class") for shape in ElementTree.fromstring(wide)]
    assert (classes.count("barf"), classes.count("barh"), classes.count("open")) == (4, 4, 1)


def test_a_drawing_taken_away_carries_its_colours_and_its_source():
    wide, _ = steps(
        [Line("Whole relation", [Stretch(100, 200, 1, "certain", (1,))])], [], 50, 400, "North – South", 400
    )
    root = ElementTree.fromstring(standalone(wide, "North – South", "Chancery, revision 3"))
    words = {child.tag.rpartition("}")[2]: child.text for child in root}
    assert (words["title"], words["desc"]) == ("North – South", "Chancery, revision 3")
    assert ".f-p1{fill:#A9CFE3}" in words["style"]


def test_the_map_fills_countries_by_code_and_draws_small_ones_as_dots():
    world, europe = plates(
        {"FRA": Fill("f-p2", "France +2", "/x/", "France: Friendly +2"), "TUV": Fill("f-m1", "Tuvalu")}
    )
    assert [shape["fill"].words for shape in world.groups["f-p2"]] == ["France: Friendly +2"]
    assert [dot["fill"].name for dot in world.dots] == ["Tuvalu"]
    assert "France +2" in [label["fill"].name for label in europe.labels]
    assert "Crimea" in [area["name"] for area in europe.contested]
    assert len(world.groups["f-na"]) == 1
