"""The database itself refuses to change the log, in raw SQL, and says when its guards are missing."""

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction

from desk.triggers import STEPS
from publication.log import append
from publication.models import Redaction, Revision
from publication.triggers import LOG, REDACTION, install, missing, triggers
from tests.publication.writing import entry, operation, publish

SAME = "batch_end, entry_id, kind, number, operation, compressed, salt, snapshot_hash, previous_hash, hash"
COLUMNS = f"seq, {SAME}, recorded_at, note"
CHANGED, DELETED = "a published revision cannot be changed", "a published revision cannot be deleted"
NEXT = "a revision takes the next sequence number"
FROM_1 = f"{SAME}, recorded_at, note FROM {LOG} WHERE seq = 1"


@pytest.fixture
def log(db):
    """1 north, 2 north again, 3 south, 4 the redaction of 1."""
    publish(entry("north"))
    publish(entry("north", summary="Again."))
    publish(entry("south"))
    append([operation("redact", "north", redacts=[1])])


def refused(statement: str) -> str:
    """Run raw SQL, which the database must refuse, and return its message's first line."""
    before = list(Revision.objects.values()), list(Redaction.objects.values())
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    after = list(Revision.objects.values()), list(Redaction.objects.values())
    assert _plain(after) == _plain(before)
    return str(refusal.value).splitlines()[0]


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (f"UPDATE {LOG} SET note = 'other'", CHANGED),
        (f"UPDATE {LOG} SET note = 'other' WHERE seq = 3", CHANGED),
        (f"UPDATE {LOG} SET seq = 9 WHERE seq = 3", CHANGED),
        (f"UPDATE {LOG} SET recorded_at = '2020-01-01 00:00:00+00:00' WHERE seq = 3", CHANGED),
        # A body may only be taken away, whole, and only where a redaction of the log names the revision.
        (f"UPDATE {LOG} SET compressed = NULL, salt = NULL WHERE seq = 3", CHANGED),
        (f"UPDATE {LOG} SET compressed = NULL, salt = NULL, note = 'other' WHERE seq = 1", CHANGED),
        (f"UPDATE {LOG} SET compressed = (SELECT compressed FROM {LOG} WHERE seq = 3) WHERE seq = 1", CHANGED),
        (f"DELETE FROM {LOG}", DELETED),
        (f"DELETE FROM {LOG} WHERE seq = 4", DELETED),
        (f"INSERT INTO {LOG} ({COLUMNS}) SELECT 1, {FROM_1}", NEXT),
        (f"INSERT INTO {LOG} ({COLUMNS}) SELECT 6, {FROM_1}", NEXT),
        (f"INSERT INTO {LOG} ({COLUMNS}) SELECT 0, {FROM_1}", NEXT),
        # The next sequence number, yet a number that the entry has had.
        (f"INSERT INTO {LOG} ({COLUMNS}) SELECT 5, {FROM_1}", NEXT),
        (f"UPDATE {REDACTION} SET target_seq = 2", "a redaction cannot be changed"),
        (f"DELETE FROM {REDACTION}", "a redaction cannot be deleted"),
        (f"INSERT INTO {REDACTION} (by_seq, target_seq) VALUES (3, 2)", "a redaction is a revision of the log"),
        (f"INSERT INTO {REDACTION} (by_seq, target_seq) VALUES (4, 4)", "a redaction is a revision of the log"),
        (f"INSERT INTO {REDACTION} (by_seq, target_seq) VALUES (9, 2)", "a redaction is a revision of the log"),
        (f"INSERT INTO {REDACTION} (by_seq, target_seq) VALUES (4, 1)", "a redaction is a revision of the log"),
    ],
)
def test_the_database_refuses_to_change_the_log(log, statement, message):
    assert refused(statement) == message


