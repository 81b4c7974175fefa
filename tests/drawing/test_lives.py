"""When an agreement bound whom: the rules that its drawing follows."""

from datetime import date
from xml.etree import ElementTree

from events.lives import in_order, life_chart, lives_of, pledge_words, rival_steps
from publication.chronology import FUTURE, PAST, from_day, parse, period
from publication.reading.moment import Moment

TODAY = date(2026, 11, 22)
MOMENT = Moment(TODAY, 1, 1, None, today=TODAY)
EDGES = ("start_earliest", "start_latest", "end_earliest", "end_latest")


def claim(kind: str, start: str = "", actor: str = "", end: str | None = None, standing: str = "normal") -> dict:
    """A step or a party as a page has it; a step ends when it begins."""
    end = start if end is None else end
    span = period(parse(start), parse(end, end=True), parse(""))
    edges = zip(EDGES, map(from_day, (span.s1, span.s2, span.e1, span.e2)), strict=True)
    return {
        "id": f"{kind}{start}{actor}",
        "kind": kind,
        "standing": standing,
        "object": {"id": actor, "title": actor} if actor else None,
        "period": {
            "start": start,
            "end": end,
            "seen": "",
            "ongoing": span.ongoing,
            **{edge: day and day.isoformat() for edge, day in edges},
        },
    }


def lines(parties: list[dict], steps: list[dict]) -> dict[str, list[tuple]]:
    """Each line's periods as (from, to, thick or thin); '?' is an open end."""

    def said(day: int) -> str:
        return "?" if day in (PAST, FUTURE) else date.fromordinal(day).isoformat()

    return {
        life.name: [(said(bar.s2), said(bar.e2), "thin" if bar.thin else "thick") for bar in life.bars]
        for life in lives_of(parties, in_order(steps))
    }


def test_a_party_is_bound_from_entry_into_force_to_its_withdrawal():
    steps = [
        claim("signed", "1987-12-08"),
        claim("in_force", "1988-06-01"),
        claim("suspended", "2019-02-02", "us"),
        claim("withdrawn", "2019-08-02", "us"),
    ]
    assert lines([claim("", actor="us")], steps)["us"] == [
        ("1987-12-08", "1988-05-31", "thin"),
        ("1988-06-01", "2019-02-01", "thick"),
        ("2019-02-02", "2019-08-01", "thin"),
    ]


def test_a_party_that_ratified_later_is_bound_from_then_and_one_that_only_signed_is_not():
    steps = [
        claim("in_force", "1953-09-03"),
        claim("signed", "1996-02-28", "late"),
        claim("ratified", "1998-05-05", "late"),
        claim("signed", "2000-09-13", "never"),
    ]
    found = lines([], steps)
    assert found["late"] == [("1996-02-28", "1998-05-04", "thin"), ("1998-05-05", "?", "thick")]
    assert found["never"] == [("2000-09-13", "?", "thin")]


def test_parties_without_steps_of_their_own_share_one_line():
    parties = [claim("", actor=name) for name in ("one", "two", "three", "four")]
    assert list(lines(parties, [claim("signed", "1990")])) == ["All parties"]
    both = lines(parties, [claim("signed", "1990"), claim("suspended", "2007", "four")])
    assert list(both) == ["one, two, three", "four"]


def test_a_partys_own_dates_count():
    steps = [claim("signed", "1992-05-15"), claim("in_force", "1994-04-20"), claim("superseded", "2002-10-07")]
    found = lines([claim("", "1993-09-24", "late", "1999-04-02"), claim("", actor="whole")], steps)
    assert found["late"] == [("1993-09-24", "1994-04-19", "thin"), ("1994-04-20", "1999-04-02", "thick")]
    assert found["whole"] == [("1992-05-15", "1994-04-19", "thin"), ("1994-04-20", "2002-10-06", "thick")]


def test_contested_steps_have_a_mark_but_move_nothing():
    steps = [
        claim("in_force", "2011-02-05"),
        claim("expired", "[..2024-03-08]", standing="contested"),
        claim("expired", "2026-02-05", standing="preferred"),
    ]
    [life] = lives_of([], in_order(steps))
    assert [(bar.s2, bar.e2) for bar in life.bars] == [
        (date(2011, 2, 5).toordinal(), date(2026, 2, 4).toordinal()),
    ]
    assert [(mark.name, mark.contested) for mark in life.marks] == [("1", False), ("2", True), ("3", False)]


def test_steps_are_numbered_in_order_of_time_and_undated_ones_stand_last():
    steps = [claim("unfulfilled"), claim("in_force", "1991"), claim("signed", "1990-11-19")]
    assert [(row["n"], row["words"]) for row in in_order(steps)] == [
        ("1", "Signed"),
        ("2", "In force"),
        ("", "Unfulfilled"),
    ]


def test_rival_dates_of_one_step_stand_side_by_side():
    steps = [
        claim("signed", "1997-05-20", standing="contested"),
        claim("signed", "1997-05-27", standing="preferred"),
        claim("signed", "1997-06-01", "north"),
    ]
    [rival] = rival_steps(steps)
    assert rival["question"] == "Signed: when?"
    assert [one["period"]["start"] for one in rival["readings"]] == ["1997-05-27", "1997-05-20"]
    assert rival_steps([claim("in_force", "2011"), claim("in_force", "2021")]) == []


def test_the_life_is_drawn_twice_and_not_at_all_without_a_date():
    steps = in_order([claim("signed", "1990"), claim("moratorium", "2007-07", "north")])
    drawn = life_chart([claim("", actor="north")], steps, MOMENT, "Treaty")
    for markup, css in zip(drawn, ("wide", "narrow"), strict=True):
        root = ElementTree.fromstring(markup)
        assert root.get("class") == f"chart {css}"
        assert [shape.text for shape in root if shape.get("class") == "disct"] == ["1", "2"]
    assert life_chart([], in_order([claim("unfulfilled")]), MOMENT, "Promise") == []


def test_steps_before_the_common_era_of_charts_and_after_today_are_drawn():
    for start in ("0001", "9999", "1648-10-24"):
        assert life_chart([], in_order([claim("signed", start)]), MOMENT, "Peace")


def test_pledges_are_named_by_their_flags():
    assert pledge_words({"defence": True, "non_aggression": True}) == "defence, non-aggression"
    assert pledge_words({}) == ""
