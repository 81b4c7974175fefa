"""Databases as earlier versions left them become this version's: nothing of the record or the desk is lost.

`databases/` has one of each: made by that version's own `migrate` and `load`, with a part of the collection, and
compressed. A version that is released adds its own.
"""

import json
import lzma
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from publication.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
OLD = sorted((Path(__file__).parent / "databases").glob("*.sqlite3.xz"))
# How many entries programs find of each kind, and how the page of each first one answers.
ASKED = """
import json
from django.test import Client
from publication.kinds import KINDS
site = Client(headers={"Host": "127.0.0.1"})
folders = [kind.folder for kind in KINDS.values()]
found = {folder: site.get(f"/api/v1/{folder}/?limit=100").json()["results"] for folder in folders}
pages = {site.get(f"/{folder}/{rows[0]['slug']}/").status_code for folder, rows in found.items() if rows}
print(json.dumps([{folder: len(rows) for folder, rows in found.items() if rows}, sorted(pages)]))
"""


def manage(folder: Path, *arguments: str) -> str:
    """Run a command of this version on the database in a folder; return what it said."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {"CHANCERY_MODE": "local", "CHANCERY_VAR": str(folder)}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def held(folder: Path) -> tuple[list, list]:
    """The record's numbers and hashes, and the desk's entries, as the file has them."""
    with closing(sqlite3.connect(folder / "chancery.sqlite3")) as database:
        record = database.execute("SELECT seq, hash, compressed FROM publication_revision ORDER BY seq").fetchall()
        desk = database.execute(
            "SELECT id, public_id, kind, slug, title, summary, state FROM desk_entry ORDER BY id"
        ).fetchall()
    return record, desk


@pytest.mark.long
@pytest.mark.parametrize("old", OLD, ids=lambda old: old.name.partition(".")[0])
def test_a_database_of_an_earlier_version_is_brought_up(old, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the databases are SQLite's; on PostgreSQL every test begins with all migrations")
    (tmp_path / "chancery.sqlite3").write_bytes(lzma.decompress(old.read_bytes()))
    before = held(tmp_path)
    manage(tmp_path, "migrate", "-v0")
    assert held(tmp_path) == before
    assert f"The record is whole: {len(before[0])} revisions" in manage(tmp_path, "verify_record")
    manage(tmp_path, "check", "--database", "default", "--fail-level", "WARNING")
    counts, statuses = json.loads(manage(tmp_path, "shell", "-v0", "-c", ASKED))
    assert counts == Counter(KINDS[row[2]].folder for row in before[1])
    assert statuses == [200]
