"""The line on which an event stands: days, months or years, with what is certain and what is possible."""

from datetime import date
from xml.etree import ElementTree

import pytest

from publication.chronology import FUTURE, PAST
from publication.drawing.bars import Bar
from publication.drawing.when import cells_of, when

MONTHS = ("Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TODAY = date(2026, 11, 22).toordinal()


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def row(s1, s2, e1, e2, *, ongoing=False, name=""):
    return Bar(
        name, "some words", *(day(one) if isinstance(one, str) else one for one in (s1, s2, e1, e2)), ongoing=ongoing
    )


def words_of(first: str, last: str) -> list[str]:
    cells, end = cells_of(day(first), day(last), TODAY)
    assert cells[0].day <= day(first) < day(last) + 1 <= end
    return [cell.wide for cell in cells if cell.wide]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("1999-03-24", "1999-03-24", ["1 Mar", "5", "10", "15", "20", "25"]),
        ("2007-02-01", "2007-02-28", ["Jan 2007", *MONTHS]),
        ("2006-12-01", "2007-01-31", ["Jan 2006", "Apr", "Jul", "Oct", "Jan 2007", "Apr", "Jul", "Oct"]),
        ("2007-01-01", "2007-12-31", ["2005", "2006", "2007", "2008", "2009"]),
        ("2025-01-01", "2025-12-31", ["2023", "2024", "2025", "2026"]),
        ("1991-01-01", "2026-11-22", ["1989", "1990", "1995", "2000", "2005", "2010", "2015", "2020", "2025"]),
    ],
)  # fmt: skip
def test_the_line_has_the_steps_that_suit_the_doubt(first, last, words):
    assert words_of(first, last) == words


def classes(markup) -> list[str]:
    return [shape.get("class") for shape in ElementTree.fromstring(markup)]


def test_a_day_is_solid_and_a_month_without_a_day_is_hatched():
    exact, _ = when([row(*["1999-03-24"] * 4)], TODAY, "A strike")
    assert (classes(exact).count("barf"), classes(exact).count("barh")) == (1, 0)
    month, _ = when([row("2007-02-01", "2007-02-28", "2007-02-01", "2007-02-28")], TODAY, "A speech")
    assert (classes(month).count("barf"), classes(month).count("barh")) == (0, 1)


def test_what_is_still_so_reaches_today_with_an_arrow():
    wide, narrow = when([row("2014-02-20", "2014-02-20", "2021-01-01", FUTURE, ongoing=True)], TODAY, "A dispute")
    for markup in (wide, narrow):
        assert classes(markup).count("barf") == 2
    assert "2026" in wide


def test_several_datings_stand_below_one_another_with_their_letters():
    rows = [row(*["2007-02-10"] * 4, name="A"), row("2007-02-01", "2007-02-28", "2007-02-01", "2007-02-28", name="B")]
    wide, _ = when(rows, TODAY, "A speech")
    texts = [shape.text for shape in ElementTree.fromstring(wide) if shape.tag == "text"]
    assert [text for text in texts if "some words" in text] == ["A  some words", "B  some words"]


def test_without_any_known_day_there_is_no_line():
    assert when([], TODAY, "Nothing") == []
    assert when([row(PAST, FUTURE, PAST, FUTURE)], TODAY, "Nothing") == []


def test_a_date_at_the_ends_of_the_calendar_is_drawn():
    for one in ("0001-01-01", "9999-12-31"):
        assert when([row(one, one, one, one)], TODAY, "Far")
