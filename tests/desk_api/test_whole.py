"""The whole collection through the write API: every entry, sent back as it was read, stays what it is."""

import pytest

from desk.models import Entry
from desk.schema import schema
from tests.desk_api.conftest import program

pytestmark = pytest.mark.apart


def test_every_entry_of_the_collection_comes_back_as_it_was_read(whole_record, db):
    root, wrong = program("root", "Administrators"), []
    entries = list(Entry.objects.order_by("pk"))
    assert len(entries) > 1000
    for entry in entries:
        path = f"{schema.of(entry).folder}/{entry.public_id}/"
        read = root.get(path)
        back = root.patch(path, read.json()["entry"], If_Match=read["ETag"])
        if (back.status_code, back["ETag"]) != (200, read["ETag"]):
            wrong.append((path, back.status_code, back.content[:300]))
    assert wrong == []
    assert not Entry.objects.exclude(changed_by=None).exists()
