"""The one choice of this process, and how a database is asked for its number."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from publication.reading.database import alias_here, read_from
from publication.reading.head import read_head
from publication.replicas.choice import Choice


def head_of(alias: str) -> int | None:
    """Return a database's last number of the record, None where it does not answer."""
    before = alias_here()
    read_from(alias)
    try:
        return read_head()
    finally:
        read_from(before)


def replicas() -> list[str]:
    """Return the names of the replicas in settings.DATABASES, in the order of DATABASE_REPLICAS."""
    return [alias for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS]


CHOICE = Choice(replicas(), settings.REPLICA_LAG, head_of)
