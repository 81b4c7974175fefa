"""What a curator may type, what it comes to in days, and what the refusals say."""

import random
import time
from calendar import monthrange
from datetime import date, timedelta

import edtf as library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.chronology import EDTFError, Span, parse

HELP = "Type 1991, 1991-12 or 1991-12-25; add ~ for about, ? for uncertain."


def bounds(text):
    span = parse(text)
    return str(span.earliest), str(span.latest)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("1991", "1991-01-01", "1991-12-31", "year"),
        ("2007-02", "2007-02-01", "2007-02-28", "month"),
        ("2008-02", "2008-02-01", "2008-02-29", "month"),
        ("2014-02-20", "2014-02-20", "2014-02-20", "day"),
        ("2000-02-29", "2000-02-29", "2000-02-29", "day"),
        ("2014~", "2013-01-01", "2015-12-31", "year"),
        ("2014?", "2013-01-01", "2015-12-31", "year"),
        ("2014%", "2013-01-01", "2015-12-31", "year"),
        ("2007-02?", "2007-01-01", "2007-03-31", "month"),
        ("2007-01~", "2006-12-01", "2007-02-28", "month"),
        ("2007-12~", "2007-11-01", "2008-01-31", "month"),
        ("2014-02-20~", "2014-02-19", "2014-02-21", "day"),
        ("2014-03-01?", "2014-02-28", "2014-03-02", "day"),
        ("199X", "1990-01-01", "1999-12-31", "decade"),
        ("199X~", "1980-01-01", "2009-12-31", "decade"),
        ("19XX", "1900-01-01", "1999-12-31", "century"),
        ("19XX%", "1800-01-01", "2099-12-31", "century"),
        ("2014-XX", "2014-01-01", "2014-12-31", "year"),
        ("2014-XX~", "2013-01-01", "2015-12-31", "year"),
        ("2014-02-XX", "2014-02-01", "2014-02-28", "month"),
        ("2014-02-XX?", "2014-01-01", "2014-03-31", "month"),
        ("[2006-10..2006-12]", "2006-10-01", "2006-12-31", "range"),
        ("[2006-10-05..2007]", "2006-10-05", "2007-12-31", "range"),
        ("[2006~..2007-02-01?]", "2005-01-01", "2007-02-02", "range"),
        ("[2014-02..2014]", "2014-02-01", "2014-12-31", "range"),
        ("[2014..2014-02]", "2014-01-01", "2014-02-28", "range"),
        ("[..2001]", "None", "2001-12-31", "open"),
        ("[..2001-03~]", "None", "2001-04-30", "open"),
        ("[2001-03-04..]", "2001-03-04", "None", "open"),
        ("", "None", "None", "unknown"),
        # The ends of the calendar: widening stops there.
        ("0001", "0001-01-01", "0001-12-31", "year"),
        ("9999", "9999-01-01", "9999-12-31", "year"),
        ("0001~", "0001-01-01", "0002-12-31", "year"),
        ("9999~", "9998-01-01", "9999-12-31", "year"),
        ("0001-01~", "0001-01-01", "0001-02-28", "month"),
        ("9999-12~", "9999-11-01", "9999-12-31", "month"),
        ("0001-01-01~", "0001-01-01", "0001-01-02", "day"),
        ("9999-12-31~", "9999-12-30", "9999-12-31", "day"),
        ("000X", "0001-01-01", "0009-12-31", "decade"),
        ("00XX", "0001-01-01", "0099-12-31", "century"),
        ("00XX~", "0001-01-01", "0199-12-31", "century"),
        ("99XX~", "9800-01-01", "9999-12-31", "century"),
    ],
)
def test_text_becomes_days(text, earliest, latest, precision):
    assert (*bounds(text), parse(text).precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2014", False, False),
        ("2014~", True, False),
        ("2014-02?", False, True),
        ("199X%", True, True),
        ("[2006..2007]", False, False),
        ("[2006~..2007]", True, False),
        ("[..2007?]", False, True),
        ("[2006?..2007~]", True, True),
        ("[2006%..]", True, True),
        ("", False, False),
    ],
)
def test_marks_are_kept(text, approximate, uncertain):
    span = parse(text)
    assert (span.approximate, span.uncertain, span.ongoing) == (approximate, uncertain, False)


def test_text_is_kept_as_typed_without_spaces_around():
    assert parse(" 2014-02\n") == Span("2014-02", date(2014, 2, 1), date(2014, 2, 28), False, False, False)
    assert parse("   ") == Span("", None, None, False, False, False)


def test_two_dots_are_accepted_only_at_the_end():
    assert parse(" .. ", end=True) == Span("..", None, None, False, False, True)
    assert parse("..", end=True).precision == "open"
    assert refusal("..") == ("'..' means 'still so' and fits only the end field. Leave this blank if it is not known.")


def refusal(text, **options):
    with pytest.raises(EDTFError) as caught:
        parse(text, **options)
    return str(caught.value)


