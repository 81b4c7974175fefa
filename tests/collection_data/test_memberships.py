"""Who belonged to what on a day, and where Russia kept bases, as the public API answers it: exact lists."""

from functools import partial

import pytest

ATLANTIC_16 = {
    *("belgium", "canada", "denmark", "france", "germany", "greece", "iceland", "italy", "luxembourg"),
    *("netherlands", "norway", "portugal", "spain", "turkey", "united-kingdom", "united-states"),
}
ATLANTIC_19 = ATLANTIC_16 | {"czechia", "hungary", "poland"}
ATLANTIC_26 = ATLANTIC_19 | {"bulgaria", "estonia", "latvia", "lithuania", "romania", "slovakia", "slovenia"}
ATLANTIC_28 = ATLANTIC_26 | {"albania", "croatia"}
UNION_15 = {
    *("austria", "belgium", "denmark", "finland", "france", "germany", "greece", "ireland", "italy"),
    *("luxembourg", "netherlands", "portugal", "spain", "sweden", "united-kingdom"),
}
UNION_25 = UNION_15 | {
    *("cyprus", "czechia", "estonia", "hungary", "latvia", "lithuania", "malta", "poland", "slovakia", "slovenia"),
}
UNION_27 = UNION_25 | {"bulgaria", "romania"}
COMMONWEALTH = {
    *("armenia", "azerbaijan", "belarus", "kazakhstan", "kyrgyzstan", "moldova", "russia", "tajikistan"),
    "uzbekistan",
}
SECURITY = {"armenia", "belarus", "kazakhstan", "kyrgyzstan", "russia", "tajikistan"}
SHANGHAI = {"china", "kazakhstan", "kyrgyzstan", "russia", "tajikistan", "uzbekistan"}
BRIC = {"brazil", "china", "india", "russia"}
BRICS_2024 = BRIC | {"egypt", "ethiopia", "iran", "south-africa", "united-arab-emirates"}
SEVEN = {"canada", "france", "germany", "italy", "japan", "united-kingdom", "united-states"}

MEMBERS = [
    ("nato", "1997-01-01", ATLANTIC_16),
    ("nato", "1999-03-11", ATLANTIC_16),
    ("nato", "1999-03-12", ATLANTIC_19),
    ("nato", "2005-01-01", ATLANTIC_26),
    ("nato", "2010-01-01", ATLANTIC_28),
    ("nato", "2018-01-01", ATLANTIC_28 | {"montenegro"}),
    ("nato", "2021-01-01", ATLANTIC_28 | {"montenegro", "north-macedonia"}),
    ("nato", "2023-04-03", ATLANTIC_28 | {"montenegro", "north-macedonia"}),
    ("nato", "2023-04-04", ATLANTIC_28 | {"montenegro", "north-macedonia", "finland"}),
    ("nato", "2024-03-07", ATLANTIC_28 | {"montenegro", "north-macedonia", "finland", "sweden"}),
    ("european-union", "2000-01-01", UNION_15),
    ("european-union", "2004-04-30", UNION_15),
    ("european-union", "2004-05-01", UNION_25),
    ("european-union", "2008-01-01", UNION_27),
    ("european-union", "2014-01-01", UNION_27 | {"croatia"}),
    ("european-union", "2020-01-31", UNION_27 | {"croatia"}),
    ("european-union", "2020-02-01", (UNION_27 | {"croatia"}) - {"united-kingdom"}),
    ("cis", "2005-01-01", COMMONWEALTH | {"georgia", "turkmenistan"}),
    ("cis", "2008-09-01", COMMONWEALTH | {"georgia"}),
    ("cis", "2010-01-01", COMMONWEALTH),
    ("cis", "2023-01-01", COMMONWEALTH),
    ("csto", "2005-01-01", SECURITY),
    ("csto", "2010-01-01", SECURITY | {"uzbekistan"}),
    ("csto", "2023-01-01", SECURITY),
    ("eaeu", "2015-01-01", {"belarus", "kazakhstan", "russia"}),
    ("eaeu", "2015-01-02", {"armenia", "belarus", "kazakhstan", "russia"}),
    ("eaeu", "2015-08-12", {"armenia", "belarus", "kazakhstan", "kyrgyzstan", "russia"}),
    ("eaeu", "2023-01-01", {"armenia", "belarus", "kazakhstan", "kyrgyzstan", "russia"}),
    ("sco", "2005-01-01", SHANGHAI),
    ("sco", "2018-01-01", SHANGHAI | {"india", "pakistan"}),
    ("sco", "2024-01-01", SHANGHAI | {"india", "iran", "pakistan"}),
    ("sco", "2024-07-04", SHANGHAI | {"belarus", "india", "iran", "pakistan"}),
    ("brics", "2010-01-01", BRIC),
    ("brics", "2011-01-01", BRIC | {"south-africa"}),
    ("brics", "2024-01-01", BRICS_2024),
    ("brics", "2025-01-06", BRICS_2024 | {"indonesia"}),
    ("g7", "1996-01-01", SEVEN),
    ("g7", "2023-01-01", SEVEN),
    ("g8", "2005-01-01", SEVEN | {"russia"}),
    ("g8", "2014-03-25", set()),
    (
        "barents-euro-arctic-council",
        "2023-10-01",
        {"denmark", "european-union", "finland", "iceland", "norway", "sweden"},
    ),
    ("states-limited-in-embassy-staff", "2021-06-01", {"czechia", "united-states"}),
    (
        "states-limited-in-embassy-staff",
        "2024-01-01",
        {"croatia", "czechia", "denmark", "greece", "norway", "slovakia", "slovenia", "united-states"},
    ),
]

