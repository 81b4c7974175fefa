"""The Correlates of War through the import: the whole of it, with the mappings that come along.

Cite: Correlates of War Project, State System Membership v2016; Pevehouse et al. 2020 (IGO v3); Gibler 2009
(alliances v4.1); Palmer et al. 2021 (MID v5).
"""

import pytest

from desk.importing.catalogue import mapping_named
from desk.importing.publication import publish_import, unpublish_import
from desk.importing.undo import undo
from desk.models import Entry
from events.models import Agreement, Event, Obligation, Participation, Party
from publication.models import Revision
from relations.models import Country, Membership, Organization
from tests.conftest import ROOT
from tests.importing.conftest import checked, outcomes, written

COW = ROOT.parent / "shared" / "datasets" / "cow"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.apart,
    pytest.mark.skipif(not COW.is_dir(), reason="the Correlates of War's files are not at ../shared/datasets/cow"),
]
FILES = [
    ("states2016.csv", "country", "COW states", 243),
    ("igo_names_v3.csv", "organization", "COW organizations", 534),
    ("igo_v3_membership_intervals.csv", "organization", "COW memberships", 19_042),
    ("alliance_v4.1_by_member.csv", "agreement", "COW alliances", 1_221),
    ("mid_disputes_v5.csv", "event", "COW disputes", 2_436),
    ("mid_participants_v5.csv", "event", "COW dispute participants", 5_883),
]


def test_all_of_it_becomes_drafts_and_again_changes_nothing():
    for name, kind, mapping, rows in FILES:
        job = written((COW / name).read_bytes(), kind, mapping_named(mapping), name)
        assert job.counts == {"new": rows}, name
    assert [model.objects.count() for model in (Country, Organization, Membership)] == [217, 534, 19_042]
    assert [model.objects.count() for model in (Agreement, Party, Obligation)] == [414, 1_221, 1_221]
    assert [model.objects.count() for model in (Event, Participation)] == [2_436, 5_883]
    assert set(Entry.objects.values_list("state", flat=True)) == {Entry.State.DRAFT}
    assert Revision.objects.count() == 0
    nato = Organization.objects.get(slug="igo-nato")
    france = nato.claims.filter(membership__member__slug="france").values_list("start", "end", "seen")
    assert list(france) == [("1949", "", "2014")]
    for name, kind, mapping, rows in FILES[:2]:
        again = checked((COW / name).read_bytes(), kind, mapping_named(mapping), name)
        assert again.counts == {"unchanged": rows}, name


def test_disputes_are_published_as_one_batch_and_taken_back_as_one():
    name, kind, mapping, rows = FILES[4]
    job = written((COW / name).read_bytes(), kind, mapping_named(mapping), name)
    done = publish_import(job, by="test")
    assert (len(done), {revision.batch_end for revision in done}) == (rows + 1, {rows + 1})
    back = unpublish_import(job, by="test", reason="Imported by mistake.")
    assert (len(back), {revision.operation for revision in back}) == (rows + 1, {"withdraw"})


def test_an_import_of_hundreds_is_undone():
    name, kind, mapping, _ = FILES[0]
    job = written((COW / name).read_bytes(), kind, mapping_named(mapping), name)
    assert len(outcomes(job)) == 243
    undo(job)
    assert Entry.objects.count() == 0
