"""Copies of a whole database while others write to it, by each engine's own means, and back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from publication.log import FIRST_HASH

_HEAD = "SELECT seq, hash FROM publication_revision ORDER BY seq DESC LIMIT 1"
_APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"


class DumpError(Exception):
    """A copy could not be made or read back; the message says why and what to do."""


@dataclass(frozen=True)
class State:
    """What the copy holds: the record's last sequence number, its digest, and the migrations applied."""

    seq: int
    digest: str
    migrations: list[str]


def dump(folder: Path) -> tuple[str, State]:
    """Copy the database into a file of the folder; return the file's name and what it holds. Raises DumpError.

    The copy is of one moment, and neither readers nor writers wait for it.
    """
    if connection.vendor == "sqlite":
        return "database.sqlite3", _dump_sqlite(folder / "database.sqlite3")
    return "database.dump", _dump_postgresql(folder / "database.dump")


def restore(path: Path) -> None:
    """Fill the database, which must be empty, from a copy of the same engine. Raises DumpError."""
    if holds_tables():
        raise DumpError(
            f"The database {connection.settings_dict['NAME']} holds tables. A backup is restored into an empty one: "
            "name another with DATABASE_URL."
        )
    if connection.vendor == "sqlite":
        _restore_sqlite(path)
    else:
        _restore_postgresql(path)


def holds_tables() -> bool:
    """Whether the database has any table."""
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def _state(first: Callable[[str], list[tuple]]) -> State:
    head = first(_HEAD)
    seq, digest = head[0] if head else (0, FIRST_HASH)
    return State(seq, digest, [f"{app}.{name}" for app, name in first(_APPLIED)])


def _dump_sqlite(path: Path) -> State:
    # All pages in one step: of one snapshot, as any reader sees it. (VACUUM INTO fails on the desk's generated column.)
    name = str(connection.settings_dict["NAME"])
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(name)}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)
            return _state(lambda query: copy.execute(query).fetchall())
    except sqlite3.Error as error:
        raise DumpError(f"SQLite could not copy {name}: {error}.") from error


def _restore_sqlite(path: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    aside = target.with_name(f"{target.name}.restoring")
    try:
        shutil.copyfile(path, aside)
        with aside.open("rb") as copied:
            os.fsync(copied.fileno())
        # What an empty database left beside itself would be taken for a part of the new one.
        for end in ("-wal", "-shm"):
            target.with_name(f"{target.name}{end}").unlink(missing_ok=True)
        aside.replace(target)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise DumpError(f"{target} could not be written: {error.strerror}.") from error


def _dump_postgresql(path: Path) -> State:
    # The transaction stays open until pg_dump is done: both read the same snapshot.
    connection.ensure_connection()
    fresh = connection.copy()
    try:
        with fresh.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()

            def rows(query: str) -> list[tuple]:
                cursor.execute(query)
                return cursor.fetchall()

            state = _state(rows)
            _run(
                "pg_dump",
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={path}",
            )
            cursor.execute("ROLLBACK")
    finally:
        fresh.close()
    return state


def _restore_postgresql(path: Path) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={name}", str(path))


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database of the settings. Raises DumpError with its first words."""
    found = _program(program)
    place = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    # A password stands in the environment, which other users cannot read as they can a command line.
    environment = {**os.environ, **{key: str(place[value]) for key, value in named.items() if place.get(value)}}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip() or "it said nothing").splitlines()[0]
        raise DumpError(f"{program} failed: {said}")


def _program(name: str) -> str:
    """The newest of PostgreSQL's programs on this machine: an older one refuses a newer server."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    found = str(installed[0]) if installed else shutil.which(name)
    if found is None:
        raise DumpError(f"{name} was not found. Install PostgreSQL's client, on Debian: apt install postgresql-client.")
    return found
