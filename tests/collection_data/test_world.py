"""The world of actors: who there is, by what codes and names, since when, and who followed whom."""

import csv
from collections import defaultdict
from datetime import date
from graphlib import TopologicalSorter

import pytest

from publication.chronology.period import FUTURE, PAST, Period
from tests.conftest import ROOT

COW = ROOT.parent / "shared" / "datasets" / "cow"


def words(text: str) -> set[str]:
    return {word.strip() for word in text.split(",")}


# Those of the UN's M49 list that hold states: subregions, and where it has them the regions within.
REGIONS = words(
    "Australia and New Zealand, Caribbean, Central America, Central Asia, Eastern Africa, Eastern Asia, "
    "Eastern Europe, Melanesia, Micronesia, Middle Africa, Northern Africa, Northern America, Northern Europe, "
    "Polynesia, South America, South-eastern Asia, Southern Africa, Southern Asia, Southern Europe, "
    "Western Africa, Western Asia, Western Europe"
)
PAST_STATES = words(
    "czechoslovakia, east-germany, nazi-germany, north-yemen, serbia-and-montenegro, south-yemen, soviet-union, "
    "west-germany, yugoslavia"
)
CONTESTED = words(
    "abkhazia, artsakh, donetsk-peoples-republic, kosovo, luhansk-peoples-republic, northern-cyprus, palestine, "
    "south-ossetia, taiwan, transnistria, western-sahara"
)
# Parts of China with seats of their own, and states that New Zealand is associated with.
ASSOCIATED = words("hong-kong, macau, cook-islands, niue")
# Israel, Palestine and Western Sahara: which city is the capital is contested.
WITHOUT_CAPITAL = words("hong-kong, israel, macau, palestine, western-sahara")
# Codes that changed hands, or ended, and whose they were on which day ('-': nobody's).
HANDS = """
cow 365: 1991-12-25 soviet-union, 1991-12-26 russia, 2016-12-31 russia
gw 365: 1991-12-25 soviet-union, 1991-12-26 russia
iso2 SU: 1991-12-25 soviet-union, 1992-01-01 -
cow 255: 1940-01-01 nazi-germany, 1945-05-09 -, 1990-10-02 -, 1990-10-03 germany
cow 260: 1990-10-02 west-germany, 1990-10-03 -
gw 260: 1990-10-02 west-germany, 1990-10-03 germany
cow 265: 1990-10-02 east-germany, 1990-10-03 -
iso2 DE: 1990-10-02 west-germany, 1990-10-03 germany
iso2 DD: 1990-10-02 east-germany, 1990-10-03 -
cow 345: 1992-04-26 yugoslavia, 1992-04-27 serbia-and-montenegro, 2006-06-04 serbia-and-montenegro, 2006-06-05 serbia
gw 345: 1992-04-26 yugoslavia, 2006-06-04 serbia-and-montenegro, 2006-06-05 -
gw 340: 2006-06-04 -, 2006-06-05 serbia
iso2 YU: 1992-04-26 yugoslavia, 2003-07-22 serbia-and-montenegro, 2003-07-23 -
iso2 CS: 1992-12-31 czechoslovakia, 2000-01-01 -, 2003-07-23 serbia-and-montenegro, 2006-06-04 -
cow 678: 1990-05-21 north-yemen, 1990-05-22 -
cow 679: 1990-05-21 -, 1990-05-22 yemen
cow 680: 1990-05-21 south-yemen, 1990-05-22 -
gw 678: 1990-05-21 north-yemen, 1990-05-22 yemen
iso2 YD: 1990-05-21 south-yemen, 1990-05-22 -
iso2 ZR: 1997-07-13 democratic-republic-of-the-congo, 1997-07-14 -
cow 347: 2008-01-31 -, 2010-01-01 kosovo
"""
KNOWN = """
USA united-states, Great Britain united-kingdom, PRC china, ROC taiwan, DPRK north-korea, Byelorussia belarus,
Moldavia moldova, Kirghizia kyrgyzstan, Turkmenia turkmenistan, Ivory Coast cote-d-ivoire, Holland netherlands,
Zaire democratic-republic-of-the-congo, Burma myanmar, Western Samoa samoa, Türkiye turkey, Swaziland eswatini,
Белоруссия belarus, СССР soviet-union, Republic of Macedonia north-macedonia, Nagorno-Karabakh artsakh
"""


