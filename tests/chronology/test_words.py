"""Dates in English, sentence by sentence. `_` in an expected text is a no-break space."""

import pytest

from publication.chronology import EDTFError, describe, describe_period, parse, understood


def spaced(text):
    return text.replace("_", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2014-02-20", "20_February 2014"),
        ("2014-02-03", "3_February 2014"),
        ("2007-02", "February 2007"),
        ("2014", "2014"),
        ("2014~", "about 2014"),
        ("2007?", "possibly 2007"),
        ("2014%", "possibly about 2014"),
        ("2014-02-20~", "about 20_February 2014"),
        ("2007-02?", "possibly February 2007"),
        ("199X", "some year in the 1990s"),
        ("199X~", "some year around the 1990s"),
        ("199X?", "possibly some year in the 1990s"),
        ("199X%", "possibly some year around the 1990s"),
        ("19XX", "some year in 1900–1999"),
        ("190X", "some year in 1900–1909"),
        ("000X", "some year in AD 1–9"),
        ("0914", "AD 914"),
        ("0045-03-01", "1_March AD 45"),
        ("2014-XX", "some month in 2014"),
        ("2014-02-XX", "some day in February 2014"),
        ("2014-02-XX%", "possibly some day around February 2014"),
        ("[..2001]", "2001 or earlier"),
        ("[..2001~]", "about 2001 or earlier"),
        ("[..2001-03-04]", "4_March 2001 or earlier"),
        ("[2001..]", "2001 or later"),
        ("[2006-10..2006-12]", "between October and December 2006"),
        ("[2006-10..2007-01]", "between October 2006 and January 2007"),
        ("[2006..2007]", "between 2006 and 2007"),
        ("[2007-06-04..2007-06-06]", "between 4 and 6_June 2007"),
        ("[2007-05-28..2007-06-03]", "between 28_May and 3_June 2007"),
        ("[2006-12-30..2007-01-02]", "between 30_December 2006 and 2_January 2007"),
        ("[2006-10~..2006-12?]", "between about October 2006 and possibly December 2006"),
        ("[2006..2006-05]", "between 1_January and 31_May 2006"),
        ("[2006-05-31..2006-05]", "31_May 2006"),
        ("[2014..2014]", "some day in 2014"),
        ("[2014-02-20..2014-02-20]", "20_February 2014"),
        (" 2014 ", "2014"),
        ("", "not known"),
        ("..", "still so"),
    ],
)
def test_one_date(text, words):
    assert describe(text) == spaced(words)


def test_inferred_date():
    assert describe("1996", inferred=True) == "1996, inferred"
    assert describe("2014-02-20~", inferred=True) == spaced("about 20_February 2014, inferred")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("1998", "..", "since 1998, still so"),
        ("1998", "", "since 1998, end not known"),
        ("1991", "2007", "1991 to 2007"),
        ("", "2021", "until 2021, start not known"),
        ("", "", "start and end not known"),
        ("", "..", "still so, start not known"),
        ("2014-02-20", "..", "since 20_February 2014, still so"),
        ("2014~", "", "since about 2014, end not known"),
        ("2007?", "..", "since possibly 2007, still so"),
        ("199X", "", "since some year in the 1990s, end not known"),
        ("[2006-10..2006-12]", "", "since some day between October and December 2006, end not known"),
        ("[..2001]", "..", "since 2001 or earlier, still so"),
        ("", "[2001..]", "until 2001 or later, start not known"),
        ("1991", "[2001..2003]", "1991 to some day between 2001 and 2003"),
        ("1991-12-25", "2007-02", "25_December 1991 to February 2007"),
        ("2007-02", "2007-06", "February to June 2007"),
        ("2006-12", "2007-01", "December 2006 to January 2007"),
        ("2007-06-04", "2007-06-04", "on 4_June 2007"),
        ("2007-06-04~", "2007-06-04~", "about 4_June 2007"),
        ("2007-06-04", "2007-06-06", "4–6_June 2007"),
        ("2007-05-28", "2007-06-03", "28_May to 3_June 2007"),
        ("2007-06-04~", "2007-06-06", "about 4_June 2007 to 6_June 2007"),
        ("2007", "2007", "within 2007"),
        ("2007-06", "2007-06", "within June 2007"),
        ("2014-02-XX", "2014-02-XX", "within February 2014"),
        ("2014-02-XX", "2014-03-XX", "some day in February 2014 to some day in March 2014"),
        ("2007~", "2007~", "around 2007"),
        ("2007?", "2007?", "possibly within 2007"),
        ("199X", "199X", "within the 1990s"),
        (
            "[2001..2003]",
            "[2001..2003]",
            "some day between 2001 and 2003 to some day between 2001 and 2003",
        ),
    ],
)
def test_period(start, end, words):
    assert describe_period(start, end) == spaced(words)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ("2024-03-08", "so on 8_March 2024"),
        ("2024-03", "so in March 2024"),
        ("2024~", "so about 2024"),
        ("2024?", "so possibly in 2024"),
        ("2024-03-08?", "so possibly on 8_March 2024"),
        ("2024-03-08%", "so possibly about 8_March 2024"),
        ("199X", "so in some year in the 1990s"),
        ("2014-02-XX?", "so possibly on some day in February 2014"),
        ("[2006-10..2006-12]", "so on some day between October and December 2006"),
        ("[2014-02-20..2014-02-20]", "so on 20_February 2014"),
        ("[..2001]", "so in 2001 or earlier"),
        ("[..2001-03-04]", "so on 4_March 2001 or earlier"),
        ("[2001~..]", "so about 2001 or later"),
    ],
)
def test_period_of_which_only_a_day_is_known(seen, words):
    assert describe_period("", "", seen) == spaced(f"{words}; start and end not known")
    assert describe_period("", "..", seen) == spaced(f"still {words}; start not known")


