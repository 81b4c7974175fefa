"""Loading twice, loading changes, and loading what the desk has changed too."""

import shutil
import uuid

import pytest

from desk.collection.draft import NAMESPACE
from desk.collection.dump import dump
from desk.collection.files import CollectionRefused
from desk.collection.load import load
from desk.models import Claim, Entry, Signature
from desk.publishing import publish
from publication.models import Claim as PublicClaim
from publication.models import Face, Revision
from publication.rebuild import derived_digest
from publication.verify import verify
from sources.models import Citation, Remark
from tests.collection.conftest import DYAD, NORTH, SOUTH, done, one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]


def test_the_first_load_publishes_everything_as_one_publication():
    assert [revision.seq for revision in Revision.objects.all()] == list(range(1, 18))
    assert set(Revision.objects.values_list("batch_end", flat=True)) == {17}
    assert set(Entry.objects.values_list("state", flat=True)) == {"published"}
    assert list(Signature.objects.values_list("first_seq", "last_seq", "by", "by_name")) == [(1, 17, None, "load")]
    assert PublicClaim.objects.count() == Claim.objects.count() == 32
    assert verify() is None


def test_unchanged_files_publish_nothing(collection):
    before = derived_digest(), list(Citation.objects.order_by("pk").values())
    assert done(load(collection.root)) == ([], [], 17, [], [])
    assert (derived_digest(), list(Citation.objects.order_by("pk").values())) == before


def test_files_written_otherwise_that_say_the_same_publish_nothing(collection):
    collection.change(NORTH, "title: North\n", "summary:\ntitle: 'North'   # as the atlas has it\n")
    collection.change(NORTH, "latitude: 60.5", 'latitude: "60.500"')
    collection.change(DYAD, "level: -2", "level: −2")
    collection.change("organizations/league.members.csv", "north,,true", "north,member,yes")
    assert done(load(collection.root)) == ([], [], 17, [], [])


def test_a_changed_file_publishes_that_entry_alone(collection):
    collection.change(SOUTH, "region: Southern Europe", "region: Southern Africa")
    assert done(load(collection.root)) == ([], ["South"], 16, [], [(18, "south")])
    assert Face.objects.open().get(slug="south").region == "Southern Africa"
    assert done(load(collection.root)) == ([], [], 17, [], [])
    assert verify() is None


def test_a_new_file_is_loaded_with_what_it_names(collection):
    collection.write("countries/east.yaml", "title: East\n")
    collection.write(
        "relationships/east--south.yaml",
        "first: south\nsecond: east\nphases:\n- topic: overall\n  level: 2\n  cite: atlas-2024\n",
    )
    outcome = load(collection.root)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (["East", "east--south"], [], 17)
    assert [revision.seq for revision in outcome.revisions] == [18, 19]
    assert str(one("east").public_id) == str(uuid.uuid5(NAMESPACE, "actor/east"))
    assert Face.objects.open().get(slug="east--south").title == "East – South"


def test_a_check_tries_everything_and_writes_nothing(collection):
    collection.change(SOUTH, "region: Southern Europe", "region: Southern Africa")
    before = derived_digest()
    outcome = load(collection.root, check=True)
    assert (outcome.changed, len(outcome.revisions)) == (["South"], 1)
    assert (derived_digest(), Revision.objects.count()) == (before, 17)
    assert load(collection.root).changed == ["South"]


def test_claims_keep_their_ids_and_citations_their_keys_over_an_edit_of_another_claim(collection):
    claims = dict(Claim.objects.values_list("public_id", "pk"))
    citations = list(Citation.objects.order_by("pk").values())
    rows = dict(PublicClaim.objects.values_list("claim_id", "id"))
    collection.change(DYAD, "  text: The two got on well in the 1990s.", "  text: They got on.")
    load(collection.root)
    assert dict(Claim.objects.values_list("public_id", "pk")) == claims
    assert list(Citation.objects.order_by("pk").values()) == citations
    changed = uuid.UUID("1182b5d2-1884-5396-a1cd-86e20b24989c")
    now = dict(PublicClaim.objects.open().values_list("claim_id", "id"))
    assert {claim_id for claim_id in now if now[claim_id] != rows[claim_id]} == {changed}


def test_a_claim_written_above_the_others_gets_an_id_of_its_own(collection):
    before = set(Claim.objects.values_list("public_id", flat=True))
    new = "phases:\n- topic: security\n  level: 0\n  text: New.\n  cite: atlas-2024 | p. 9\n"
    collection.change(DYAD, "phases:\n", new)
    load(collection.root)
    after = list(Claim.objects.filter(phase__isnull=False).order_by("position").values_list("public_id", "text"))
    assert [text for _, text in after] == [
        "New.",
        "The two got on well in the 1990s.",
        "Relations turned hostile after the speech.",
        "North stopped applying the treaty on forces.",
    ]
    assert {public_id for public_id, _ in after} - before == {after[0][0]}
    assert Claim.objects.count() == len(before) + 1


def test_a_row_without_an_id_in_a_table_gets_one_of_its_own(collection):
    before = set(Claim.objects.values_list("public_id", flat=True))
    table = "organizations/league.members.csv"
    header, rest = (collection.root / table).read_text().split("\n", 1)
    collection.write(table, f"{header}\n,old-union,observer,,,,atlas-2024 | p. 3\n{rest}")
    load(collection.root)
    assert set(Claim.objects.values_list("public_id", flat=True)) > before
    assert Claim.objects.count() == len(before) + 1
    assert Claim.objects.filter(membership__isnull=False).count() == 4


