"""What every answer under /api/ has in common: limits, compression, reading from other sites, HEAD."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from publication.problems import problem, wants_problem
from publication.serving.client import network_of
from publication.serving.compression import compress
from publication.serving.limits import READS, Allowance

READING = ("GET", "HEAD")
# What a script on another site may send and read (the Fetch standard).
ALLOWED = "Accept, Accept-Datetime, If-Modified-Since, If-None-Match"
EXPOSED = (
    "Content-Disposition, ETag, Last-Modified, Link, Location, Memento-Datetime, RateLimit, RateLimit-Policy, "
    "Retry-After, X-Record-Sequence"
)


class ApiMiddleware:
    """Wraps the API's views and leaves all other pages alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the limits; a 304 uses nothing of them."""
        if not wants_problem(request):
            return self.get_response(request)
        client = network_of(request.META) if request.method in READING and settings.API_RATE else None
        response = self._limited(request, str(client)) if client else self.get_response(request)
        return self._finish(request, response)

    def _limited(self, request: HttpRequest, client: str) -> HttpResponse:
        quota = settings.API_RATE
        before = READS.look(client, quota)
        conditional = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
        if not before.left and not conditional:
            return _too_many(before)
        response = self.get_response(request)
        if response.status_code == 304:
            return response
        if not before.left:
            return _too_many(before)
        for name, value in READS.use(client, quota).headers().items():
            response[name] = value
        return response

    def _finish(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.method not in (*READING, "OPTIONS"):
            return response
        if "no-store" in response.get("Cache-Control", ""):
            return response  # for whoever asked, and for no script of another site
        patch_vary_headers(response, ["Accept", "Accept-Encoding"])
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = ALLOWED
            response["Access-Control-Max-Age"] = "86400"
        if response.status_code not in (204, 304):
            compress(request, response)
        if request.method == "HEAD" and response.streaming:
            # The server drops the body of a HEAD; nobody should make it first.
            response.streaming_content = iter(())
        return response


def _too_many(allowance: Allowance) -> HttpResponse:
    response = problem(
        429,
        "too-many-requests",
        f"More than {allowance.quota} requests within a minute. Go on in {allowance.seconds} s; "
        "format=ndjson or csv gives a whole list in one request, and an answer that has not changed (304) is free.",
    )
    response["Retry-After"] = str(allowance.seconds)
    for name, value in allowance.headers().items():
        response[name] = value
    return response
