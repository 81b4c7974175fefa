"""A backup made while others publish is whole, and restores to the same record; a damaged one is refused."""

import json
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from desk.models import Entry
from desk.publishing import publish, publish_batch
from publication.models import Revision
from publication.verify import record_digest


@pytest.fixture
def empty_place(databases, tmp_path):
    """A database without a single table."""
    from tests.conftest import Database

    if connection.vendor == "sqlite":
        return Database(str(tmp_path / "restored here.sqlite3"))
    name = f"chancery_test_restored_{random.randrange(16**8):08x}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    made = Database(name)
    databases.made.append(made)
    return made


def publishing_child() -> int:
    """A process that publishes until it is killed; its id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        entries = list(Entry.objects.filter(kind__in=["country", "topic", "event"]).order_by("pk"))
        while True:
            entry = random.choice(entries)
            Entry.objects.filter(pk=entry.pk).update(summary=f"{random.random()}")
            publish(entry, by="tests")
            publish_batch(entries, by="tests")
    except BaseException:
        os._exit(3)


def said(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_made_while_others_publish_restores_to_the_same_record(database_copy, empty_place, tmp_path):
    site = database_copy("small")
    with site.connected():
        child = publishing_child()
        try:
            time.sleep(0.3)
            made = said(site.manage("backup", str(tmp_path / "backups")))
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        folder, seq, digest = re.fullmatch(r"(.*): (\d+) revisions, digest ([0-9a-f]{64})\.\n", made).groups()
        assert Revision.objects.get(seq=seq).hash == digest
        assert Revision.objects.get(seq=seq).batch_end == int(seq), "no publication is cut in two"
        after = Revision.objects.head().seq
        # The site's own record goes on past the backup.
        assert after > int(seq) > 17
    restored = said(empty_place.manage("restore", folder))
    assert restored == f"Restored and verified: {seq} revisions, digest {digest}.\n"
    assert f"The record is whole: {seq} revisions, digest {digest}." in said(empty_place.manage("verify_record"))
    with empty_place.connected():
        publish(Entry.objects.get(slug="north"), by="tests")
        assert Revision.objects.head().seq == int(seq) + 1
        assert Revision.objects.head().previous_hash == digest
        # A backup is never laid over something.
        refused = empty_place.manage("restore", folder)
        assert refused.returncode == 1
        assert "holds tables. A backup is restored into an empty one" in refused.stderr
        assert record_digest() == Revision.objects.head().hash


def test_only_the_newest_are_kept_and_no_half_one_counts(database_copy, tmp_path):
    site = database_copy("empty")
    (tmp_path / "chancery-20200101T000000.000000Z.partial").mkdir()
    for _ in range(3):
        said(site.manage("backup", str(tmp_path), "--keep", "2"))
    whole = sorted(path.name for path in tmp_path.iterdir() if not path.name.endswith(".partial"))
    assert len(whole) == 2
    assert sorted(path.name for path in (tmp_path / whole[0]).iterdir())[-2:] == [
        "database.sqlite3" if connection.vendor == "sqlite" else "database.dump",
        "manifest.json",
    ]
    assert json.loads((tmp_path / whole[0] / "manifest.json").read_text())["seq"] == 0


@pytest.mark.parametrize("part", ["manifest", "database"])
def test_a_damaged_backup_is_refused_before_anything_is_written(database_copy, empty_place, tmp_path, part):
    site = database_copy("empty")
    folder = said(site.manage("backup", str(tmp_path))).partition(": ")[0]
    [path] = Path(folder).glob(f"{part}.*")
    with path.open("ab") as damaged:
        damaged.write(b" ")
    refused = empty_place.manage("restore", folder)
    assert refused.returncode == 1
    assert f"is damaged: {path.name} does not agree with SHA256SUMS." in refused.stderr
    with empty_place.connected(), connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == []


def test_what_is_no_backup_and_a_place_that_takes_none_are_named(database_copy, tmp_path):
    site = database_copy("empty")
    refused = site.manage("restore", str(tmp_path))
    assert refused.returncode == 1
    assert f"{tmp_path} is not a backup: {tmp_path}/SHA256SUMS: No such file or directory." in refused.stderr
    (tmp_path / "file").write_text("")
    refused = site.manage("backup", str(tmp_path / "file"))
    assert refused.returncode == 1
    assert "No backup was made in" in refused.stderr
    assert "Not a directory" in refused.stderr
