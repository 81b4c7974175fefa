"""What each part of a drill begins with: the small collection, published, in a file of SQLite and in a PostgreSQL.

Both are made once, beside one another, and copied: migrations take longer than most of what is drilled.
"""

import shutil
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from drill.machine import SMALL, run
from drill.postgres import NAME, Cluster, Server
from drill.site import Site, environment

# One process, since each start takes seconds where the machine is small.
_FILL = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load", sys.argv[1])
call_command("make_accounts")
call_command("make_token", "editor", purpose="drill", scope=["read", "draft", "submit", "publish"])
"""
# What a token needs to be known again: the folder of CHANCERY_VAR holds the secret of the local mode.
_VAR, _DATA, _FILE = "var", "primary", "chancery.sqlite3"


class Stock:
    """Makes what is asked for by name once: 'sqlite', 'postgresql'."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._pool = ThreadPoolExecutor(2)
        self._made: dict[str, Future] = {}

    def begin(self, engine: str) -> Future:
        """Begin to make a database, if nobody has, without waiting for it."""
        # Parts ask at the same time only for what was begun before them.
        if engine not in self._made:
            self._made[engine] = self._pool.submit(self._sqlite if engine == "sqlite" else self._postgresql)
        return self._made[engine]

    def site(self, folder: Path, workers: int = 2) -> Site:
        """A site over a copy of the SQLite file, which lies in the site's own folder."""
        token = self.begin("sqlite").result()
        shutil.copytree(self.folder / "sqlite" / _VAR, folder, dirs_exist_ok=True)
        return Site(folder, {}, token, workers)

    def file(self, site: Site) -> Path:
        """The SQLite file of a site."""
        return site.folder / _FILE

    def cluster(self, folder: Path, replicas: int = 2) -> Cluster:
        """A primary with the collection, and its replicas; not yet started."""
        self.begin("postgresql").result()
        return Cluster(folder, replicas, self.folder / "postgresql" / _DATA)

    def site_on(self, database: dict[str, str], folder: Path, workers: int = 2) -> Site:
        """A site over a database that `cluster` made."""
        token = self.begin("postgresql").result()
        shutil.copytree(self.folder / "postgresql" / _VAR, folder)
        return Site(folder, database, token, workers)

    def close(self) -> None:
        """Wait for what was begun."""
        self._pool.shutdown(cancel_futures=True)

    def _sqlite(self) -> str:
        return _fill(self.folder / "sqlite" / _VAR, {})

    def _postgresql(self) -> str:
        place = self.folder / "postgresql"
        place.mkdir(mode=0o711)
        server = Server(place, _DATA)
        try:
            server.initialise()
            server.start()
            server.sql(f"CREATE DATABASE {NAME}", "postgres")
            return _fill(place / _VAR, {"DATABASE_URL": server.url})
        finally:
            server.stop()


def _fill(folder: Path, database: dict[str, str]) -> str:
    """Migrate and publish the small collection; the token of a program that may do all of it."""
    folder.mkdir(parents=True)
    given = {**environment(folder), "DJANGO_SETTINGS_MODULE": "config.settings", **database}
    done = run(sys.executable, "-c", _FILL, SMALL, environment=given, seconds=300)
    if done.returncode:
        raise RuntimeError(f"the collection cannot be loaded: {done.stderr.strip()[-500:]}")
    return done.stdout.split()[-1]
