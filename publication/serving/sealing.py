"""Answers that depend on nothing but the record, the day and their address: whoever has one need not get it again."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from publication.serving.compression import compress

# A browser asks each time whether its copy still holds; the answer is 304 as long as it does.
ASK_AGAIN = "public, no-cache"
# Compressed already.
DENSE = ("image/png",)


def seal(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Compress a finished page or file, give it a strong tag of its bytes, and say that it may be kept.

    Return 304 instead to whoever has these bytes. What is no whole answer, or has a tag already, stays as it is.
    """
    if response.status_code != 200 or response.streaming or response.has_header("ETag"):
        return response
    if response["Content-Type"] not in DENSE:
        compress(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = ASK_AGAIN
    mark(response)
    return get_conditional_response(request, response["ETag"], None, response)


def mark(response: HttpResponse) -> None:
    """Say that an answer changes only with the record, the day, its address and the headers that it names in Vary."""
    response.of_the_record = True
