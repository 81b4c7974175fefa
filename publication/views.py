"""Pages that belong to no kind: permanent addresses, errors."""

import re
import sys
from difflib import get_close_matches

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publication import outage
from publication.kinds import KINDS
from publication.listing import check_parameters, moment_of
from publication.pages import RecordPage, entry_page
from publication.problems import not_found, problem, wants_problem
from publication.reading import find
from publication.reading.find import suggest
from publication.reading.moment import resolve

# What a person may have typed as a name; not a file that a program looks for.
_NAME = re.compile(r"^[\w-]{3,80}$")
# The first part of the desk's addresses.
DESK = "admin"


class Permanent(RecordPage):
    """/id/<public_id>/: the address that never changes."""

    kind = "country"

    def get(self, request, public_id: str):
        """Redirect to where the entry lives now."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        return entry_page(self, find.by_public_id(public_id, moment), moment)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for requests that Django itself refuses."""
    if wants_problem(request):
        return problem(400, "bad-request", "The request cannot be read.")
    return render(request, "400.html", status=400)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for addresses that no route knows."""
    if wants_problem(request):
        return not_found("There is nothing at this address. The API begins at /api/v1/.")
    return render(request, "404.html", near(request), status=404)


def near(request: HttpRequest) -> dict:
    """What the last part of an address may have meant: the words in it, entries and lists of such names."""
    parts = [part for part in request.path_info.split("/") if part]
    # At the desk nothing has a name of its own.
    if not parts or parts[0] == DESK or not _NAME.match(parts[-1]):
        return {"desk": parts[:1] == [DESK]}
    folders = {kind.folder: {"title": kind.plural.capitalize(), "url": f"/{kind.folder}/"} for kind in KINDS.values()}
    lists = [folders[name] for name in get_close_matches(parts[0].lower(), folders, 1, 0.7)]
    words = parts[-1].replace("-", " ").replace("_", " ")
    return {"suggestions": suggest(parts[-1], resolve(None, None)), "lists": lists, "q": words}


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, in JSON under /api/."""
    if wants_problem(request):
        return problem(403, "forbidden", "This is not allowed.")
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 that depends on nothing that may have failed; 503 where the database is at fault, in middleware too."""
    if outage.is_fault(error := sys.exception()):
        return outage.answer(request, error)
    if wants_problem(request):
        return problem(500, "server-error", "This request failed. Nothing was lost. Try again.")
    return render(None, "500.html", status=500)
