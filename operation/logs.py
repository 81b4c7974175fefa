"""Logs that a machine reads: one line of JSON each, with the request's id and nothing about the reader.

No address of a client, no user, no cookie, no query string (it may hold what somebody searches for).
"""

import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex

from django.http import HttpRequest, HttpResponse

from operation.afterwards import Afterwards

request_id: ContextVar[str] = ContextVar("request_id", default="")

# Made once: `json.dumps` makes one for each line that is not plain ASCII.
_JSON = json.JSONEncoder(ensure_ascii=False)
# What no line says need not be found out (Python's logging HOWTO, "Optimization"); gunicorn's lines say the process.
logging._srcfile = None
logging.logThreads = logging.logMultiprocessing = logging.logAsyncioTasks = False
_quoted = json.encoder.encode_basestring
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_LOG = logging.getLogger("chancery.requests")


class Line(logging.Formatter):
    """One record as one line of JSON; several requests in one record as a line each."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: time, level, logger, message, then what the record adds."""
        if requests := getattr(record, "requests", None):
            return "\n".join(map(_line_of, requests))
        said = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if identity := request_id.get():
            said["request"] = identity
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return _JSON.encode(said)


class RequestLog:
    """Middleware: gives each request an id, tells it to the client, and logs how it was answered.

    An id that a proxy sent in X-Request-ID is kept if it is one word of 8 to 64 letters, digits, '.', '_' or '-'.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with X-Request-ID."""
        token, began = request_id.set(_identity(request.META)), time.perf_counter()
        try:
            response = self.get_response(request)
            _note(request_id.get(), request.method, request.path, response.status_code, time.perf_counter() - began)
            response["X-Request-ID"] = request_id.get()
        finally:
            request_id.reset(token)
        return response


def log_kept(environ: dict, status: int, seconds: float) -> tuple[list[tuple[str, str]], Callable[[], None]]:
    """Return the headers with an id for an answer that was kept in front of Django, and what logs it once it is sent.

    The line is the same as that of `RequestLog`.
    """
    identity = _identity(environ)

    def log() -> None:
        path = environ["PATH_INFO"]
        path = path if path.isascii() else path.encode("iso-8859-1").decode(errors="replace")
        _note(identity, environ["REQUEST_METHOD"], path, status, seconds)

    return [("X-Request-ID", identity)], log


def _identity(meta: Mapping) -> str:
    given = meta.get("HTTP_X_REQUEST_ID", "")
    return given if _GIVEN.fullmatch(given) else token_hex(16)


def _note(identity: str, method: str, path: str, status: int, seconds: float) -> None:
    if _LOG.isEnabledFor(logging.INFO):
        _NOTED.add((time.time(), identity, method, path[:300], status, seconds))


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _line_of(noted: tuple[float, str, str, str, int, float]) -> str:
    """The line of one request: as `Line` makes all others, but written out, which takes a third of the time."""
    at, identity, method, path, status, seconds = noted
    message = f"{method} {path} {status}"
    return (
        f'{{"time": "{_time(at)}", "level": "info", "logger": "{_LOG.name}", "message": {_quoted(message)}, '
        f'"request": {_quoted(identity)}, "method": {_quoted(method)}, "path": {_quoted(path)}, "status": {status}, '
        f'"milliseconds": {round(1000 * seconds, 1)}}}'
    )


def _write(noted: list[tuple]) -> None:
    """Log some requests as one record, which a handler writes at once."""
    _LOG.info("%d requests", len(noted), extra={"requests": noted})


# Seconds between two batches: few lines each, so that no reader waits for the thread that writes them.
_NOTED = Afterwards(_write, 0.02)
# Writes the lines that wait.
flush = _NOTED.flush
