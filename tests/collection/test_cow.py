"""'Members on that day' against the Correlates of War: two files of one fact, published separately.

`states2016.csv` says from when to when each state belonged to the international system; `system2016.csv`
lists the members of every year. Loaded as one organization's memberships, the first must give the second.
Cite: Correlates of War Project, State System Membership List, v2016.
"""

import csv
from collections import defaultdict
from datetime import date

import pytest
from django.db import transaction

from desk.collection.load import load
from publication.chronology import Period
from publication.models import About, Claim, Face, Revision
from tests.conftest import ROOT

COW = ROOT.parent / "shared" / "datasets" / "cow"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not COW.is_dir(), reason="the Correlates of War's files are not at ../shared/datasets/cow"),
    pytest.mark.usefixtures("system_record"),
]


def rows(name: str) -> list[dict]:
    with (COW / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_system(root) -> None:
    """Write the state list as a collection: countries with their codes, one organization, one source."""
    for folder in ("countries", "organizations", "sources"):
        (root / folder).mkdir()
    (root / "sources/cow-2016.yaml").write_text("title: State System Membership List\ntype: dataset\n")
    (root / "organizations/international-system.yaml").write_text("title: International system\ntype: group\n")
    members = ["member,start,end,cite"]
    for row in rows("states2016.csv"):
        slug = f"cow-{row['ccode']}"
        (root / f"countries/{slug}.yaml").write_text(
            f"title: {row['statenme']}\n"
            f"identifiers:\n- scheme: cow\n  value: {row['ccode']}\n  cite: cow-2016 | states2016\n"
        )
        start, end = (
            f"{row[f'{side}year']}-{int(row[f'{side}month']):02}-{int(row[f'{side}day']):02}" for side in ("st", "end")
        )
        members.append(f"{slug},{start},{end},cow-2016 | states2016")
    (root / "organizations/international-system.members.csv").write_text("\n".join(members) + "\n")


@pytest.fixture(scope="module")
def system_record(tmp_path_factory, django_db_setup, django_db_blocker):
    """The state list, loaded once for this module and rolled back at its end."""
    folder = tmp_path_factory.mktemp("cow")
    write_system(folder)
    with django_db_blocker.unblock(), transaction.atomic():
        outcome = load(folder)
        assert (len(outcome.new), [revision.seq for revision in outcome.revisions]) == (219, list(range(1, 220)))
        yield
        transaction.set_rollback(True)


def test_members_of_every_year_are_those_that_the_project_lists():
    seq = Revision.objects.head().seq
    system = Face.objects.at(seq).get(slug="international-system").entry
    codes = dict(Claim.objects.at(seq).filter(predicate="identified").values_list("subject", "body"))
    assert len(codes) == 217
    slugs = dict(Face.objects.at(seq).filter(kind="country").values_list("entry", "slug"))
    listed = defaultdict(set)
    for row in rows("system2016.csv"):
        listed[int(row["year"])].add(f"cow-{row['ccode']}")
    assert sum(len(states) for states in listed.values()) == 15_951
    assert sorted(listed) == list(range(1816, 2017))
    asked = About.objects.at(seq).filter(entry=system, predicate="member", side="o")
    for year, states in listed.items():
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        found = asked.possible_on(first, last).values_list("other", "s1", "s2", "e1", "e2", "ongoing")
        certain = [slugs[other] for other, *days in found if Period(*days).overlaps(first, last) == "certain"]
        # A state with two intervals in one year would stand twice here: it is one member all the same.
        assert set(certain) == states, year
        assert len(found) == len(certain)
    assert asked.count() == 243


def test_a_state_with_gaps_is_a_member_on_the_days_of_its_intervals_alone():
    """Cuba: 1902-05-20 to 1906-09-25 and from 1909-01-23 on."""
    cuba = Face.objects.open().get(slug="cow-40").entry
    asked = About.objects.open().filter(entry=cuba, predicate="member", side="s")

    def on(day: str) -> int:
        number = date.fromisoformat(day).toordinal()
        return sum(
            Period(*days).holds(number) == "certain"
            for days in asked.possible_on(number, number).values_list("s1", "s2", "e1", "e2", "ongoing")
        )

    days = (
        "1902-05-19",
        "1902-05-20",
        "1906-09-25",
        "1906-09-26",
        "1909-01-22",
        "1909-01-23",
        "2016-12-31",
        "2017-01-01",
    )
    assert [on(day) for day in days] == [0, 1, 1, 0, 0, 1, 1, 0]