IS_REVISION = "a redaction is a revision of the log"
OF_ENGINE = {
    "sqlite": [
        (f"INSERT OR REPLACE INTO {LOG} ({COLUMNS}) SELECT 3, {FROM_1}", NEXT),
        # SQLite would delete the entry's revision 1 for it, and no DELETE trigger fires then.
        (f"INSERT OR REPLACE INTO {LOG} ({COLUMNS}) SELECT 5, {FROM_1}", NEXT),
        (f"REPLACE INTO {LOG} ({COLUMNS}) SELECT 3, {FROM_1}", NEXT),
        (f"UPDATE OR REPLACE {LOG} SET seq = 2 WHERE seq = 3", CHANGED),
        (f"INSERT INTO {LOG} ({COLUMNS}) SELECT 3, {FROM_1} ON CONFLICT DO UPDATE SET note = 'other'", NEXT),
        (f"INSERT OR REPLACE INTO {REDACTION} (by_seq, target_seq) VALUES (4, 1)", IS_REVISION),
        (f"INSERT OR REPLACE INTO {REDACTION} (id, by_seq, target_seq) SELECT id, 4, 2 FROM {REDACTION}", IS_REVISION),
    ],
    "postgresql": [
        (f"TRUNCATE {LOG}", "the log cannot be emptied"),
        (f"TRUNCATE {LOG} CASCADE", "the log cannot be emptied"),
        (f"TRUNCATE {REDACTION}", "redactions cannot be emptied"),
        (f"INSERT INTO {LOG} ({COLUMNS}) SELECT 3, {FROM_1} ON CONFLICT (seq) DO UPDATE SET note = 'other'", NEXT),
    ],
}


@pytest.mark.parametrize(("statement", "message"), OF_ENGINE[connection.vendor])
def test_the_database_refuses_the_ways_around_that_its_engine_has(log, statement, message):
    assert refused(statement) == message


def drop(name: str, table: str) -> str:
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER {name}{on}"


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_missing_trigger_is_named_and_installed_again():
    assert missing(connection) == []
    for name, statement in triggers(connection.vendor).items():
        execute(drop(name, REDACTION if name.startswith("redaction") else LOG))
        assert missing(connection) == [name], statement
        install(connection)
        assert missing(connection) == []


@pytest.mark.django_db
def test_a_trigger_that_says_something_else_counts_as_missing():
    if connection.vendor == "sqlite":
        execute("DROP TRIGGER log_refuses_delete")
        execute(f"CREATE TRIGGER log_refuses_delete BEFORE DELETE ON {LOG} BEGIN SELECT 1; END")
    else:
        execute(
            "CREATE OR REPLACE FUNCTION log_refuses_delete() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN OLD; END $$"
        )
    assert missing(connection) == ["log_refuses_delete"]
    install(connection)
    assert missing(connection) == []


# SQLite cannot switch a trigger off.
SWITCHES = ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"] if connection.vendor == "postgresql" else []


@pytest.mark.django_db
def test_a_trigger_that_is_switched_off_counts_as_missing():
    for switch in SWITCHES:
        execute(f"ALTER TABLE {LOG} {switch} log_refuses_delete")
        assert missing(connection) == ["log_refuses_delete"]
        install(connection)
        assert missing(connection) == []


def test_check_and_verify_record_fail_without_a_trigger_and_migrate_brings_it_back(database_copy):
    copy = database_copy("small")
    with copy.connected():
        call_command("check", databases=["default"])
        execute(drop("log_refuses_update", LOG))
        execute(drop("steps_refuses_update", STEPS))
        with pytest.raises(SystemCheckError) as failure:
            call_command("check", databases=["default"])
        assert "(desk.E001) Triggers that guard the log of steps are missing: steps_refuses_update." in str(
            failure.value
        )
        assert "(publication.E001) Triggers that guard the record are missing: log_refuses_update." in str(
            failure.value
        )
        assert "HINT: Run `manage.py migrate`, which installs them again." in str(failure.value)
        with pytest.raises(CommandError) as failure:
            call_command("verify_record")
        assert str(failure.value) == (
            "The record is broken. triggers that guard the log are missing: log_refuses_update. "
            "Run `manage.py migrate`."
        )
    # As an operator would, in a process of its own: with the checks that migrate begins with.
    assert copy.manage("verify_record").returncode == 1
    migrated = copy.manage("migrate", "--verbosity=0")
    assert (migrated.returncode, migrated.stderr) == (0, "")
    verified = copy.manage("verify_record")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert verified.stdout.startswith("The record is whole: 17 revisions, digest ")
    with copy.connected():
        assert missing(connection) == []
        call_command("check", databases=["default"])
