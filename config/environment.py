"""Reading settings from environment variables.

Every reader takes a variable that is unset or empty as not given, and raises ImproperlyConfigured with one
line that names the variable and says what to set. No reader repeats a secret in its message.
"""

import os
import secrets
import warnings
from importlib.util import find_spec
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_SQLITE = "django.db.backends.sqlite3"
# What sends to the address in a variable: a module, and the packages that have it.
_SENDERS = {
    "SENTRY_DSN": ("sentry_sdk", "sentry-sdk"),
    "OTEL_EXPORTER_OTLP_ENDPOINT": (
        "opentelemetry.exporter.otlp.proto.http",
        "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http",
    ),
}
_POSTGRESQL = "django.db.backends.postgresql"


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Return a yes or no. A word that is neither is refused: a typing slip must not switch a guard off."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} is '{value}'. Set it to 'true' or 'false'.")
    return value in _YES


def number(name: str, default: int) -> int:
    """Return a whole number, 0 or more."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} is '{value}'. Set it to a whole number, 0 or more.")
    return int(value)


def names(name: str, default: list[str] | None = None) -> list[str]:
    """Return a list that the variable gives separated by commas."""
    return [part for part in (part.strip() for part in text(name).split(",")) if part] or list(default or [])


def hosts(name: str, default: list[str]) -> list[str]:
    """Return host names; refuse addresses with a scheme, a path or a port, which would match no request."""
    found = names(name, default)
    for host in found:
        if "/" in host or (":" in host and not host.startswith("[")):
            raise ImproperlyConfigured(f"{name} has '{host}'. Give names alone, for example chancery.example.org.")
    return found


def origins(name: str) -> list[str]:
    """Return web origins, each with its scheme."""
    found = names(name)
    for origin in found:
        if not origin.startswith(("https://", "http://")):
            raise ImproperlyConfigured(f"{name} has '{origin}'. Begin it with https://.")
    return found


def word(name: str, least: int) -> str:
    """Return a secret of at least so many plain characters; '' if none is given."""
    value = text(name)
    if value and not (len(value) >= least and value.isascii() and value.isprintable()):
        raise ImproperlyConfigured(
            f"{name} is too short or no plain word. Set it to at least {least} random characters, for example from: "
            f"python -c 'import secrets; print(secrets.token_urlsafe({least}))'."
        )
    return value


def served(name: str) -> str:
    """Return an http(s) address to which an optional library sends; refuse it where that is not installed."""
    value = text(name)
    module, packages = _SENDERS[name]
    if not value:
        return ""
    if not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} is no address. Begin it with https://, or unset it.")
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise ImproperlyConfigured(
            f"{name} is set, but what sends there is not installed. "
            f"Run `.venv/bin/python -m pip install {packages}`, or unset {name}."
        )
    return value


def folder(name: str, default: Path) -> Path:
    """Return a folder's absolute path. It need not exist."""
    return Path(text(name, str(default))).expanduser().absolute()


def made(path: Path, name: str) -> Path:
    """Return the folder, made if it was missing; `name` is the variable to set where that fails."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be made: {error.strerror}. Set {name} to another folder.") from error
    return path


def kept_secret(path: Path) -> str:
    """Return the secret that the file keeps, made once, readable by its owner alone."""
    try:
        if not path.exists():
            # Written aside and renamed, so that a second process never reads half a secret.
            aside = path.with_name(f"{path.name}.{os.getpid()}")
            aside.touch(mode=0o600)
            aside.write_text(secrets.token_urlsafe(64), encoding="ascii")
            aside.replace(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be read or written: {error.strerror}.") from error


def database(name: str, default: Path) -> dict:
    """Return Django's settings for the database at the variable's URL, or for the SQLite file `default`.

    The default is a path and not a URL: a folder's name may hold characters that a URL gives a meaning.
    """
    url = text(name)
    if not url:
        return {"ENGINE": _SQLITE, "NAME": str(made(default.parent, "CHANCERY_VAR") / default.name)}
    hint = "Set it to postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3."
    return _parsed(name, url, hint)


def replicas(name: str, primary: dict) -> dict[str, dict]:
    """Return Django's settings for the replicas at the variable's URLs, by the names replica_1, replica_2 and so on.

    They are PostgreSQL's, as the primary must be then: its streaming replication is what fills them. A URL stands in
    no message, since it may hold a password.
    """
    found = {}
    for place, url in enumerate(names(name), start=1):
        if primary["ENGINE"] != _POSTGRESQL:
            raise ImproperlyConfigured(
                f"{name} is set, and DATABASE_URL is not PostgreSQL. Replicas are PostgreSQL's streaming replicas: set "
                f"DATABASE_URL to their primary, or unset {name}."
            )
        hint = f"Give URLs like postgres://user:password@host:5432/name, separated by commas; this is no. {place}."
        replica = _parsed(name, url, hint)
        if replica["ENGINE"] != _POSTGRESQL:
            raise ImproperlyConfigured(f"{name} has a database that is not PostgreSQL. {hint}")
        # A host that is gone without a word is given up after so many seconds.
        options = {"connect_timeout": 2, **replica.get("OPTIONS", {})}
        shared = {key: primary[key] for key in ("CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
        found[f"replica_{place}"] = {**replica, **shared, "OPTIONS": options, "TEST": {"MIRROR": "default"}}
    return found


def _parsed(name: str, url: str, hint: str) -> dict:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = environ.Env.db_url_config(url)
    except (ValueError, Warning):
        raise ImproperlyConfigured(f"{name} cannot be read. {hint}") from None
    if found["ENGINE"] not in {_SQLITE, _POSTGRESQL}:
        raise ImproperlyConfigured(f"{name} is neither PostgreSQL nor SQLite. {hint}")
    if found["NAME"] in {"", ":memory:"}:
        raise ImproperlyConfigured(f"{name} names no database. {hint}")
    return found