def test_day_seen_adds_nothing_where_the_start_or_the_end_is_known():
    assert describe_period("1998", "..", "2024-03-08") == "since 1998, still so"
    assert describe_period("1998", "", "2024-03-08") == "since 1998, end not known"
    assert describe_period("", "2021", "2020") == "until 2021, start not known"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2014~", "2014~ → about 2014, between 1_Jan 2013 and 31_Dec 2015"),
        ("2014", "2014 → 2014, between 1_Jan 2014 and 31_Dec 2014"),
        (" 2007-02", "2007-02 → February 2007, between 1_Feb 2007 and 28_Feb 2007"),
        ("2014-02-20", "2014-02-20 → 20_February 2014"),
        ("2014-02-20~", "2014-02-20~ → about 20_February 2014, between 19_Feb 2014 and 21_Feb 2014"),
        ("[..2001]", "[..2001] → 2001 or earlier, on or before 31_Dec 2001"),
        ("[2001~..]", "[2001~..] → about 2001 or later, on or after 1_Jan 2000"),
        (
            "[2006-10..2006-12]",
            "[2006-10..2006-12] → between October and December 2006: 1_Oct 2006 to 31_Dec 2006",
        ),
        ("", "blank → not known"),
    ],
)
def test_what_the_form_understood(text, answer):
    assert understood(text) == spaced(answer)
    assert understood(text, end=True) == spaced(answer)


def test_still_so_is_understood_only_at_the_end():
    assert understood("..", end=True) == ".. → still so"
    with pytest.raises(EDTFError, match=r"^'\.\.' means 'still so' and fits only the end field\."):
        understood("..")
    with pytest.raises(EDTFError, match=r"^'\.\.' means 'still so' and fits only the end field\."):
        describe_period("..", "2007")


def test_refusals_are_those_of_parse():
    for words in (describe, understood, lambda text: describe_period("1991", text)):
        with pytest.raises(EDTFError, match=r"^'2007-13' has no thirteenth month\. Did you mean 2007-12\?$"):
            words("2007-13")


POINTS = [
    stem + mark
    for stem in ("0001", "199X", "19XX", "00XX", "2014-XX", "2014-02", "2014-02-XX", "2014-02-20")
    for mark in ("", "~", "?", "%")
]
BOUNDS = ["", "1998", "1998-05", "1998-05-03", "1998-05-31~", "1999?", "1999-01-01%"]


def test_every_form_has_words_for_every_use():
    ranges = [f"[{low}..{high}]" for low in BOUNDS for high in BOUNDS if low != high and low <= (high or "9")]
    texts = [*POINTS, *ranges, ""]
    for one in texts:
        assert parse(one).text == one
        for other in [*texts, ".."]:
            sentence = describe_period(one, other, "")
            assert sentence.strip() == sentence != ""
            assert not any(mark in sentence for mark in ("X", "~", "?", "%", "[", "..", "  "))
