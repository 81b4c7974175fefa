"""The size of a request, before anything of it is read.

Django reads no more of a body than its Content-Length says, so this one number bounds every upload.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publication.problems import problem, wants_problem

# What everybody may ask for takes a letter at most; files and batches go to the desk and to the API for writing.
SMALL = 1024 * 1024
LARGE = ("/admin/", "/api/v1/desk/")


def limit_requests(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware: answer 413 to a body larger than settings.UPLOAD_LIMIT, outside the desk than a megabyte."""

    def middleware(request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.UPLOAD_LIMIT if request.path_info.startswith(LARGE) else SMALL
        if size.isdecimal() and int(size) > limit:
            context = {"size": -(-int(size) // 1024 // 1024), "limit": limit // 1024 // 1024}
            if wants_problem(request):
                response = problem(413, "too-large", f"A request may have {context['limit']} MB.")
            else:
                response = render(request, "413.html", context, status=413)
            # What was not read must not be taken for the next request.
            response["Connection"] = "close"
            return response
        return get_response(request)

    return middleware
