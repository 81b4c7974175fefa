"""Files and desk that both changed: told, left alone, and nothing else is kept from loading."""

import shutil
import uuid

import pytest
from django.db import transaction

from desk.collection.files import CollectionRefused
from desk.collection.load import load
from desk.models import Claim, Entry
from desk.publishing import merge, publish, restore, withdraw
from publication.models import Face, Revision
from tests.collection.conftest import ADVICE, DYAD, NORTH, SOUTH, done, one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]


def test_what_the_desk_changed_survives_a_load_of_unchanged_files(collection):
    Entry.objects.filter(slug="south").update(title="The South")
    publish(one("south"), by="editor")
    Entry.objects.filter(slug="north").update(title="The North")
    assert done(load(collection.root)) == ([], [], 17, [], [])
    assert (one("south").title, one("north").title) == ("The South", "The North")
    assert Face.objects.open().get(slug="north").title == "North"


def test_a_conflict_is_reported_and_left_alone_while_others_load(collection):
    Entry.objects.filter(slug="south").update(title="The South")
    collection.change(SOUTH, "title: South", "title: Southland")
    collection.change(NORTH, "title: North", "title: Northland")
    conflict = f"{SOUTH}:1: changed both here and at the desk since the last load. {ADVICE}"
    assert done(load(collection.root)) == ([], ["Northland"], 15, [conflict], [(18, "north")])
    assert one("south").title == "The South"
    assert Face.objects.open().get(slug="south").title == "South"
    # It stays until somebody decides; made the same on both sides it is none.
    assert done(load(collection.root)) == ([], [], 16, [conflict], [])
    Entry.objects.filter(slug="south").update(title="Southland")
    assert done(load(collection.root)) == ([], [], 17, [], [])


def test_a_conflict_about_a_claim_is_one_too(collection):
    claim = Claim.objects.get(text="South put sanctions on North.")
    Claim.objects.filter(pk=claim.pk).update(certainty="disputed")
    collection.change(DYAD, "  text: North keeps a base in South.", "  text: North had a base in South.")
    assert done(load(collection.root))[3] == [
        f"{DYAD}:1: changed both here and at the desk since the last load. {ADVICE}"
    ]


def test_a_withdrawn_entry_is_not_published_by_a_changed_file(collection):
    withdraw(one("forces-treaty"), by="editor", reason="A test.")
    assert done(load(collection.root)) == ([], [], 17, [], [])
    collection.change("agreements/forces-treaty.yaml", "title: Treaty on Forces", "title: Forces Treaty")
    conflict = f"agreements/forces-treaty.yaml:1: changed here, but was withdrawn at the desk. {ADVICE}"
    assert done(load(collection.root)) == ([], [], 16, [conflict], [])
    restore(one("forces-treaty"), by="editor")
    assert done(load(collection.root))[1] == ["Forces Treaty"]


def test_a_merged_entry_is_a_conflict_and_not_a_refusal(collection):
    collection.write("countries/south-land.yaml", "title: South Land\n")
    load(collection.root)
    merge(one("south-land"), one("south"), by="editor", note="The same.")
    assert done(load(collection.root)) == ([], [], 18, [], [])
    collection.add("countries/south-land.yaml", "capital: Southport\n")
    conflict = f"countries/south-land.yaml:1: changed here, but was merged at the desk. {ADVICE}"
    assert done(load(collection.root)) == ([], [], 17, [conflict], [])


def test_a_file_for_an_address_that_the_desk_gave_to_another_entry_is_a_conflict(collection):
    collection.change(SOUTH, "id: 742f3995-761d-554c-9b27-2b87eb202364", f"id: {uuid.UUID(int=7)}")
    held = "742f3995-761d-554c-9b27-2b87eb202364"
    conflict = f"{SOUTH}:1: the desk has its own 'south' (id {held}). {ADVICE}"
    assert done(load(collection.root)) == ([], [], 16, [conflict], [])


def test_a_file_moved_to_another_kind_is_a_conflict(collection):
    shutil.move(collection.root / SOUTH, collection.root / "organizations/south.yaml")
    collection.change("organizations/south.yaml", "region: Southern Europe\n", "")
    conflict = f"organizations/south.yaml:1: was loaded as a country and cannot become another kind. {ADVICE}"
    assert done(load(collection.root)) == ([], [], 16, [conflict], [])


def test_what_the_record_refuses_names_file_and_line(collection):
    with transaction.atomic():
        draft = Entry.objects.get(slug="security")
        Entry.objects.filter(pk=draft.pk).update(slug="safety")
        publish(one("safety"), by="editor")
    collection.change("topics/security.yaml", "id: 5f4a4cdf-db0c-5254-bd43-2c41049d8936\n", "")
    collection.change("topics/security.yaml", "title: Security", f"id: {uuid.UUID(int=7)}\ntitle: Security")
    with pytest.raises(CollectionRefused) as refusal:
        load(collection.root)
    assert [str(error) for error in refusal.value.errors] == [
        "topics/security.yaml:1: slug: 'security' is or was the address of another entry and stays reserved.",
    ]


def test_a_claim_that_the_record_refuses_names_its_line(collection):
    # Withdrawn at the desk, so that nothing public may point at it; the files do not know.
    withdraw([one("south-replies"), one("north-on-threats")], by="editor", reason="A test.")
    collection.add(
        "countries/south.yaml",
        "remarks:\n- text: It replied.\n  concerns: statement/south-replies\n  cite: atlas-2024 | p. 8\n",
    )
    with pytest.raises(CollectionRefused) as refusal:
        load(collection.root)
    assert [str(error) for error in refusal.value.errors] == [
        f"{SOUTH}:6: remarks.0: points to an entry that is not public ({one('south-replies').public_id}). "
        "Publish the two as one batch, or keep this claim at the desk."
    ]
    assert Revision.objects.count() == 19


def test_what_names_a_file_in_conflict_by_its_new_address_is_left_alone_too(collection):
    shutil.move(collection.root / "topics/security.yaml", collection.root / "topics/safety.yaml")
    for name in ("topics/conventional-forces.yaml", "events/harbour-speech.yaml", "statements/north-on-threats.yaml"):
        path = collection.root / name
        path.write_text(path.read_text().replace("security", "safety"))
    Entry.objects.filter(slug="security").update(title="Hard security")
    outcome = load(collection.root)
    left = "Nothing of this file was loaded."
    assert done(outcome) == (
        [],
        [],
        13,
        [
            f"topics/safety.yaml:1: changed both here and at the desk since the last load. {ADVICE}",
            f"topics/conventional-forces.yaml:1: names 'safety', whose file is in conflict. {left}",
            f"events/harbour-speech.yaml:1: names 'safety', whose file is in conflict. {left}",
            f"statements/north-on-threats.yaml:1: names 'safety', whose file is in conflict. {left}",
        ],
        [],
    )
    Entry.objects.filter(slug="security").update(title="Security")
    assert load(collection.root).changed == [
        "Conventional forces",
        "Security",
        "The harbour speech",
        "Ann North on threats",
    ]
    assert Face.objects.open().get(kind="topic", title="Security").slug == "safety"
