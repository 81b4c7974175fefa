"""What is answered while the database cannot: 503 with Retry-After, as a problem under /api/.

A database that is gone, full or read-only is the operator's to mend, and the reader's to wait for. Errors that another
try would meet again, a query that cannot be understood for example, stay what they are: 500.
"""

import logging
import sqlite3

from django.db import Error, connection
from django.db.utils import InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publication.problems import problem, wants_problem

log = logging.getLogger(__name__)

# Seconds: as long as a database takes to start again, or a replica to be promoted.
RETRY_AFTER = 5
READING = ("GET", "HEAD", "OPTIONS")
_SQLITE = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    )
)
# Classes of SQLSTATE: connection, rollback for the sake of others, resources (a full disk), the operator, the system.
_CLASSES = ("08", "40", "53", "57", "58")
# Nothing can be written: a replica that was taken for the primary.
_READ_ONLY = "25006"


def is_fault(error: BaseException | None) -> bool:
    """Whether an error, Django's or the driver's, says that the database cannot answer now."""
    if not isinstance(error, Error | connection.Database.Error):
        return False
    driver = error.__cause__ if isinstance(error, Error) else error
    if not isinstance(driver, connection.Database.Error):
        return isinstance(error, InterfaceError)
    if connection.vendor == "sqlite":
        return (getattr(driver, "sqlite_errorcode", None) or 0) & 0xFF in _SQLITE
    state = driver.sqlstate
    if state is None:
        # The driver itself: nobody listens, the connection was cut.
        return isinstance(driver, connection.Database.OperationalError | connection.Database.InterfaceError)
    return state.startswith(_CLASSES) or state == _READ_ONLY


def answer(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Return 503, and log why. It depends on nothing that may have failed."""
    log.error("the database does not answer: %s", " ".join(str(error).split()))
    if not connection.in_atomic_block:
        # A server that has become a replica refuses writes; only for a fresh connection the driver looks for another.
        connection.close()
    reading = request.method in READING
    if wants_problem(request):
        said = "The database does not answer now. Ask again after the seconds in `Retry-After`."
        if not reading:
            said += " What you sent may have been stored or not: read it before you send it again."
        response = problem(503, "unavailable", said)
    else:
        response = render(None, "503.html", {"reading": reading}, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    response.database_failed = True
    return response


def is_answer(response: HttpResponse) -> bool:
    """Whether a response is one of `answer`."""
    return getattr(response, "database_failed", False)
