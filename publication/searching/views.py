"""The page of a search, and the names that help while typing one."""

import hashlib
import json

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from publication.kinds import path_of
from publication.languages import local, reading
from publication.listing import check_parameters, moment_of
from publication.pages import RecordPage
from publication.problems import bad_parameters
from publication.reading.moment import BadParameter
from publication.searching.asking import as_written, ask, read_text, shown
from publication.searching.completion import begun
from publication.searching.facets import facets
from publication.serving.sealing import mark
from publication.templatetags.chancery import kind_word, with_query

PER_PAGE = 20
TAKEN = ("q", "kind", "topic", "decade", "as_typed", "page", "as_of", "known_at")
SECONDS = 60


class SearchPage(RecordPage):
    """Entries that hold the words, the best first, each with the passage that holds them."""

    def get(self, request):
        """Answer one page of up to 20 hits; without words, how to search."""
        check_parameters(request, TAKEN)
        answer = ask(request)
        number = _page_number(request.GET.get("page"))
        first = (number - 1) * PER_PAGE
        hits = shown(answer, first, first + PER_PAGE)
        kept = [(name, value) for name, values in request.GET.lists() for value in values if value]
        meant = answer.search.meant if not answer.everything or answer.search.instead else []
        context = {
            "title": _("Search: %(words)s") % {"words": answer.text} if answer.text else _("Search"),
            "q": answer.text,
            "answer": answer,
            "hits": hits,
            "instead": as_written(answer.search.instead, hits),
            "first": first + 1,
            "last": first + len(hits),
            "facets": facets(answer.everything, answer.narrowing, answer.moment) if answer.everything else [],
            "narrowed": bool(answer.narrowing.groups()),
            "as_typed": request.GET.get("as_typed"),
            "only_as_typed": _address(request, as_typed="1", page=None),
            "show_all": _address(request, kind=None, topic=None, decade=None, page=None),
            "any_day": _address(request, as_of=None, page=None),
            "meant": [{"text": text, "url": _address(request, q=text, page=None)} for text in meant],
            "likely": begun(meant[0], answer.moment) if meant and not answer.everything else (),
            "clock_keep": [(name, value) for name, value in kept if name not in ("page", "as_of", "known_at")],
            "page": {
                "previous": _address(request, page=str(number - 1)) if number > 1 else None,
                "next": _address(request, page=str(number + 1)) if len(answer.fitting) > first + PER_PAGE else None,
            },
        }
        return self.page("search.html", answer.moment, context)


def _page_number(text: str | None) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text)):
        raise BadParameter("page", _("'%(value)s' is not the number of a page, 1 or more.") % {"value": text[:20]})
    return int(text)


def _address(request, **changed: str | None) -> str:
    """This search with some parameters changed, or left out where they are None."""
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{request.path}?{query.urlencode()}"


class SearchNames(RecordPage):
    """/search/names/: up to 8 entries whose names begin with what is typed so far, as JSON for the search box."""

    def refuse(self, request, errors):
        """Bad parameters are answered in JSON too."""
        return bad_parameters(errors)

    def get(self, request):
        """Answer the names; a browser may keep them for a minute, and asks again by the state of the record."""
        check_parameters(request, ("q", "as_of", "known_at"))
        text, moment = read_text(request), moment_of(request)
        asked = repr((reading(), text, moment.seq, moment.head, moment.as_of, moment.known_at))
        etag = f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == etag:
            response = HttpResponse(status=304)
        else:
            names = [
                {
                    **name,
                    "label": kind_word(name["kind"]),
                    "url": with_query(local(path_of(name["kind"], name["slug"])), moment.query),
                }
                for name in begun(text, moment)
            ]
            body = json.dumps({"q": text, "names": names}, ensure_ascii=False)
            response = HttpResponse(body, content_type="application/json")
            mark(response)
        response["ETag"] = etag
        patch_cache_control(response, public=True, max_age=SECONDS)
        return response
