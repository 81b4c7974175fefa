"""Logs that a machine reads: one line of JSON each, with the request's id and nothing about the reader.

No address of a client, no user, no cookie, no query string (it may hold what somebody searches for).
"""

import json
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")

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
        return json.dumps(said, ensure_ascii=False)


class RequestLog:
    """Middleware: gives each request an id, tells it to the client, and logs how it was answered.

    An id that a proxy sent in X-Request-ID is kept if it is one word of 8 to 64 letters, digits, '.', '_' or '-'.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with X-Request-ID."""
        given = request.headers.get("X-Request-ID", "")
        identity = given if _GIVEN.fullmatch(given) else uuid4().hex
        token, began = request_id.set(identity), time.perf_counter()
        try:
            response = self.get_response(request)
            fields = {
                "method": request.method,
                "path": request.path[:300],
                "status": response.status_code,
                "milliseconds": round(1000 * (time.perf_counter() - began), 1),
            }
            _LOG.info("%s %s %s", request.method, fields["path"], response.status_code, extra={"fields": fields})
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = identity
        return response
