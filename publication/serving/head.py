"""The record's last sequence number, read as cheaply as the database allows."""

from django.db import Error, connection

from publication.models import Revision

_LAST = f"SELECT max(seq) FROM {Revision._meta.db_table}"  # noqa: S608 -- a constant


def read_head() -> int | None:
    """Return the record's last sequence number, 0 before the first; None where the database does not answer.

    It asks the driver's own connection, without the layers that Django puts around a query: each answer that is kept
    waits for this. Every publication that was acknowledged before the call is seen.
    """
    try:
        connection.ensure_connection()
        # Read to the end, so that no statement keeps an old state of the database open.
        [[seq]] = connection.connection.execute(_LAST).fetchall()
    except (Error, *_driver_errors()):
        connection.close()
        return None
    return seq or 0


def _driver_errors() -> tuple[type[Exception], ...]:
    """The errors of the driver itself, which Django wraps only in its own cursors."""
    return (connection.Database.Error,)
