"""Which database a request reads the record from: the primary, unless `publication.replicas` chose another.

The choice stands in a context variable, so that neither views nor queries know of it. The ORM is led by `RecordRouter`;
what asks a connection itself takes `connection_here`. The desk, accounts and all that is written use the primary.
"""

from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections

_alias: ContextVar[str] = ContextVar("reading_database", default=DEFAULT_DB_ALIAS)


def read_from(alias: str) -> None:
    """Let this thread read the record from a database of settings.DATABASES until it is told otherwise."""
    _alias.set(alias)


def alias_here() -> str:
    """Return the name of the database that this thread reads the record from."""
    return _alias.get()


def connection_here():
    """Return this thread's connection to that database."""
    return connections[_alias.get()]


class RecordRouter:
    """Leads reads of the record's models to the chosen database, and everything else to the primary."""

    def db_for_read(self, model, **hints) -> str | None:
        """The chosen database for what the record is made of; no opinion of other models."""
        return _alias.get() if model._meta.app_label == "publication" else None

    def db_for_write(self, model, **hints) -> str:
        """The primary."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first, second, **hints) -> bool:
        """All databases hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        """Replicas get their tables from the primary."""
        return db == DEFAULT_DB_ALIAS
