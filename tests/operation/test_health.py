"""What a watcher is told: alive without asking anything, ready only if the site can answer."""

import pytest
from django.db import connection

from operation import health
from publication.log import revision_hash
from publication.models import Revision
from publication.triggers import install

WELL = {"database": True, "migrations": True, "record": True, "audit": True, "disk": True}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]


def test_ready_names_each_check(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "checks": WELL}
    assert "no-store" in response["Cache-Control"]


def test_alive_asks_neither_database_nor_disk(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_a_missing_guard_makes_the_record_not_ready_and_is_logged(client, caplog):
    name = unguarded()[0]
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "checks": {**WELL, "record": False}}
    assert response["Retry-After"] == "10"
    assert "not ready: record: triggers are missing: " in caplog.text
    assert name in caplog.text


def unguarded() -> list[str]:
    """Drop the log's guards; return their names."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'publication_revision'"
            )
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'publication_revision'::regclass AND NOT tgisinternal"
            )
        names = sorted(name for (name,) in cursor.fetchall())
        for name in names:
            table = " ON publication_revision" if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{table}')
    return names


def test_a_full_disk_and_a_missing_migration_are_told_apart(client, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 2**62)
    assert client.get("/readyz").json()["checks"] == {**WELL, "disk": False}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'letterbox'")
    assert client.get("/readyz").json()["checks"] == {**WELL, "disk": False, "migrations": False}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file is the database on SQLite alone")
def test_a_database_file_that_was_deleted_is_seen(client, monkeypatch, tmp_path):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "gone.sqlite3"))
    assert client.get("/readyz").json()["checks"] == {**WELL, "database": False}


def test_a_disk_that_cannot_be_written_is_seen(client, monkeypatch, caplog):
    monkeypatch.setattr(health.os, "access", lambda path, mode: False)
    assert client.get("/readyz").json()["checks"] == {**WELL, "disk": False}
    assert "cannot be written" in caplog.text


def test_a_last_revision_that_follows_another_chain_is_seen(client, caplog):
    unguarded()
    head = Revision.objects.head()
    head.previous_hash = "f" * 64
    head.hash = revision_hash(head)
    head.save(force_update=True)
    install(connection)
    assert client.get("/readyz").json()["checks"] == {**WELL, "record": False}
    assert f"revision {head.seq} does not follow revision {head.seq - 1}" in caplog.text


def test_a_broken_end_of_the_chain_is_seen(client, caplog):
    unguarded()
    head = Revision.objects.head()
    Revision.objects.filter(seq=head.seq).update(note="written over")
    install(connection)
    assert client.get("/readyz").json()["checks"] == {**WELL, "record": False}
    assert f"revision {head.seq} does not have the hash of what it says" in caplog.text
