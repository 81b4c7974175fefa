"""Problem details (RFC 9457) for everything that goes wrong under /api/."""

import json
import logging
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from publication.filters import BadParameters
from publication.reading.moment import BadParameter

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


def problem(status: int, name: str, detail: str, **more) -> HttpResponse:
    """Return a problem: `name` is its stable type, /api/problems/NAME; `detail` is for the person reading."""
    body = {
        "type": f"/api/problems/{name}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    # What was asked is echoed in messages: escaped, so that it stays text even where somebody renders it.
    text = json.dumps(body, ensure_ascii=False).replace("<", "\\u003c")
    return HttpResponse(text, status=status, content_type=MEDIA_TYPE)


def bad_parameters(errors: list[BadParameter]) -> HttpResponse:
    """Return 400 with each parameter and what it would accept."""
    listed = [{"parameter": error.name, "detail": str(error)} for error in errors]
    return problem(400, "bad-parameter", "; ".join(f"{e.name}: {e}" for e in errors), parameters=listed)


def not_found(detail: str, suggestions: list[dict] = ()) -> HttpResponse:
    """Return 404, with entries of similar names where there are any."""
    return problem(404, "not-found", detail, **({"suggestions": list(suggestions)} if suggestions else {}))


def handle(error: Exception, context: dict) -> HttpResponse | None:
    """Turn an exception from an API view into a problem; None leaves it to Django's 500."""
    if isinstance(error, BadParameters):
        return bad_parameters(error.errors)
    if isinstance(error, BadParameter):
        return bad_parameters([error])
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
