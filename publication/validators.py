"""Answers that are the same as long as the record is: validators for conditional requests (RFC 9110)."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from publication.reading.moment import Moment


def unless_known(request: HttpRequest, moment: Moment, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Return 304 to whoever has this answer already, else what `make` makes, with ETag and Last-Modified.

    The tag is made of the record's sequence number and the whole address, host included, since answers name
    absolute addresses. Only for answers that depend on nothing else, on the present day for instance.
    """
    asked = f"{moment.seq} {request.build_absolute_uri()}"
    etag = f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'
    modified = int(moment.seq_time.timestamp()) if moment.seq_time else None
    response = get_conditional_response(request, etag, modified, None)
    if response is None:
        response = make()
    if response.status_code in (200, 304):
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=300"
        if modified is not None:
            response["Last-Modified"] = http_date(modified)
    return response
