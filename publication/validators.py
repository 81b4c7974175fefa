"""Answers that are the same as long as the record is: validators for conditional requests (RFC 9110)."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from publication.reading.moment import Moment
from publication.serving.sealing import mark

CODE = Path(__file__).resolve().parent.parent
APPS = ("publication", "sources", "relations", "events", "config")


@cache
def build() -> str:
    """A digest of the code that makes answers: other code may answer otherwise from the same record."""
    whole = hashlib.sha256()
    for app in APPS:
        for path in sorted((CODE / app).rglob("*")):
            if path.suffix == ".py":
                whole.update(f"{path.relative_to(CODE)}\0".encode() + path.read_bytes())
    return whole.hexdigest()[:16]


def unless_known(
    request: HttpRequest,
    moment: Moment,
    make: Callable[[], HttpResponse],
    *,
    variant: tuple[str, ...] = (),
    daily: bool = False,
    cache_control: str = "public, max-age=300",
    lasting: bool = True,
) -> HttpResponse:
    """Return 304 to whoever has this answer already, else what `make` makes, with ETag and Last-Modified.

    The tag is made of the record's sequence number, the code, and the whole address, host included, since answers
    name absolute addresses; `variant` is what else the answer depends on: the day, the media type, the encoding.
    With `daily` an answer without a day in its address was also modified at midnight (UTC).

    Whoever names the tag had this answer, which need not be made again. `*` and a date do not say that there ever was
    one: a request that is refused is refused with them too (RFC 9110, 13.2.1).

    An answer that is not `lasting` depends on more than the record, and is not kept for others.
    """
    asked = "\n".join([str(moment.seq), build(), request.build_absolute_uri(), *variant])
    etag = f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'
    modified = int(moment.seq_time.timestamp()) if moment.seq_time else None
    if daily and modified is not None and moment.as_of is None:
        modified = max(modified, int(datetime.combine(moment.day, time(), UTC).timestamp()))
    tagged = request.headers.get("If-None-Match", "*").strip() != "*"
    response = get_conditional_response(request, etag, modified, None) if tagged else None
    if response is None:
        response = get_conditional_response(request, etag, modified, make())
    if response.status_code in (200, 304):
        response["ETag"] = etag
        response["Cache-Control"] = cache_control
        if modified is not None:
            response["Last-Modified"] = http_date(modified)
        if lasting:
            mark(response)
    return response
