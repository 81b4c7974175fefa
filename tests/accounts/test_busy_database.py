"""A long write, an import for example, holds nobody's page up for the sake of 'last seen'."""

import sqlite3
import time
from contextlib import contextmanager

from django.db import connection

from accounts import sessions
from tests.accounts.conftest import account, browser, is_in


@contextmanager
def another_writes():
    """Hold SQLite's one lock for writers, as a long import does; PostgreSQL has none."""
    if connection.vendor != "sqlite":
        yield
        return
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


def test_a_page_does_not_wait_for_a_long_write(database_copy):
    with database_copy("empty").connected():
        client = browser()
        client.force_login(account("cur", "Curators"))
        sessions._noted.clear()
        with another_writes():
            began = time.monotonic()
            assert is_in(client)
            assert time.monotonic() - began < 10