PERIOD = "is a period. Use the start and end fields; for one day somewhere between, type [1991..1995]."
YEARS = "has a year outside 0001 to 9999. Years have four digits, no sign."
PART = "marks part of a date. Type ~, ? or % at the end: it covers the whole date."
TWICE = "has more than one mark. Type one at the end: ~ about, ? uncertain, % both."
SETS = "is a set of dates. Type the range that holds them: [2001..2003]."
RANGES = "is not a range. Type [..2001], [2001..] or [2001..2003]."
X = "has an X out of place. X is for what is not known at the end: 199X, 19XX, 2014-XX, 2014-02-XX."
UNKNOWN_MONTH = "is not a month: months run from 01 to 12. Type 2007 if the month is not known."
WEEKS = "counts weeks or days of the year. Type the month and the day."
UNSEEN = f"has a character that cannot be seen. {HELP}"


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("2007-13", "has no thirteenth month. Did you mean 2007-12?"),
        ("2007-13-05~", "has no thirteenth month. Did you mean 2007-12?"),
        ("2007-00", UNKNOWN_MONTH),
        ("2007-21", "is a season. Type a range, [2007-03..2007-05], and put the season in the wording."),
        ("2007-22", "is a season. Type a range, [2007-06..2007-08], and put the season in the wording."),
        ("2007-23", "is a season. Type a range, [2007-09..2007-11], and put the season in the wording."),
        ("2007-24", "is a season. Type a range, [2007-12..2008-02], and put the season in the wording."),
        ("2007-33", "is a part of a year. Type a range of months, such as [2007-03..2007-05]."),
        ("9999-24", "is a part of a year. Type a range of months, such as [9999-03..9999-05]."),
        (
            "2014-02-29",
            "is not a day: 2014 has no 29 February; the last day is 2014-02-28. Type 2014-02 if the day is not known.",
        ),
        (
            "0914-04-31?",
            "is not a day: 914 has no 31 April; the last day is 0914-04-30. Type 0914-04 if the day is not known.",
        ),
        ("20.02.2014", "puts the year last. Type 2014-02-20."),
        ("20/02/2014", "puts the year last. Type 2014-02-20."),
        ("2/3/2014", "puts the year last. Type 2014-03-02 or 2014-02-03."),
        ("99/99/2014", f"puts the year last. {HELP}"),
        ("02.2014", "puts the year last. Type 2014-02."),
        ("2014/02/20", "needs hyphens and two digits. Type 2014-02-20."),
        ("2014-2-5", "needs hyphens and two digits. Type 2014-02-05."),
        ("20140220", "needs hyphens and two digits. Type 2014-02-20."),
        ("20141320", f"needs hyphens and two digits. {HELP}"),
        ("February 2014", "has a month in words. Type 2014-02."),
        ("20 February 2014", "has a month in words. Type 2014-02-20."),
        ("Feb. 20, 2014", "has a month in words. Type 2014-02-20."),
        ("45 February 2014", f"has a month in words. {HELP}"),
        ("2014-02-20T10:00", "has a clock time: put that in the wording. Type 2014-02-20."),
        ("c. 1990", "says 'about' in words. Type 1990~."),
        ("1990s", "is a decade. Type 199X."),
        ("199x", "needs a capital X. Type 199X."),
        (
            "present",
            "is not a date. Type .. in the end field if the source says that it is still so, "
            "else the day it speaks of.",
        ),
        ("1995/1991", PERIOD),
        ("1991/1995", PERIOD),
        ("1991-1995", PERIOD),
        ("1991–1995", PERIOD),
        ("1991–12", "has a dash. Type the plain hyphen: 1991-12."),
        ("2014 -02", "has a space inside. Type 2014-02."),
        ("[2001 .. 2003]", "has a space inside. Type [2001..2003]."),
        ("-0500", YEARS),
        ("12014", YEARS),
        ("Y170000002", YEARS),
        ("0000", YEARS),
        ("0000-13", YEARS),
        ("914", "has no year of four digits, such as 1991 or 0914."),
        ("13/02/14", "has no year of four digits, such as 1991 or 0914."),
        ("2014-W08", WEEKS),
        ("2014-051", WEEKS),
        ("{2001,2003}", SETS),
        ("[2001,2003]", SETS),
        ("[2001]", RANGES),
        ("[..2001", RANGES),
        ("[2001...2003]", RANGES),
        ("[..2001]~", RANGES),
        ("[..]", "has no date. Leave the field blank if the date is not known."),
        ("2001..2003", "is a range without brackets. Type [2001..2003]."),
        ("[2006-12..2006-10]", "runs backwards. Type the earlier date first: [2006-10..2006-12]."),
        ("[2015~..2014]", "runs backwards. Type the earlier date first: [2014..2015~]."),
        ("2004-06~-11", PART),
        ("?2004-06", PART),
        ("2014~?", TWICE),
        ("1XXX", X),
        ("2004-XX-05", X),
        ("XXXX-12-25", X),
        ("２０１４", f"has digits other than 0 to 9. {HELP}"),
        ("٢٠١٤", f"has digits other than 0 to 9. {HELP}"),
        ("end of 2006", f"is not a date. {HELP}"),
        ("1950S2", f"is not a date. {HELP}"),
    ],
)
def test_refusal_names_the_value_and_teaches(text, advice):
    assert refusal(text) == f"'{text}' {advice}"
    assert refusal(text, end=True) == f"'{text}' {advice}"


