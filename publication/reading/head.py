"""The record's last number and the name of a state, read as cheaply as the database allows.

Both ask the driver's own connection, without the layers that Django puts around a query: memory is worth keeping only
if asking whether it still holds costs next to nothing.
"""

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

from publication.models import Redaction, Revision
from publication.reading.database import connection_here

_LAST = f"SELECT max(seq) FROM {Revision._meta.db_table}"  # noqa: S608 -- a constant
_REDACTED = f"SELECT max(by_seq) FROM {Redaction._meta.db_table}"  # noqa: S608 -- the same
_STATE = f"SELECT hash, ({_REDACTED}) FROM {Revision._meta.db_table} WHERE seq = "  # noqa: S608 -- the same


def read_head() -> int | None:
    """Return the record's last sequence number, 0 before the first; None where the database does not answer.

    Every publication that was acknowledged before the call is seen, on a replica those that have arrived there.
    """
    # Asked for once: each look for this thread's connection takes as long as a part of the query.
    here = connection_here()
    opened = here.connection is not None
    try:
        [[seq]] = _rows(here, _LAST)
    except (Error, here.Database.Error):
        # Django wraps the driver's errors in its own cursors alone.
        here.close()
        # A connection that broke since it was last used says nothing of the database: a fresh one is tried.
        return read_head() if opened else None
    return seq or 0


def state_of(seq: int) -> str:
    """Return a name for what a reader of the record at `seq` sees, which nothing else has; '' where there is none.

    A number alone does not name it: a rehearsal takes the next one and gives it back, so the revision's hash is in it.
    The past changes by redactions alone, so the last of them is in it too.
    """
    found = _rows(connection_here(), f"{_STATE}{int(seq)}")
    return f"{found[0][0]} {found[0][1] or 0}" if found else ""


def _rows(here: BaseDatabaseWrapper, sql: str) -> list[tuple]:
    if here.connection is None:
        here.ensure_connection()
    # Read to the end, so that no statement keeps an old state of the database open.
    return here.connection.execute(sql).fetchall()
