"""A copy of the small collection that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from desk.collection.files import CollectionRefused
from desk.collection.load import load
from desk.models import Entry
from publication.models import Face, Revision
from tests.conftest import SMALL


class Collection:
    """The files of one test."""

    def __init__(self, root: Path):
        self.root = root

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file anew."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file."""
        text = (self.root / name).read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def add(self, name: str, text: str) -> None:
        """Write at the end of a file."""
        self.write(name, (self.root / name).read_text() + text)

    def texts(self) -> dict[str, bytes]:
        """Every file's bytes by its name."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def collection(tmp_path) -> Collection:
    """The small collection, in a folder of its own."""
    return Collection(Path(shutil.copytree(SMALL, tmp_path / "collection")))


def errors(collection) -> list[str]:
    """What the load says; it must not have written anything."""
    with pytest.raises(CollectionRefused) as refusal:
        load(collection.root)
    assert (Entry.objects.count(), Revision.objects.count()) == (0, 0)
    return [str(error) for error in refusal.value.errors]


NORTH, SOUTH, DYAD = "countries/north.yaml", "countries/south.yaml", "relationships/north--south.yaml"
ADVICE = "Nothing of this file was loaded. Run `manage.py dump` into another folder, compare, and change one side."


def done(outcome) -> tuple:
    """What a load did, in short."""
    revisions = [
        (revision.seq, Face.objects.open().get(public_id=revision.entry_id).slug) for revision in outcome.revisions
    ]
    return outcome.new, outcome.changed, outcome.unchanged, [str(c) for c in outcome.conflicts], revisions


def one(slug: str) -> Entry:
    return Entry.objects.get(slug=slug)
