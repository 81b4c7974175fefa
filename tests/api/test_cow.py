"""'As of' over the API against the Correlates of War: members of the international system, alliance partners.

Cite: Correlates of War Project, State System Membership v2016; Gibler 2009 (alliances v4.1).
"""

import json
from collections import defaultdict
from datetime import date

import pytest
from django.db import transaction

from desk.collection.load import load
from tests.collection.test_cow import COW, rows, write_system

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not COW.is_dir(), reason="the Correlates of War's files are not at ../shared/datasets/cow"),
]
LAST = date(2012, 12, 31)


def day_of(row: dict, side: str) -> date | None:
    parts = [row[f"mem_{side}_{part}"] for part in ("year", "month", "day")]
    return date(*map(int, parts)) if all(parts) else None


def write_alliances(root) -> None:
    """Write each alliance as an agreement with a pledge, its members as parties for their time."""
    (root / "agreements").mkdir()
    (root / "sources/cow-alliances.yaml").write_text("title: Formal Alliances\ntype: dataset\n")
    members = defaultdict(list)
    for row in rows("alliance_v4.1_by_member.csv"):
        members[row["version4id"]].append(row)
    for number, its in members.items():
        lines = [f"title: Alliance {number}", "parties:"]
        for row in its:
            end = day_of(row, "end")
            lines += [f"- actor: cow-{row['ccode']}", f"  start: {day_of(row, 'st')}", "  cite: cow-alliances | v4.1"]
            lines += [f"  end: {end}"] if end else ["  end: ..", f"  seen: {LAST}"]
        lines += ["obligations:", "- text: They pledge.", "  consultation: true", "  cite: cow-alliances | v4.1"]
        (root / f"agreements/alliance-{number}.yaml").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def cow_record(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("cow")
    write_system(folder)
    write_alliances(folder)
    with django_db_blocker.unblock(), transaction.atomic():
        assert len(load(folder).new) == 219 + 414 + 1
        yield
        transaction.set_rollback(True)


@pytest.fixture
def lines(cow_record, client):
    def lines(query: str) -> list[dict]:
        response = client.get(f"/api/v1/claims/?format=ndjson&{query}")
        assert response.status_code == 200, response.content
        return [json.loads(line) for line in b"".join(response).splitlines()]

    return lines


def test_members_of_the_system_in_every_year(lines):
    listed, spans = defaultdict(set), []
    for row in rows("system2016.csv"):
        listed[int(row["year"])].add(f"cow-{row['ccode']}")
    for row in rows("states2016.csv"):
        first, last = (
            date(*(int(row[f"{side}{part}"]) for part in ("year", "month", "day"))) for side in ("st", "end")
        )
        spans.append((f"cow-{row['ccode']}", first, last))
    assert sorted(listed) == list(range(1816, 2017))
    query = "organization=international-system&fields=subject"
    for year, states in listed.items():
        within = lines(f"{query}&date_after={year}&date_before={year}")
        assert {claim["subject"]["slug"] for claim in within} == states, year
        day = date(year, 12, 31)
        found = lines(f"{query}&as_of={day}")
        assert {claim["holds"] for claim in found} == {"certain"}
        assert sorted(claim["subject"]["slug"] for claim in found) == sorted(
            state for state, first, last in spans if first <= day <= last
        )


def test_members_of_the_system_on_a_day_are_countries_too(cow_record, client):
    found = client.get("/api/v1/countries/?organization=international-system&as_of=1914-08-01&limit=1000&fields=slug")
    listed = {f"cow-{row['ccode']}" for row in rows("system2016.csv") if row["year"] == "1914"}
    assert {country["slug"] for country in json.loads(found.content)["results"]} == listed


def test_alliance_partners_of_russia_in_every_year(lines):
    members = [
        (row["version4id"], f"cow-{row['ccode']}", day_of(row, "st"), day_of(row, "end") or LAST)
        for row in rows("alliance_v4.1_by_member.csv")
    ]
    seen = 0
    for year in range(1816, 2013):
        day = date(year, 12, 31)
        there = [(alliance, state) for alliance, state, first, last in members if first <= day <= last]
        mine = {alliance for alliance, state in there if state == "cow-365"}
        partners = {state for alliance, state in there if alliance in mine} - {"cow-365"}
        own = lines(f"predicate=party&actor=cow-365&as_of={day}&fields=owner")
        pacts = {claim["owner"]["slug"] for claim in own}
        assert pacts == {f"alliance-{alliance}" for alliance in mine}, year
        parties = lines(f"predicate=party&as_of={day}&fields=owner,object")
        found = {claim["object"]["slug"] for claim in parties if claim["owner"]["slug"] in pacts} - {"cow-365"}
        assert found == partners, year
        seen += len(partners)
    assert seen > 1000


def test_a_code_of_the_dataset_is_the_country(cow_record, client):
    found = client.get("/api/v1/crosswalk/?scheme=cow&code=365&on=1914-08-01")
    [one] = json.loads(found.content)["results"]
    assert one["actor"]["slug"] == "cow-365"