def period(claim: dict) -> Period:
    """The period that the API prints, as day numbers."""
    ends = [("start_earliest", PAST), ("start_latest", FUTURE), ("end_earliest", PAST), ("end_latest", FUTURE)]
    printed = claim["period"]
    days = [date.fromisoformat(printed[key]).toordinal() if printed[key] else edge for key, edge in ends]
    return Period(*days, printed["ongoing"])


def claims_of(country: dict, part: str) -> list[dict]:
    return [claim for claim in country["claims"] if claim["part"] == part]


def codes(whole) -> dict[tuple[str, str], list[tuple[str, Period]]]:
    """Whose each code is, and when: by scheme and value."""
    found = defaultdict(list)
    for country in whole.of("country"):
        for claim in claims_of(country, "identifiers"):
            found[claim["scheme"], claim["value"]].append((country["slug"], period(claim)))
    return found


def successions(whole) -> list[tuple[str, str, dict]]:
    return [
        (country["slug"], claim["object"]["slug"], claim)
        for country in whole.of("country")
        for claim in claims_of(country, "predecessors")
    ]


def members_on(whole, organization: str, day: str, *statuses: str) -> set[str]:
    """Who was in an organization for certain, or as far as anybody knows."""
    number = date.fromisoformat(day).toordinal()
    return {
        claim["subject"]["slug"]
        for claim in whole.entries[f"organization/{organization}"]["claims"]
        if claim["part"] == "members"
        and claim["status"] in statuses
        and claim["standing"] != "rejected"
        and period(claim).holds(number) in ("certain", "presumed")
    }


@pytest.mark.parametrize(
    ("day", "count"),
    [("1990-10-02", 160), ("1990-10-03", 159), ("1991-12-31", 166), ("2000-11-02", 189), ("2006-06-29", 192)],
)
def test_the_united_nations_had_so_many_members(whole, day, count):
    assert len(members_on(whole, "united-nations", day, "member")) == count


def test_the_united_nations_has_193_members_and_two_observer_states_in_2024(whole):
    assert len(members_on(whole, "united-nations", "2024-01-01", "member")) == 193
    states = {country["slug"] for country in whole.of("country")}
    assert states & members_on(whole, "united-nations", "2024-01-01", "observer") == {"holy-see", "palestine"}


def test_who_is_no_member_says_what_it_is(whole):
    now = members_on(whole, "united-nations", "2024-01-01", "member", "observer")
    others = {country["slug"] for country in whole.of("country")} - now
    assert (PAST_STATES | CONTESTED | ASSOCIATED) - {"palestine"} <= others
    for slug in others:
        assert all(claim["status"] for claim in claims_of(whole.entries[f"country/{slug}"], "existence")), slug
        assert claims_of(whole.entries[f"country/{slug}"], "existence"), slug


def test_every_country_has_its_names_region_and_point(whole):
    for country in whole.of("country"):
        assert country["title"], country["slug"]
        assert any("а" <= letter.lower() <= "я" for letter in country["title_ru"]), country["slug"]
        assert country["region"] in REGIONS, country["slug"]
        assert -60 <= float(country["latitude"]) <= 75, country["slug"]
        assert -180 <= float(country["longitude"]) <= 180, country["slug"]
    assert {country["slug"] for country in whole.of("country") if not country["capital"]} == WITHOUT_CAPITAL


def test_no_name_stands_twice_on_a_country(whole):
    for country in whole.of("country"):
        names = [(c["name"], c["kind"], c["language"], c["period"]["start"]) for c in claims_of(country, "names")]
        assert len(names) == len(set(names)), country["slug"]


def test_a_member_has_every_code(whole):
    for slug in members_on(whole, "united-nations", "2024-01-01", "member"):
        schemes = {claim["scheme"] for claim in claims_of(whole.entries[f"country/{slug}"], "identifiers")}
        assert schemes == {"iso2", "iso3", "m49", "cow", "gw", "wikidata"}, slug


def test_a_code_has_the_form_of_its_scheme(whole):
    forms = {"iso2": (2, str.isupper), "iso3": (3, str.isupper), "m49": (3, str.isdecimal)}
    for scheme, value in codes(whole):
        if scheme in forms:
            length, fits = forms[scheme]
            assert (len(value), fits(value)) == (length, True), (scheme, value)
        else:
            assert value.removeprefix("Q" if scheme == "wikidata" else "").isdecimal(), (scheme, value)


