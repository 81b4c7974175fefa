"""A record mirrored into the other kind of database gives the same digest and the same release, byte for byte."""

import os
import subprocess
import sys

from django.db import connection

from desk.models import Entry
from desk.publishing import publish
from operation.releases import more_parts
from publication.releasing.writing import write
from publication.verify import record_digest
from tests.conftest import ROOT
from tests.needs import scratch_postgresql
from tests.releasing.conftest import texts
from tests.serving import serving


def manage(url: str, folder, *arguments: str) -> str:
    """Run a command on a database of its own, and return what it printed."""
    environment = {**os.environ, "CHANCERY_MODE": "local", "DATABASE_URL": url, "CHANCERY_RELEASES": str(folder)}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_mirror_of_the_other_kind_makes_the_same_release(database_copy, tmp_path):
    origin = database_copy("small")
    with origin.connected():
        north = Entry.objects.get(slug="north")
        # What a database's collation would order otherwise than Python does.
        north.title, north.summary = "ñorth", "Ä, a; B, b – Ё, е"
        north.save()
        publish(north, by="tests")
        digest = record_digest()
        made = write("2026.1", more_parts, folder=tmp_path / "origin")
    if connection.vendor == "sqlite":
        with scratch_postgresql() as url:
            mirrored(origin, url, tmp_path / "mirror", digest)
    else:
        mirrored(origin, f"sqlite:///{tmp_path}/mirror.sqlite3", tmp_path / "mirror", digest)
    assert texts(made.folder) == texts(tmp_path / "mirror" / "2026.1")


def mirrored(origin, url: str, folder, digest: str) -> None:
    """Fill the empty database at `url` from the origin, and release there."""
    manage(url, folder, "migrate", "-v0")
    with serving(origin.environment) as address:
        assert f"Equal: 18 revisions, digest {digest}." in manage(url, folder, "mirror", address, "--once")
    assert f"digest {digest}." in manage(url, folder, "verify_record")
    manage(url, folder, "release", "2026.1")
