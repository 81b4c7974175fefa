"""What some tests need of the machine: a browser, a PostgreSQL server, GNU gettext, web servers.

Where it is missing the test is skipped and the reason printed. With CI=true the same is a failure: there a
skip would hide that something was never tried.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def need_browser() -> str:
    """Return the path of a Chromium for playwright's `executable_path`, or skip (fail under CI).

    CHROMIUM names one that is not on the path.
    """
    if find_spec("playwright") is None:
        _missing("playwright is not installed: run `make test`, which installs it")
    found = shutil.which(os.environ.get("CHROMIUM") or BROWSERS[0])
    found = found or next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or _missing("no Chromium on this machine: install it (Debian: apt install chromium) or set CHROMIUM")


def need_gettext() -> None:
    """Skip (fail under CI) where GNU gettext is missing, which finds the messages that are marked in the code."""
    if shutil.which("xgettext") is None:
        _missing("no GNU gettext on this machine: install it (Debian: apt install gettext)")


def need_program(name: str, package: str) -> str:
    """Return the path of a program, or skip (fail under CI); `package` is Debian's that has it."""
    # A user's path seldom holds what only the system starts.
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    return found or _missing(f"no {name} on this machine: install it (Debian: apt install {package})")


def need_postgresql() -> str:
    """Return the URL of a database on a PostgreSQL server that answers, or skip (fail under CI).

    TEST_POSTGRESQL_URL is asked first, then DATABASE_URL. Write nothing into that database: ask
    `scratch_postgresql` for one of your own.
    """
    urls = [os.environ.get(name, "") for name in ("TEST_POSTGRESQL_URL", "DATABASE_URL")]
    urls = [url for url in urls if url.startswith(("postgres://", "postgresql://"))]
    if not urls:
        _missing("no PostgreSQL: set TEST_POSTGRESQL_URL to postgres://user:password@host:5432/name")
    problem = _answer(urls[0])
    return _missing(f"PostgreSQL does not answer: {problem}") if problem else urls[0]


@contextmanager
def scratch_postgresql() -> Iterator[str]:
    """Make an empty PostgreSQL database, give its URL, and drop it at the end, whoever is still connected."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    server = need_postgresql()
    name = f"chancery_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@cache
def _answer(url: str) -> str:
    """Return '' if the server answers within five seconds, else what is wrong, in one line."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return " ".join(str(error).split())
    return ""


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(f"{reason} (with CI=true this is a failure, not a skip)")
    pytest.skip(reason)