def test_a_code_names_one_actor_on_any_day(whole):
    """Not even perhaps two: where a code changed hands, the days say when."""
    for code, holders in codes(whole).items():
        for number, (one, first) in enumerate(holders):
            for other, second in holders[number + 1 :]:
                apart = first.e2 < second.s1 or second.e2 < first.s1
                assert one == other or apart, (code, one, other)


@pytest.mark.parametrize("line", HANDS.strip().splitlines())
def test_a_code_that_changed_hands_is_read_by_the_day(whole, line):
    code, _, hands = line.partition(": ")
    scheme, value = code.split()
    for hand in hands.split(", "):
        day, actor = hand.split()
        number = date.fromisoformat(day).toordinal()
        holders = [slug for slug, held in codes(whole)[scheme, value] if held.holds(number)]
        assert holders == ([] if actor == "-" else [actor]), (code, day)


def test_nobody_follows_a_follower_of_theirs(whole):
    above = defaultdict(set)
    for follower, predecessor, _ in successions(whole):
        above[follower].add(predecessor)
    TopologicalSorter(above).prepare()  # Raises CycleError, which names the circle.


def test_a_successor_begins_when_it_follows(whole):
    """And what one state continues, or is united of, ends as it begins."""
    lives = {country["slug"]: [period(c) for c in claims_of(country, "existence")] for country in whole.of("country")}
    for follower, predecessor, claim in successions(whole):
        day = period(claim)
        assert any(life.s1 <= day.e2 and day.s1 <= life.s2 for life in lives[follower]), (follower, predecessor)
        begun = [life.s1 for life in lives[predecessor]]
        assert not begun or min(begun) <= day.e2, (follower, predecessor)
        if predecessor in PAST_STATES and claim["kind"] in ("continuator", "united"):
            assert any(life.e1 - 2 <= day.e2 and day.s1 <= life.e2 + 2 for life in lives[predecessor]), follower


@pytest.mark.parametrize(("before", "count"), [("soviet-union", 15), ("yugoslavia", 5), ("czechoslovakia", 2)])
def test_how_many_followed(whole, before, count):
    assert len({follower for follower, predecessor, _ in successions(whole) if predecessor == before}) == count


@pytest.mark.parametrize("slug", sorted(CONTESTED))
def test_a_contested_status_is_a_claim_with_its_holders(whole, slug):
    country = whole.entries[f"country/{slug}"]
    assert {claim["standing"] for claim in claims_of(country, "existence")} == {"contested"}
    assert all(claim["standing_reason"] for claim in claims_of(country, "existence"))
    holders = {claim["concerns"]["slug"] for claim in claims_of(country, "remarks") if claim.get("concerns")}
    assert len(holders) >= 2, slug


@pytest.mark.parametrize("line", sorted(words(KNOWN.strip())))
def test_a_reader_finds_a_country_by_the_name_that_they_know(whole, client, line):
    name, _, slug = line.rpartition(" ")
    found = client.get("/api/v1/countries/", {"q": name, "limit": 100}).json()["results"]
    assert slug in [entry["slug"] for entry in found]


@pytest.mark.skipif(not COW.is_dir(), reason="the Correlates of War's files are not at ../shared/datasets/cow")
def test_the_correlates_of_war_codes_are_the_datasets(whole):
    """Each code is in the state list, and held by nobody before or after the years that the list gives."""
    spans = defaultdict(list)
    with (COW / "states2016.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spans[row["ccode"]].append((int(row["styear"]), int(row["endyear"])))
    held = {value: holders for (scheme, value), holders in codes(whole).items() if scheme == "cow"}
    assert held.keys() <= spans.keys()
    members = members_on(whole, "united-nations", "2016-12-31", "member")
    running = {code for code, years in spans.items() if years[-1][1] == 2016}
    last = date(2016, 12, 31).toordinal()
    now = {code: [slug for slug, time in holders if time.holds(last)] for code, holders in held.items()}
    assert {code for code, slugs in now.items() if slugs} == running
    assert {slugs[0] for slugs in now.values() if slugs} == members | {"kosovo", "taiwan"}
    for code, holders in held.items():
        for slug, time in holders:
            years = [date.fromordinal(day).year for day in (time.s1, time.e2) if 0 < day < FUTURE]
            assert all(spans[code][0][0] <= year <= spans[code][-1][1] for year in years), (code, slug)
