"""What tests share: the small collection, and databases that a test has for itself.

The database refuses to empty the log, so nothing is ever reset: a test that only reads and writes within one
transaction takes `small_record` and is rolled back, and a test that needs real commits or several processes
takes `database_copy`, a fresh copy of a prepared database.
"""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "collections" / "small"
COLLECTIONS = {"small": SMALL, "whole": ROOT / "data"}


# Few tests each, yet the longest: begun last, they would leave the other worker idle.
LONG = ("tests/setup/", "tests/browser/", "tests/processes/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest modules first; the others keep their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def own_database() -> str:
    """The name of the tests' own database, made here if no test takes `db`: pytest-django leaves us the site's then."""
    if "test" not in Path(str(connection.settings_dict["NAME"])).name:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    return str(connection.settings_dict["NAME"])


@pytest.fixture(scope="module")
def small_record(django_db_setup, django_db_blocker):
    """The small collection, loaded once per module; each test that also takes `db` rolls its own changes back."""
    from desk.collection.load import load

    with django_db_blocker.unblock(), transaction.atomic():
        own_database()
        load(SMALL)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def whole_record(databases, django_db_blocker):
    """Everything in data/, loaded once per test process into a database of its own; also take `db`."""
    with django_db_blocker.unblock(), databases.prepare("whole").connected():
        yield


@dataclass(frozen=True)
class Database:
    """A database of the engine under test, for one test alone."""

    name: str

    @property
    def url(self) -> str:
        """What DATABASE_URL must say for a process to use it."""
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.name}"
        place = connection.settings_dict
        user, password = quote(place["USER"], safe=""), quote(place["PASSWORD"], safe="")
        return f"postgres://{user}:{password}@{place['HOST']}:{place['PORT'] or 5432}/{self.name}"

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Let this process use it: what is written is committed."""
        usual = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that uses it."""
        return {**os.environ, "CHANCERY_MODE": "local", "DATABASE_URL": self.url}

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run a management command in a process of its own."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)


class Databases:
    """Makes databases, each prepared one once, and drops them at the end."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.prepared: dict[str, Database] = {}
        self.made: list[Database] = []

    def copy(self, prepared: str) -> Database:
        """Return a fresh copy of 'empty' (migrated) or 'small' (the small collection loaded)."""
        return self._make(self.prepare(prepared))

    def prepare(self, name: str) -> Database:
        """Return the database of that name, made when first asked for. For reading, or within a transaction."""
        if name not in self.prepared:
            if name == "empty":
                # The one that every other test uses: migrated, and rolled back to that each time.
                found = Database(own_database())
            else:
                from desk.collection.load import load

                found = self._make(self.prepare("empty"))
                with found.connected():
                    load(COLLECTIONS[name])
            self.prepared[name] = found
        return self.prepared[name]

    def _make(self, template: Database) -> Database:
        # A database with somebody connected is no template, and SQLite's file is whole only once it is closed.
        connection.close()
        name = f"chancery_test_{secrets.token_hex(6)}"
        if connection.vendor == "sqlite":
            made = Database(str(self.folder / f"{name}.sqlite3"))
            shutil.copyfile(template.name, made.name)
        else:
            made = Database(name)
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template.name}"')
        self.made.append(made)
        return made

    def drop(self) -> None:
        """Drop all of them, whoever is still connected."""
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                for made in self.made:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{made.name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def databases(tmp_path_factory, django_db_setup, django_db_blocker):
    """The prepared databases of this test process."""
    found = Databases(tmp_path_factory.mktemp("databases"))
    with django_db_blocker.unblock():
        yield found
        found.drop()


@pytest.fixture
def database_copy(databases, django_db_blocker):
    """Copy a prepared database: `database_copy("small")`. Not together with `db`, which holds a transaction open."""
    assert not connection.in_atomic_block, "take either `db` (or a module's small_record) or `database_copy`"
    with django_db_blocker.unblock():
        yield databases.copy
