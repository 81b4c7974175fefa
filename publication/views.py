"""Pages that belong to no kind: search, permanent addresses, errors."""

from django.db.models import Case, IntegerField, TextField, Value, When
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publication.kinds import KINDS
from publication.listing import check_parameters, moment_of
from publication.models import Face
from publication.pages import RecordPage, entry_page
from publication.problems import not_found, problem, wants_problem
from publication.projection import fold
from publication.reading import find
from publication.reading.moment import BadParameter, Moment
from publication.reading.related import documents

SEARCH_LIMIT = 50


class Search(RecordPage):
    """Entries whose names or summary hold the words, without regard to case and accents."""

    def get(self, request):
        """Answer up to 50 entries, actors first, and similar names where nothing was found."""
        check_parameters(request, ("q", "kind", "as_of", "known_at"))
        moment = moment_of(request)
        asked, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
        if "\0" in asked or len(asked) > 200:
            raise BadParameter("q", "type up to 200 characters of a name.")
        if kind and kind not in KINDS:
            raise BadParameter("kind", f"'{kind[:40]}' is not a kind. Kinds are: {', '.join(KINDS)}.")
        hits, more = search(asked, kind, moment) if asked else ([], False)
        context = {
            "title": f"Search: {asked}" if asked else "Search",
            "q": asked,
            "chosen": kind,
            "kinds": KINDS.values(),
            "hits": hits,
            "more": more,
            "suggestions": find.suggest(asked, moment) if asked and not hits else [],
            "clock_keep": [("q", asked)] if asked else [],
        }
        return self.page("search.html", moment, context)


def search(text: str, kind: str, moment: Moment) -> tuple[list[dict], bool]:
    """Return up to 50 entries that hold every word, and whether there are more.

    Those of just this name come first, then of this other name, then of names that begin so; actors before the rest.
    """
    rows = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC)
    if kind:
        rows = rows.filter(kind=kind)
    wanted = fold(text)
    for word in wanted.split()[:10]:
        rows = rows.filter(search__contains=word)
    # The search text begins with the title and has one name or sentence a line.
    lines = Concat(Value("\n"), "search", Value("\n"), output_field=TextField())
    rows = rows.alias(lines=lines).annotate(
        nearness=Case(
            When(lines__startswith=f"\n{wanted}\n", then=0),
            When(lines__contains=f"\n{wanted}\n", then=1),
            When(search__startswith=wanted, then=2),
            default=3,
            output_field=IntegerField(),
        ),
        place=Case(*(When(kind=name, then=place) for place, name in enumerate(KINDS)), output_field=IntegerField()),
    )
    faces = list(rows.order_by("nearness", "place", "title", "entry")[: SEARCH_LIMIT + 1])
    return documents(faces[:SEARCH_LIMIT], moment), len(faces) > SEARCH_LIMIT


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
    return render(request, "404.html", status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, in JSON under /api/."""
    if wants_problem(request):
        return problem(403, "forbidden", "This is not allowed.")
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 that depends on nothing that may have failed."""
    if wants_problem(request):
        return problem(500, "server-error", "This request failed. Nothing was lost. Try again.")
    return render(None, "500.html", status=500)
