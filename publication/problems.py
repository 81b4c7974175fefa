"""Problem details (RFC 9457) for everything that goes wrong under /api/."""

import json
import logging
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from publication.filters import BadParameters
from publication.reading.moment import BadParameter
from publication.serving.formats import NotAcceptable

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
# So much of a value is repeated.
ECHO = 100

# Every type of problem: what it is called, and what to do about it. /api/problems/NAME/ says so too.
PROBLEMS = {
    "bad-parameter": (
        "A parameter cannot be read",
        "`parameters` names each one with its value, why it cannot be read and what would be accepted.",
    ),
    "bad-request": ("The request cannot be read", "Look at its address and headers; the body says no more than that."),
    "not-found": (
        "There is nothing at this address",
        "`suggestions` has entries of similar names, where there are any. Drafts are answered as what never was.",
    ),
    "withdrawn": (
        "The entry was withdrawn",
        "`entry` says which. It can still be read as the record had it before: with `known_at`, or by its TimeMap.",
    ),
    "method-not-allowed": ("This address does not know the method", "The header `Allow` lists those that it knows."),
    "too-many-waiting": (
        "Too many clients are waiting",
        "As many clients wait for the next change as may. Ask without `wait`, or after the seconds in `Retry-After`.",
    ),
    "not-acceptable": (
        "None of the formats is accepted",
        "`formats` lists what the address offers. Change the header `Accept`, or name one with `format=`.",
    ),
    "too-many-requests": (
        "Too many requests",
        "Wait for the seconds in `Retry-After`. `RateLimit` says what is left, `RateLimit-Policy` of how much. "
        "Answers that have not changed (304) are not counted.",
    ),
    "unauthorized": (
        "A token is asked for",
        "What is under /api/v1/desk/ is for programs of curators: send `Authorization: Bearer` and a token that works.",
    ),
    "forbidden": (
        "This is not allowed",
        "Neither you nor an account that you named may do this; `detail` says who may.",
    ),
    "invalid": (
        "What was sent cannot be written",
        "`errors` names each field with its value and what would be accepted; of a batch, `items` has them by item. "
        "Nothing was written.",
    ),
    "refused": (
        "The step was refused",
        "`errors` says what stands in the way: a claim without a citation, a link to what is not public. "
        "Nothing was changed.",
    ),
    "conflict": (
        "The state of the entry does not allow this",
        "Read the entry again: `detail` says what it waits for.",
    ),
    "likely-duplicates": (
        "It may be there already",
        "Look at `candidates`. If it is none of them, send it again with `?duplicates=accept`.",
    ),
    "precondition-required": (
        "Say which state you have read",
        "Send `If-Match` with the ETag of the entry as you read it, so that nobody's work is overwritten.",
    ),
    "precondition-failed": (
        "Somebody else changed the entry meanwhile",
        "Read it again, look at what changed, and send your change with the new ETag.",
    ),
    "key-in-use": ("The request with this key is being answered", "Ask again later with the same key and body."),
    "key-reused": (
        "This key belongs to another request",
        "It stands for one request of one token: method, address and body. Make a new key for another request.",
    ),
    "too-large": ("The request is too large", "Send less at a time; `detail` says how much is taken."),
    "unsupported-media-type": ("The body is in no format that is read here", "Send JSON in UTF-8."),
    "unavailable": (
        "The database does not answer",
        "Ask again after the seconds in `Retry-After`. Nothing that was published is lost. What was sent to be written "
        "may have been stored or not: read it first, or send it again with its `Idempotency-Key`.",
    ),
    "server-error": ("The request failed", "It is our fault. Nothing was lost; try again later."),
}


def problem(status: int, name: str, detail: str, **more) -> HttpResponse:
    """Return a problem: `name` is its stable type, /api/problems/NAME/; `detail` is for the person reading."""
    body = {
        "type": f"/api/problems/{name}/",
        "title": PROBLEMS[name][0] if name in PROBLEMS else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    # What was asked is echoed in messages: escaped, so that it stays text even where somebody renders it.
    text = json.dumps(body, ensure_ascii=False).replace("<", "\\u003c")
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE)


def bad_parameters(errors: list[BadParameter], request: HttpRequest | None = None) -> HttpResponse:
    """Return 400 with each parameter, its value, and what it would accept."""
    listed = []
    for error in errors:
        value = request.GET.get(error.name) if request is not None else None
        told = {} if value is None else {"value": value[:ECHO]}
        listed.append({"parameter": error.name, **told, "detail": str(error)})
    return problem(400, "bad-parameter", "; ".join(f"{e.name}: {e}" for e in errors), parameters=listed)


def not_found(detail: str, suggestions: list[dict] = ()) -> HttpResponse:
    """Return 404, with entries of similar names where there are any."""
    return problem(404, "not-found", detail, **({"suggestions": list(suggestions)} if suggestions else {}))


def not_acceptable(error: NotAcceptable) -> HttpResponse:
    """Return 406 with the formats that there are."""
    formats = [{"format": offer.name, "media_type": offer.media_type} for offer in error.offered]
    known = ", ".join(offer.media_type for offer in error.offered)
    return problem(406, "not-acceptable", f"This address answers in: {known}.", formats=formats)


def handle(error: Exception, context: dict) -> HttpResponse | None:
    """Turn an exception from an API view into a problem; None leaves it to Django's 500."""
    if isinstance(error, BadParameters):
        return bad_parameters(error.errors, context.get("request"))
    if isinstance(error, BadParameter):
        return bad_parameters([error], context.get("request"))
    if isinstance(error, NotAcceptable):
        return not_acceptable(error)
    if isinstance(error, Http404):
        return not_found("There is nothing at this address.")
    if isinstance(error, exceptions.APIException):
        set_rollback()
        response = problem(error.status_code, error.default_code.replace("_", "-"), str(error.detail))
        if getattr(error, "wait", None):
            response["Retry-After"] = str(int(error.wait))
        return response
    return None


def wants_problem(request: HttpRequest) -> bool:
    """Whether an error is to be answered in JSON: everything under /api/."""
    return request.path_info.startswith("/api/")
