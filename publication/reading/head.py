"""The record's last number and the hash of a number, read as cheaply as the database allows.

Both ask the driver's own connection, without the layers that Django puts around a query: memory is worth keeping only
if asking whether it still holds costs next to nothing.
"""

from django.db import Error, connection

from publication.models import Revision

_LAST = f"SELECT max(seq) FROM {Revision._meta.db_table}"  # noqa: S608 -- a constant
_HASH = f"SELECT hash FROM {Revision._meta.db_table} WHERE seq = "  # noqa: S608 -- the same


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
    """Return the hash of a revision, which no other state of any record has; '' where there is no such revision.

    A number alone does not name a state: a rehearsal takes the next one and gives it back.
    """
    found = _rows(f"{_HASH}{int(seq)}")
    return found[0][0] if found else ""


def _rows(sql: str) -> list[tuple]:
    connection.ensure_connection()
    # Read to the end, so that no statement keeps an old state of the database open.
    return connection.connection.execute(sql).fetchall()