IN_THE_UN_SYSTEM = {
    *("iaea", "ibrd", "icao", "ida", "ifc", "ilo", "imf", "imo", "itu", "miga", "un-general-assembly"),
    *("un-security-council", "unctad", "unesco", "unido", "united-nations", "upu", "who", "wipo", "wmo"),
}
RUSSIA_2005 = IN_THE_UN_SYSTEM | {
    *("apec", "arctic-council", "bank-for-international-settlements", "barents-euro-arctic-council", "bsec", "cis"),
    *("council-of-europe", "council-of-the-baltic-sea-states", "csto", "ebrd", "ecosoc"),
    *("eurasian-economic-community", "financial-action-task-force", "g20", "g8", "interpol", "opcw", "paris-club"),
    *("sco", "un-tourism", "union-state", "zangger-committee"),
}
RUSSIA_2023 = IN_THE_UN_SYSTEM | {
    *("aiib", "apec", "arctic-council", "barents-euro-arctic-council", "brics", "bsec", "cis", "csto", "eaeu"),
    *("ebrd", "eurasian-development-bank", "fao", "financial-action-task-force", "g20"),
    *("gas-exporting-countries-forum", "ifad", "interpol", "new-development-bank", "opcw", "paris-club", "sco"),
    *("union-state", "wto", "zangger-committee"),
}
TALKS = {"asean", "ioc", "mtcr", "nuclear-suppliers-group", "osce", "red-cross-movement", "wassenaar-arrangement"}
MISSIONS_2023 = {"minurso", "minusca", "monusco", "unficyp", "unisfa", "unmiss", "untso"}
OF_RUSSIA = [
    ("2005-01-01", "member", RUSSIA_2005),
    ("2005-01-01", "participant", TALKS | {"unamsil", "untso"}),
    ("2005-01-01", "observer", set()),
    ("2023-01-01", "member", RUSSIA_2023),
    ("2023-01-01", "participant", TALKS | {"east-asia-summit"} | MISSIONS_2023),
    ("2023-01-01", "observer", {"non-aligned-movement", "oic"}),
    ("2023-01-01", "suspended", {"bank-for-international-settlements", "un-tourism"}),
    ("2023-01-01", "expelled", {"council-of-europe"}),
    ("2023-01-01", "withdrawn", {"council-of-the-baltic-sea-states", "un-human-rights-council"}),
]

