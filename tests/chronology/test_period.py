"""The rule of section 4, against its own table and against every possible world."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publication.chronology import (
    FUTURE,
    PAST,
    Period,
    PeriodError,
    Span,
    from_day,
    parse,
    period,
    to_day,
)


def made(start, end="", seen=""):
    return period(parse(start), parse(end, end=True), parse(seen))


def day(text):
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("start", "end", "seen", "on", "answer"),
    [
        ("1991-12-25", "2007-02", "", "2007-02-01", "certain"),
        ("1991-12-25", "2007-02", "", "2007-02-15", "possible"),
        ("2007", "2007-06-15", "", "2007-06-15", "certain"),
        ("2014-02-20", "", "", "2014-02-20", "certain"),
        ("2014-02-20", "", "", "2015-01-01", "possible"),
        ("1997", "..", "2024-03-08", "2020-01-01", "certain"),
        ("1997", "..", "2024-03-08", "2030-01-01", "presumed"),
        ("", "", "2024-03-08", "2024-03-08", "certain"),
        ("", "", "2024-03-08", "2024-03-09", "possible"),
        ("[..2001]", "", "2001", "2001-12-31", "possible"),
        ("", "2021", "", "2022-01-01", None),
        ("2013~", "..", "", "2012-06-01", "possible"),
    ],
)
def test_table_of_section_4(start, end, seen, on, answer):
    claim = made(start, end, seen)
    assert claim.holds(day(on)) == answer
    assert claim.overlaps(day(on), day(on)) == answer


@pytest.mark.parametrize(
    ("start", "end", "seen", "first", "last", "answer"),
    [
        # No single day of 2007 is certain, yet every possible duration lies in it.
        ("2007", "2007", "", "2007-01-01", "2007-12-31", "certain"),
        ("2007", "2007", "", "2007-01-02", "2007-12-31", "possible"),
        ("2007", "2007", "", "2007-01-01", "2007-12-30", "possible"),
        ("2007", "2007", "", "2008-01-01", "2008-12-31", None),
        ("2014-02-20", "", "", "2014-01-01", "2014-12-31", "certain"),
        ("2014-02-20", "", "", "2013-01-01", "2014-02-19", None),
        ("2014-02-20", "", "", "2015-01-01", "2015-12-31", "possible"),
        ("1997", "..", "2024-03-08", "2024-03-08", "2030-01-01", "certain"),
        ("1997", "..", "2024-03-08", "2024-03-09", "2030-01-01", "presumed"),
        ("1997", "..", "", "1997-01-01", "1997-12-30", "possible"),
        # Begun by the end of 1997, but nothing says when the source knew it to last: it may be over by June.
        ("1997", "..", "", "1997-06-01", "1998-01-01", "presumed"),
        ("1997", "..", "", "1997-12-31", "1997-12-31", "presumed"),
    ],
)
def test_overlap_with_a_span(start, end, seen, first, last, answer):
    assert made(start, end, seen).overlaps(day(first), day(last)) == answer


def test_overlap_with_a_span_that_ends_before_it_begins():
    with pytest.raises(ValueError, match=r"^The span asked for ends before it begins: day 8 is after day 7\.$"):
        made("2007").overlaps(8, 7)


def test_bounds_after_refinement():
    assert made("2007", "2007-06-15", "2007-03~") == Period(
        day("2007-01-01"), day("2007-04-30"), day("2007-06-15"), day("2007-06-15"), False
    )
    assert made("1997", "..", "2024-03-08") == Period(
        day("1997-01-01"), day("1997-12-31"), day("2024-03-08"), FUTURE, True
    )
    assert made("", "2021") == Period(PAST, day("2021-12-31"), day("2021-01-01"), day("2021-12-31"), False)
    assert made("") == Period(PAST, FUTURE, PAST, FUTURE, False)
    assert made("[2001..]") == Period(day("2001-01-01"), FUTURE, day("2001-01-01"), FUTURE, False)


def test_what_is_wholly_unknown_is_possible_on_every_day():
    assert made("").holds(day("0001-01-01")) == "possible"
    assert made("").holds(day("9999-12-31")) == "possible"
    assert made("").overlaps(day("0001-01-01"), day("9999-12-31")) == "possible"


def test_day_numbers():
    assert to_day(date(1, 1, 1), PAST) == 1
    assert to_day(date(9999, 12, 31), FUTURE) == 3_652_059
    assert (to_day(None, PAST), to_day(None, FUTURE)) == (-(2**31), 2**31 - 1)
    assert (from_day(PAST), from_day(FUTURE)) == (None, None)
    assert from_day(day("2014-02-20")) == date(2014, 2, 20)
    with pytest.raises(ValueError, match="ordinal must be >= 1"):
        from_day(0)


@given(st.dates())
def test_day_numbers_return_the_date(when):
    assert from_day(to_day(when, PAST)) == when


ADVICE = "so no day fits. Correct one of the two, or add ~ if it is only about right."


@pytest.mark.parametrize(
    ("start", "end", "seen", "message"),
    [
        (
            "1995",
            "1991",
            "",
            "The start (1995: 1995-01-01 at the earliest) is after the end (1991: 1991-12-31 at the latest), ",
        ),
        (
            "2025-02~",
            "..",
            "2024-03-08",
            "The start (2025-02~: 2025-01-01 at the earliest) is after the day on which it is known to have "
            "held (2024-03-08: 2024-03-08 at the latest), ",
        ),
        (
            "",
            "[..2001]",
            "2024-03-08",
            "The day on which it is known to have held (2024-03-08: 2024-03-08 at the earliest) is after the "
            "end ([..2001]: 2001-12-31 at the latest), ",
        ),
    ],
)
def test_period_that_no_day_fits_is_refused(start, end, seen, message):
    with pytest.raises(PeriodError) as caught:
        made(start, end, seen)
    assert str(caught.value) == message + ADVICE


def test_period_that_a_single_day_fits_is_accepted():
    only = day("2007-12-31")
    assert made("2007-12-31", "2007", "2007") == Period(only, only, only, only, False)


# --- Every possible world on a short line of days 0 to `size` - 1, with one place beyond either end. ---

ORIGIN = 730_000


def short_span(first, last, ongoing=False):
    earliest, latest = (None if n is None else date.fromordinal(ORIGIN + n) for n in (first, last))
    return Span("…", earliest, latest, False, False, ongoing)


def check_against_worlds(start, end, seen, ongoing, size):
    """Compare `period`, `holds` and `overlaps` with their meaning, one world at a time."""

    def days(span):
        first, last = span
        return range(-1 if first is None else first, (size if last is None else last) + 1)

    worlds = {
        (began, ended) for began, held, ended in product(days(start), days(seen), days(end)) if began <= held <= ended
    }
    spans = short_span(*start), short_span(*end, ongoing), short_span(*seen)
    if not worlds:
        with pytest.raises(PeriodError):
            period(*spans)
        return
    found = period(*spans)

    def by_worlds(first, last):
        meets = [began <= last and first <= ended for began, ended in worlds]
        if all(meets):
            return "certain"
        if not any(meets):
            return None
        under_way = any(
            all(began <= n for began, _ in worlds) and any(began <= n <= ended for began, ended in worlds)
            for n in range(first, last + 1)
        )
        return "presumed" if ongoing and under_way else "possible"

    for first in range(size):
        assert found.holds(ORIGIN + first) == by_worlds(first, first)
        for last in range(first, size):
            assert found.overlaps(ORIGIN + first, ORIGIN + last) == by_worlds(first, last)


def test_rule_agrees_with_all_possible_worlds_on_three_days():
    ends = (None, 0, 1, 2)
    spans = [(a, b) for a, b in product(ends, ends) if a is None or b is None or a <= b]
    assert len(spans) == 13
    for start, end, seen, ongoing in product(spans, spans, spans, (False, True)):
        check_against_worlds(start, end, seen, ongoing, 3)


@st.composite
def short_bounds(draw, size):
    first, last = sorted((draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))))
    return draw(st.sampled_from((first, first, None))), draw(st.sampled_from((last, last, None)))


@settings(deadline=None, max_examples=300)
@given(short_bounds(7), short_bounds(7), short_bounds(7), st.booleans())
def test_rule_agrees_with_all_possible_worlds(start, end, seen, ongoing):
    check_against_worlds(start, end, seen, ongoing, 7)


@given(st.integers(0, 6), st.integers(0, 6))
def test_span_of_one_day_is_asked_as_that_day(first, length):
    claim = Period(first, first + length, first + 3, FUTURE, True)
    assert [claim.overlaps(n, n) for n in range(-2, 20)] == [claim.holds(n) for n in range(-2, 20)]
