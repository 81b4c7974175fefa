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

request_id: ContextVar[str] = ContextVar("request_id", default="")

# Made once: `json.dumps` makes one for each line that is not plain ASCII.
_JSON = json.JSONEncoder(ensure_ascii=False)
# What no line says need not be found out (Python's logging HOWTO, "Optimization"); gunicorn's lines say the process.
logging._srcfile = None
logging.logThreads = logging.logMultiprocessing = logging.logAsyncioTasks = False
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_LOG = logging.getLogger("chancery.requests")


class Line(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: time, level, logger, message, then what the record adds."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if identity := request_id.get():
            said["request"] = identity
        said |= getattr(record, "fields", {})
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
            _note(request.method, request.path, response.status_code, time.perf_counter() - began)
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
        token = request_id.set(identity)
        try:
            path = environ["PATH_INFO"].encode("iso-8859-1").decode(errors="replace")
            _note(environ["REQUEST_METHOD"], path, status, seconds)
        finally:
            request_id.reset(token)

    return [("X-Request-ID", identity)], log


def _identity(meta: Mapping) -> str:
    given = meta.get("HTTP_X_REQUEST_ID", "")
    return given if _GIVEN.fullmatch(given) else token_hex(16)


def _note(method: str, path: str, status: int, seconds: float) -> None:
    if not _LOG.isEnabledFor(logging.INFO):
        return
    path = path[:300]
    # Made by hand: `Logger.info` takes as long again as all the rest of the line.
    record = logging.LogRecord(_LOG.name, logging.INFO, "", 0, f"{method} {path} {status}", (), None)
    record.fields = {"method": method, "path": path, "status": status, "milliseconds": round(1000 * seconds, 1)}
    _LOG.handle(record)
