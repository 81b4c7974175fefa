"""The whole collection, decoded once per module."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Whole:
    """What the record holds of data/: every entry as the API prints it, by 'kind/slug'."""

    entries: dict[str, dict]

    def of(self, *kinds: str) -> list[dict]:
        """The entries of some kinds."""
        return [entry for entry in self.entries.values() if entry["kind"] in kinds]

    def claims(self, *parts: str) -> Iterator[tuple[dict, dict]]:
        """Each entry with each of its claims, of some parts or of all."""
        for entry in self.entries.values():
            for claim in entry["claims"]:
                if not parts or claim["part"] in parts:
                    yield entry, claim


@pytest.fixture(scope="module")
def _decoded(whole_record, django_db_blocker) -> Whole:
    from publication.models import Face
    from publication.reading.names import splice

    with django_db_blocker.unblock():
        faces = list(Face.objects.open().order_by("entry"))
        documents = splice([face.document for face in faces], max(face.seq_from for face in faces))
    entries = [json.loads(document) for document in documents]
    return Whole({f"{entry['kind']}/{entry['slug']}": entry for entry in entries})


@pytest.fixture
def whole(_decoded, db) -> Whole:
    """The whole collection; `db` makes sure that it lies in the tests' own database."""
    return _decoded