# One claim of each day is enough for a host; which bases it names is told apart below.
HOSTS_2007 = {
    *("armenia", "azerbaijan", "belarus", "georgia", "kazakhstan", "kyrgyzstan", "moldova", "syria"),
    *("tajikistan", "transnistria", "ukraine"),
}
# Left out are claims that only may hold on the day, and those that a better one contradicts.
SURE = {"certain", "presumed"}
HELD = {"preferred", "normal"}


@pytest.fixture
def ask(client):
    """All results of a list of the public API, page by page."""

    def asked(path: str, **parameters: str) -> list[dict]:
        found, url, data = [], f"/api/v1/{path}/", {**parameters, "limit": "100"}
        while url:
            answer = client.get(url, data)
            assert answer.status_code == 200, answer.content
            content = answer.json()
            found += content["results"]
            url, data = content["next"], {}
        return found

    return asked


def test_the_lists_are_as_long_as_their_names():
    assert [len(names) for names in (ATLANTIC_16, ATLANTIC_19, ATLANTIC_26, ATLANTIC_28)] == [16, 19, 26, 28]
    assert [len(names) for names in (UNION_15, UNION_25, UNION_27)] == [15, 25, 27]


@pytest.mark.parametrize(("organization", "day", "expected"), MEMBERS)
def test_members_on_a_day(whole_record, db, client, organization, day, expected):
    answer = client.get(f"/api/v1/organizations/{organization}/", {"as_of": day})
    assert answer.status_code == 200, answer.content
    members = [claim for claim in answer.json()["claims"] if claim["part"] == "members"]
    sure = [c for c in members if c["status"] == "member" and c["holds"] in SURE and c["standing"] in HELD]
    assert sorted(claim["member"]["slug"] for claim in sure) == sorted(expected)


@pytest.mark.parametrize(("day", "status", "expected"), OF_RUSSIA)
def test_memberships_of_russia_on_a_day(whole_record, db, client, ask, day, status, expected):
    claims = ask("claims", predicate="member", actor="russia", status=status, as_of=day)
    own = [claim for claim in claims if claim["subject"]["slug"] == "russia"]
    sure = [claim for claim in own if claim["holds"] in SURE and claim["standing"] in HELD]
    assert sorted(claim["object"]["slug"] for claim in sure) == sorted(expected)


def test_ukraines_place_in_the_commonwealth_is_contested(whole_record, db, client):
    answer = client.get("/api/v1/organizations/cis/", {"as_of": "2005-01-01"}).json()
    of_ukraine = [c for c in answer["claims"] if c["part"] == "members" and c["member"]["slug"] == "ukraine"]
    assert [claim["standing"] for claim in of_ukraine] == ["contested"]


def test_the_security_council_always_has_fifteen_members(whole_record, db, client):
    sizes = {}
    for year in range(1991, 2027):
        answer = client.get("/api/v1/organizations/un-security-council/", {"as_of": f"{year}-06-30"}).json()
        sizes[year] = sum(claim["part"] == "members" and claim["holds"] in SURE for claim in answer["claims"])
    assert sizes == dict.fromkeys(range(1991, 2027), 15)


def test_hosts_of_russian_bases(whole_record, db, client, ask):
    bases = partial(ask, "claims", predicate="base", actor="russia")
    on_new_year_2007 = [claim for claim in bases(as_of="2007-01-01") if claim["holds"] in SURE]
    assert {claim["object"]["slug"] for claim in on_new_year_2007} == HOSTS_2007
    assert {claim["subject"]["slug"] for claim in on_new_year_2007} == {"russia"}
    names = {claim["name"] for claim in on_new_year_2007 if claim["object"]["slug"] == "georgia"}
    assert names == {"62nd base, Akhalkalaki", "12th base, Batumi"}
    assert {"cuba", "vietnam"} <= {c["object"]["slug"] for c in bases(as_of="2001-01-01") if c["holds"] in SURE}
    later = {claim["object"]["slug"] for claim in bases(as_of="2016-01-01") if claim["holds"] in SURE}
    assert {"abkhazia", "south-ossetia", "syria"} <= later
    assert later.isdisjoint({"azerbaijan", "cuba", "georgia", "ukraine", "vietnam"})
