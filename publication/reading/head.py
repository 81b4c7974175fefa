"""The record's last number and the name of a state, read as cheaply as the database allows.

Both ask the driver's own connection, without the layers that Django puts around a query: memory is worth keeping only
if asking whether it still holds costs next to nothing.
"""

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

from publication.models import Redaction, Revision

_LAST = f"SELECT max(seq) FROM {Revision._meta.db_table}"  # noqa: S608 -- a constant
_REDACTED = f"SELECT max(by_seq) FROM {Redaction._meta.db_table}"  # noqa: S608 -- the same
_STATE = f"SELECT hash, ({_REDACTED}) FROM {Revision._meta.db_table} WHERE seq = "  # noqa: S608 -- the same


def read_head() -> int | None:
    """Return the record's last sequence number, 0 before the first; None where the database does not answer.

    Every publication that was acknowledged before the call is seen.
    """
    try:
        [[seq]] = _rows(_LAST)
    except (Error, connection.Database.Error):
        # Django wraps the driver's errors in its own cursors alone.
        connection.close()
        return None
    return seq or 0


def state_of(seq: int) -> str:
    """Return a name for what a reader of the record at `seq` sees, which nothing else has; '' where there is none.

    A number alone does not name it: a rehearsal takes the next one and gives it back, so the revision's hash is in it.
    The past changes by redactions alone, so the last of them is in it too.
    """
    found = _rows(f"{_STATE}{int(seq)}")
    return f"{found[0][0]} {found[0][1] or 0}" if found else ""


def _rows(sql: str) -> list[tuple]:
    # Asked for once: each name of `django.db.connection` looks for this thread's connection anew.
    here = connections[DEFAULT_DB_ALIAS]
    if here.connection is None:
        here.ensure_connection()
    # Read to the end, so that no statement keeps an old state of the database open.
    return here.connection.execute(sql).fetchall()