def test_refusal_inside_a_range_names_the_part():
    assert refusal("[2007-13..2008]") == "'2007-13' has no thirteenth month. Did you mean 2007-12?"
    assert refusal("[199X..2001]") == ("'199X' cannot bound a range. Type a year, month or day: [1990..2001].")


def test_refusal_shows_no_control_characters():
    assert refusal("2014\x00") == f"'2014\N{REPLACEMENT CHARACTER}' {UNSEEN}"
    assert refusal("\u202e2014") == f"'\N{REPLACEMENT CHARACTER}2014' {UNSEEN}"


def test_refusal_echoes_at_most_40_characters():
    assert refusal("x" * 40) == f"'{'x' * 40}' is not a date. {HELP}"
    assert refusal("x" * 41) == f"'{'x' * 39}…' is not a date. {HELP}"


@pytest.mark.parametrize("character", ["1", " ", "[", "X", "/", "\x00", "é"])
def test_ten_megabytes_are_refused_at_once(character):
    text = character * 10_000_000
    began = time.perf_counter()
    message = refusal(text)
    assert time.perf_counter() - began < 0.1
    assert message.endswith(f"…' has 10,000,000 characters; a date has at most 64. {HELP}")


@given(st.text(max_size=70) | st.text("0123456789-X~?%.[]/ ", max_size=30))
def test_any_text_is_either_a_span_in_order_or_a_short_refusal(text):
    try:
        span = parse(text, end=True)
    except EDTFError as refused:
        assert len(str(refused)) < 220
    else:
        assert span.text == text.strip()
        assert span.earliest is None or span.latest is None or span.earliest <= span.latest
        assert span.precision in {"day", "month", "year", "decade", "century", "range", "open", "unknown"}


@pytest.mark.parametrize("year", [1, 4, 100, 1582, 1900, 1999, 2000, 2023, 2024, 9999])
def test_every_day_and_only_those_of_a_year_are_accepted(year):
    accepted = []
    for month in range(13):
        for day in range(33):
            text = f"{year:04}-{month:02}-{day:02}"
            try:
                span = parse(text)
            except EDTFError:
                continue
            assert span.earliest == span.latest
            accepted.append(span.earliest)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    assert accepted == [date.fromordinal(n) for n in range(first, last + 1)]


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), st.sampled_from("~?%"))
def test_marks_widen_by_one_unit(day, mark):
    first = day.replace(day=1)
    month_before, month_after = first - timedelta(days=1), first + timedelta(days=31)
    assert bounds(f"{day}{mark}") == (str(day - timedelta(days=1)), str(day + timedelta(days=1)))
    widened = bounds(str(month_before)[:7])[0], bounds(str(month_after)[:7])[1]
    assert bounds(f"{str(day)[:7]}{mark}") == widened
    assert bounds(f"{day.year:04}{mark}") == (f"{day.year - 1:04}-01-01", f"{day.year + 1:04}-12-31")


def texts_the_library_reads_rightly():
    """Not days that do not exist, nor ranges with an open end: it accepts the first and fails on the second.

    It reads about 150 texts a second, hence a sample; the calendar itself is the oracle above for the rest.
    """
    chance = random.Random(8601)
    for _ in range(40):
        year, month = chance.randint(1, 9999), chance.randint(1, 12)
        day = chance.randint(1, monthrange(year, month)[1])
        yield from (f"{year:04}", f"{year:04}-{month:02}", f"{year:04}-{month:02}-{day:02}")
        yield from (f"{max(year, 10):04}"[:3] + "X", f"{max(year, 100):04}"[:2] + "XX")
    yield from ("0001-01-01", "9999-12-31", "2000-02-29", "1900-02", "2014-XX", "2014-02-XX", "2008-02-XX")
    yield from ("[2006-10..2006-12]", "[1991..1995]", "[2014-02-20..2014-03-16]")


def test_bounds_agree_with_the_edtf_library():
    for text in texts_the_library_reads_rightly():
        theirs = library.parse_edtf(text)
        days = tuple("{:04}-{:02}-{:02}".format(*t[:3]) for t in (theirs.lower_strict(), theirs.upper_strict()))
        assert (text, *bounds(text)) == (text, *days)


# For a marked month or day, and for %, the library widens further than the one unit of this project.
@pytest.mark.parametrize("text", ["2014~", "2014?", "1900~", "0914?", "199X~", "199X?", "19XX~", "18XX?"])
def test_widened_years_agree_with_the_edtf_library(text):
    theirs = library.parse_edtf(text)
    days = tuple("{:04}-{:02}-{:02}".format(*t[:3]) for t in (theirs.lower_fuzzy(), theirs.upper_fuzzy()))
    assert bounds(text) == days
