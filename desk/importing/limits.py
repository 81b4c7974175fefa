"""The size of a request, before anything of it is read.

Django reads no more of a body than its Content-Length says, so this one number bounds every upload.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publication.problems import problem, wants_problem


def limit_requests(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware: answer 413 to a request whose body is larger than settings.UPLOAD_LIMIT."""

    def middleware(request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdecimal() and int(size) > settings.UPLOAD_LIMIT:
            context = {"size": -(-int(size) // 1024 // 1024), "limit": settings.UPLOAD_LIMIT // 1024 // 1024}
            if wants_problem(request):
                response = problem(413, "too-large", f"A request may have {context['limit']} MB.")
            else:
                response = render(request, "413.html", context, status=413)
            # What was not read must not be taken for the next request.
            response["Connection"] = "close"
            return response
        return get_response(request)

    return middleware
