"""Dumping and loading are inverse, and two installations of the same files agree on every id."""

import csv
import io
import uuid

import pytest
import yaml
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.collection.draft import NAMESPACE
from desk.collection.dump import dump
from desk.collection.files import CollectionRefused, EntryFile, _Reader
from desk.collection.load import load
from desk.collection.texts import csv_text, yaml_text
from desk.models import Claim, Entry, LoadState
from desk.publishing import withdraw
from desk.schema import schema
from publication.models import Revision
from publication.rebuild import derived_digest
from tests.collection.conftest import Collection
from tests.conftest import SMALL

pytestmark = pytest.mark.django_db


def test_dump_after_load_gives_the_same_bytes(tmp_path):
    load(SMALL)
    assert dump(tmp_path) == (19, [])
    assert Collection(tmp_path).texts() == Collection(SMALL).texts()
    # Again: files that say the same already are not touched.
    assert dump(tmp_path) == (0, [])


def test_loading_a_dump_changes_nothing(tmp_path):
    load(SMALL)
    dump(tmp_path, remember=True)
    before = derived_digest(), list(LoadState.objects.order_by("pk").values())
    outcome = load(tmp_path)
    assert (outcome.unchanged, outcome.conflicts, outcome.revisions) == (17, [], [])
    assert (derived_digest(), list(LoadState.objects.order_by("pk").values())) == before


def test_a_dump_into_an_empty_installation_gives_the_same_snapshots(tmp_path):
    with transaction.atomic():
        load(SMALL)
        before = bodies()
        dump(tmp_path)
        transaction.set_rollback(True)
    load(tmp_path)
    assert bodies() == before


def bodies() -> list[bytes]:
    return sorted(revision.snapshot_bytes for revision in Revision.objects.all())


def test_files_of_no_entry_are_named_and_left_alone(collection):
    load(SMALL)
    collection.write("countries/stray.yaml", "title: Stray\n")
    collection.write("countries/north.names.csv", "name\n")
    assert dump(collection.root) == (0, ["countries/north.names.csv", "countries/stray.yaml"])
    assert (collection.root / "countries/stray.yaml").read_text() == "title: Stray\n"


def test_changes_at_the_desk_are_dumped_claims_held_back_among_them(tmp_path):
    load(SMALL)
    Claim.objects.filter(text="North keeps a base in South.").update(held_back=True, note="Line 1.\nLine 2: “two”.")
    Entry.objects.filter(slug="south").update(title="The South: a 'land'")
    dump(tmp_path)
    changed = {name for name, text in Collection(tmp_path).texts().items() if Collection(SMALL).texts()[name] != text}
    assert changed == {"countries/south.yaml", "relationships/north--south.yaml"}
    outcome = load(tmp_path)
    assert (outcome.unchanged, outcome.conflicts) == (17, [])


def test_a_withdrawn_entry_is_dumped_and_a_merged_one_is_not(tmp_path):
    load(SMALL)
    withdraw(Entry.objects.get(slug="forces-treaty"), by="tests", reason="A test.")
    Entry.objects.filter(slug="south-replies").update(state="merged")
    assert dump(tmp_path) == (18, [])
    assert (tmp_path / "agreements/forces-treaty.yaml").exists()


def ids() -> dict[str, str]:
    """Every permanent id with what it stands for."""
    found = {str(entry.public_id): f"{entry.kind} {entry.slug}" for entry in Entry.objects.all()}
    return found | {str(claim.public_id): f"{claim.owner.slug} {claim.text}" for claim in Claim.objects.all()}


def without_ids(collection) -> None:
    """Take every id out of a collection's files."""
    for path in collection.root.rglob("*.yaml"):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.lstrip().startswith("id: ")))
    for path in collection.root.rglob("*.csv"):
        rows = list(csv.DictReader(io.StringIO(path.read_text(), newline="")))
        rows = [{column: cell for column, cell in row.items() if column != "id" and cell} for row in rows]
        path.write_text(csv_text(rows, sorted({column for row in rows for column in row})))


def test_two_installations_of_the_same_files_agree_on_every_id(collection):
    without_ids(collection)
    found = []
    for _ in range(2):
        with transaction.atomic():
            load(collection.root)
            found.append((ids(), bodies()))
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len(found[0][0]) == 17 + 32
    north = str(uuid.uuid5(NAMESPACE, "actor/north"))
    assert found[0][0][north] == "country north"
    assert str(uuid.uuid5(uuid.UUID(north), "existence/0")) in found[0][0]
    # The small collection was written so: its ids are those that files without ids would get.
    load(SMALL)
    assert ids() == found[0][0]


# Every character that a form may send: no control characters, no halves of characters.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32) if n != 10]))


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), TEXTS | st.lists(TEXTS, min_size=1), min_size=1))
def test_any_text_written_as_yaml_is_read_again(data):
    file, errors = EntryFile(schema.kinds["country"], "north", "countries/north.yaml", {}), []
    assert _Reader(yaml_text(data), file, errors).document() == data
    assert errors == []


@settings(deadline=None, derandomize=True, max_examples=80)
@given(st.lists(st.fixed_dictionaries({"id": TEXTS.filter(bool), "text": TEXTS, "note": TEXTS}), min_size=1))
def test_any_text_written_as_csv_is_read_again(rows):
    filled = [{column: cell for column, cell in row.items() if cell} for row in rows]
    found = csv.DictReader(io.StringIO(csv_text(filled, ["id", "text", "note"]), newline=""))
    assert [{column: cell for column, cell in row.items() if cell} for row in found] == filled


def test_yaml_needs_no_quotation_marks_for_dates_and_numbers():
    assert yaml_text(
        {"title": "1991", "start": "2014-02-20", "flag": "true", "topics": ["a", "b"], "cite": "a\nb"}
    ) == ("title: 1991\nstart: 2014-02-20\nflag: true\ntopics: [a, b]\ncite: |-\n  a\n  b\n")
    assert yaml.safe_load("a: 1991") == {"a": 1991}


def test_a_dump_does_not_overwrite_what_was_written_into_a_file_since_the_last_load(tmp_path):
    load(SMALL)
    dump(tmp_path, remember=True)
    file = tmp_path / "countries" / "north.yaml"
    file.write_text(file.read_text().replace("capital: Northport", "capital: Newport"))
    typed = Collection(tmp_path).texts()
    Entry.objects.filter(slug="south").update(summary="Changed at the desk.")
    with pytest.raises(CollectionRefused) as refused:
        dump(tmp_path, remember=True)
    assert [str(error) for error in refused.value.errors] == [
        "countries/north.yaml:1: changed since the last load. Load it first, or dump into another folder."
    ]
    assert Collection(tmp_path).texts() == typed
    load(tmp_path)
    assert dump(tmp_path, remember=True) == (1, [])