def test_only_the_citation_that_changed_gets_a_new_key(collection):
    before = {
        row["pk"]: row for row in Citation.objects.values("pk", "claim", "source__slug", "locator", "note", "position")
    }
    collection.change(
        "organizations/league.members.csv", "gazette-2007 | p. 1 | | a forecast", "gazette-2007 | p. 1 | | its own"
    )
    assert load(collection.root).changed == ["League of Lands"]
    after = {
        row["pk"]: row for row in Citation.objects.values("pk", "claim", "source__slug", "locator", "note", "position")
    }
    [gone], [new] = before.keys() - after.keys(), after.keys() - before.keys()
    assert {**before[gone], "pk": new, "note": "its own"} == after[new]


def test_citations_change_places_and_keep_their_keys(collection):
    claim = Claim.objects.get(public_id="1fe4d5df-3fcc-5966-a674-93721eb4968b")
    before = list(claim.citations.values_list("pk", flat=True))
    collection.change(
        "organizations/league.members.csv",
        "atlas-2024 | p. 2\ngazette-2007 | p. 1 | | a forecast",
        "gazette-2007 | p. 1 | | a forecast\natlas-2024 | p. 2",
    )
    load(collection.root)
    assert list(claim.citations.values_list("pk", flat=True)) == before[::-1]


def test_the_same_place_cited_twice_is_an_error_of_the_file(collection):
    collection.change(
        "organizations/league.members.csv",
        "gazette-2007 | p. 1 | | a forecast",
        "atlas-2024 | p. 2 | | a forecast",
    )
    with pytest.raises(CollectionRefused) as refusal:
        load(collection.root)
    assert [str(error) for error in refusal.value.errors] == [
        "organizations/league.members.csv:4: members.2.cite: This claim already cites that place."
    ]


def test_a_claim_taken_out_of_its_file_goes_and_its_past_stays(collection):
    collection.change(
        SOUTH, "region:", "remarks:\n- text: First.\n  cite: atlas-2024\n- text: Second.\n  cite: atlas-2024\nregion:"
    )
    load(collection.root)
    first = Remark.objects.get(text="First.").public_id
    collection.change(SOUTH, "- text: First.\n  cite: atlas-2024\n", "")
    load(collection.root)
    # The file has no ids, so the claim in the first place is that of the first place.
    assert list(Remark.objects.filter(owner=one("south")).values_list("public_id", "text")) == [(first, "Second.")]
    assert list(PublicClaim.objects.filter(claim_id=first).order_by("id").values_list("seq_from", "seq_to")) == [
        (18, 19),
        (19, None),
    ]


def test_a_claim_moves_to_another_file_with_its_id(collection):
    moved = "remarks:\n- text: Moved.\n  cite: atlas-2024\n  id: 00000000-0000-4000-8000-000000000001\n"
    collection.add(SOUTH, moved)
    load(collection.root)
    collection.change(SOUTH, moved, "")
    collection.add("countries/old-union.yaml", moved)
    assert load(collection.root).changed == ["Old Union", "South"]
    assert Remark.objects.get(text="Moved.").owner == one("old-union")
    face = Face.objects.open().get(slug="old-union")
    assert PublicClaim.objects.open().get(claim_id=uuid.UUID(int=1 | 0x4 << 76 | 0x8 << 60)).owner == face.entry
    assert verify() is None


def test_a_claim_moves_to_another_part_with_its_id(collection):
    collection.change(
        "countries/north.yaml",
        "identifiers:\n- scheme: iso3\n  value: NOR1\n  cite: atlas-2024 | p. 1\n",
        "remarks:\n- text: Its code is NOR1.\n  cite: atlas-2024 | p. 1\n",
    )
    load(collection.root)
    claim = PublicClaim.objects.open().get(claim_id="74f90f19-7355-5a37-b761-08bc6e2054ae")
    assert claim.predicate == "remark"
    assert Claim.objects.count() == 32
    assert verify() is None


def test_a_renamed_file_keeps_its_entry_and_what_names_the_old_address_is_told(collection):
    shutil.move(collection.root / SOUTH, collection.root / "countries/sud.yaml")
    with pytest.raises(CollectionRefused) as refusal:
        load(collection.root)
    found = [str(error) for error in refusal.value.errors]
    assert f"{DYAD}:4: second = 'south': no actor 'south'. Did you mean 'north'?" in found
    assert len(found) == 10
    assert all(error.endswith(": no actor 'south'. Did you mean 'north'?") for error in found)
    for path in collection.root.rglob("*.*"):
        text = path.read_text()
        path.write_text(
            text.replace(": south\n", ": sud\n").replace(",south,", ",sud,").replace("north--south", "north--sud")
        )
    shutil.move(collection.root / DYAD, collection.root / "relationships/north--sud.yaml")
    public_id = one("south").public_id
    outcome = load(collection.root)
    assert (outcome.new, outcome.conflicts) == ([], [])
    assert one("sud").public_id == public_id
    assert Face.objects.open().get(kind="relationship").slug == "north--sud"
    assert verify() is None


def test_an_actor_renamed_at_the_desk_takes_its_dyads_along(collection, tmp_path):
    Entry.objects.filter(slug="south").update(slug="sud", title="Sud", title_ru="")
    publish(one("sud"), by="editor")
    assert list(Entry.objects.filter(kind="relationship").values_list("slug", "title", "title_ru")) == [
        ("north--sud", "North – Sud", "")
    ]
    dump(tmp_path / "dumped")
    assert (tmp_path / "dumped/relationships/north--sud.yaml").exists()
    # Loaded again, the dumped files are what the desk holds: nothing to do.
    assert done(load(tmp_path / "dumped")) == ([], [], 17, [], [])
