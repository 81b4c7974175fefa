"""SQLite's file, and so every later backup of it, has no trace of what was redacted."""

from pathlib import Path

import pytest
from django.db import connection

from publication.log import append
from tests.publication.test_redaction import MARK
from tests.publication.writing import entry, operation, publish


def test_the_file_has_no_trace_of_what_was_redacted(database_copy):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own vacuum clears its files")
    word, database = MARK.casefold(), database_copy("empty")

    def bytes_of_the_file() -> str:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return Path(database.name).read_bytes().decode("latin-1").casefold()

    with database.connected():
        publish(entry("atlas", "source"), entry("north", slug=word, title=MARK, summary=f"Of {MARK}. " * 3_000))
        publish(entry("north", title="North"))
        assert word in bytes_of_the_file()
        append([operation("redact", "north", redacts=[2])])
        assert word not in bytes_of_the_file()
