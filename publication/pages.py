"""The public pages' generic views: a list and an entry, at a moment. They read the record alone."""

import json
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from publication.api import as_of
from publication.filters import BadParameters, ClaimFilter, EntryFilter
from publication.history.citation import citation_of
from publication.kinds import KINDS, path_of
from publication.languages import local
from publication.listing import check_parameters, link, moment_of, walk, walk_entries
from publication.models import Claim, Face, Revision
from publication.reading import find
from publication.reading.holding import claim_holds
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of, splice, titled
from publication.reading.notes import number_notes
from publication.reading.related import documents
from publication.reading.topics import topics_to_choose
from publication.serving.sealing import seal
from publication.templatetags.chancery import with_query

PAGE_LIMIT = 50
# Parameters that take days: when one of them is wrong, the page says how to write a day.
DATES = ("as_of", "known_at", "date_after", "date_before", "from", "to")
SECTIONS = {
    "country": "actors",
    "organization": "actors",
    "person": "actors",
    "relationship": "relationships",
    "event": "events",
    "agreement": "events",
    "statement": "events",
    "topic": "topics",
    "indicator": "topics",
    "source": "sources",
}
SECTION_TITLES = {
    "actors": (gettext_lazy("Actors"), "/countries/"),
    "events": (gettext_lazy("Events"), "/events/"),
    "topics": (gettext_lazy("Topics"), "/topics/"),
}


class RecordPage(View):
    """A page at a moment: parameters that cannot be read give a page that helps, with status 400.

    Where `of_the_record` is false, a page depends on more than the record and the day.
    """

    http_method_names = ["get", "head", "options"]
    of_the_record = True

    def dispatch(self, request, *args, **kwargs):
        """Answer, or explain what is wrong with the address."""
        try:
            response = super().dispatch(request, *args, **kwargs)
        except BadParameters as error:
            return self.refuse(request, error.errors)
        except BadParameter as error:
            return self.refuse(request, [error])
        reads = self.of_the_record and request.method in ("GET", "HEAD")
        return seal(request, response) if reads else response

    def refuse(self, request: HttpRequest, errors: list[BadParameter]) -> HttpResponse:
        """The 400 page, naming each parameter."""
        listed = [f"{error.name}: {error}" for error in errors]
        dates = any(error.name in DATES for error in errors)
        context = {"errors": listed, "task": "show", "dates": dates}
        return render(request, "400.html", context, status=400)

    def page(self, template: str, moment: Moment, context: dict) -> HttpResponse:
        """Render a page with its clocks, which the request keeps for links in parts that are not given them."""
        self.request.clock = moment
        response = render(self.request, template, {"clock": moment, **context})
        response["X-Record-Sequence"] = str(moment.seq)
        return response


def crumbs_of(kind: str, entry: dict | None = None) -> list[dict]:
    """The way to a list or an entry, which is given by its title (and `lang`, where that is not the reader's)."""
    here = KINDS[kind]
    section = SECTION_TITLES.get(SECTIONS[kind])
    trail = []
    if section and section[1] != f"/{here.folder}/":
        trail.append({"title": section[0], "url": section[1]})
    trail.append({"title": capfirst(here.plural), "url": f"/{here.folder}/"})
    if entry:
        trail.append({"title": entry["title"], "lang": entry.get("lang"), "url": ""})
    return trail


class EntryListPage(RecordPage):
    """The list of one kind, with its filters and the same keyset pages as the API."""

    kind = ""
    filters: type[EntryFilter] = EntryFilter
    template = "entries/list.html"

    def get(self, request):
        """Answer one page of the list."""
        moment, page = walk_entries(request, self.kind, self.filters, PAGE_LIMIT)
        entries = documents(page.rows, moment)
        kind = KINDS[self.kind]
        public = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC)
        clocks = ("as_of", "known_at", "cursor")
        asked = {name: value for name, value in request.GET.items() if value and name not in clocks}
        context = {
            "kind": kind,
            "title": capfirst(kind.plural),
            "section": SECTIONS[self.kind],
            "here": kind.folder,
            "crumbs": crumbs_of(self.kind) if SECTIONS[self.kind] in SECTION_TITLES else [],
            "entries": entries,
            "asked": asked,
            "types": sorted(public.filter(kind=self.kind).exclude(type="").values_list("type", flat=True).distinct()),
            "topics": topics_to_choose(moment),
            "clock_keep": list(asked.items()),
            "page": {"next": link(request, page.next), "previous": link(request, page.previous)},
        }
        context |= self.more(entries, moment)
        context["notes"] = number_notes(context.pop("more_claims", []), moment)
        return self.page(self.template, moment, context)

    def more(self, entries: list[dict], moment: Moment) -> dict:
        """More context for one kind's list; claims under 'more_claims' get footnotes."""
        return {}


class ClaimListPage(RecordPage):
    """Every public claim, oldest first, with the filters of the API: where an entry's page leads for the rest."""

    def get(self, request):
        """Answer one page of claims, each with the entry that it stands in."""
        moment, page = walk(request, Claim.objects.at, ClaimFilter, "sort_day", "id", int, PAGE_LIMIT)
        bodies = [json.loads(raw) for raw in splice([row.body for row in page.rows], moment.seq)]
        if moment.as_of is not None:
            for row, body in zip(page.rows, bodies, strict=True):
                body["holds"] = claim_holds(row, moment.day_number)
        clocks = ("as_of", "known_at", "cursor")
        asked = {name: value for name, value in request.GET.items() if value and name not in clocks}
        context = {
            "title": _("Claims"),
            "claims": bodies,
            "asked": asked,
            "clock_keep": list(asked.items()),
            "page": {"next": link(request, page.next), "previous": link(request, page.previous)},
            "notes": number_notes(bodies, moment),
        }
        return self.page("claims.html", moment, context)


class EntryPage(RecordPage):
    """The page of one entry."""

    kind = ""
    template = "entries/entry.html"

    def get(self, request, slug: str):
        """Answer the entry, or say where it is, that it was withdrawn, or what has a similar name."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        finding = find.by_slug(KINDS[self.kind], slug, moment)
        return entry_page(self, finding, moment)

    def content(self, face: Face, moment: Moment) -> tuple[dict, dict[str, list[dict]]]:
        """Return the entry's JSON as of the moment, and its claims by part."""
        [raw] = splice([face.document], moment.seq)
        entry = titled(json.loads(as_of(raw, face, moment) if moment.as_of is not None else raw))
        parts: dict[str, list[dict]] = {}
        for claim in entry["claims"]:
            parts.setdefault(claim["part"], []).append(claim)
        return entry, parts

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Render the entry."""
        entry, parts = self.content(face, moment)
        context = {
            "entry": entry,
            "kind": KINDS[self.kind],
            "title": entry["title"],
            "description": entry.get("summary", "")[:200],
            "section": SECTIONS[self.kind],
            "here": KINDS[self.kind].folder,
            "crumbs": crumbs_of(self.kind, entry),
            "parts": parts,
            "api_path": f"/api/v1{entry['url']}",
            "cited": citation_of(entry, moment, self.request),
        }
        if moment.as_of is not None and "holds" in entry and entry["holds"] is None:
            context["clock_note"] = _("On this day it was not there: not yet, or no longer.")
        context |= self.more(entry, face, moment, parts)
        context["notes"] = number_notes([*entry["claims"], *context.pop("more_claims", [])], moment)
        return self.page(self.template, moment, context)

    def more(self, entry: dict, face: Face, moment: Moment, parts: dict[str, list[dict]]) -> dict:
        """More context for one kind's page; claims under 'more_claims' get footnotes too."""
        return {}


def before(gone: Face, revision: Revision | None, moment: Moment) -> dict | None:
    """Where an entry that was taken back can be read as it last stood: {url, seq, title}; None if nowhere."""
    if revision is None:
        return None
    # A publication is visible whole: what stood before it is known at the number before its first.
    together = Revision.objects.filter(batch_end=revision.batch_end).order_by("seq")
    seq = together.values_list("seq", flat=True)[0] - 1
    face = Face.objects.at(seq).filter(entry=gone.entry, state=Face.State.PUBLIC).defer("document").first()
    if face is None:
        return None
    clocks = {"as_of": moment.as_of, "known_at": seq}
    query = urlencode({name: value for name, value in clocks.items() if value is not None})
    return {"url": with_query(path_of(face.kind, face.slug), query), "seq": seq, "title": face.title}


def entry_page(view: EntryPage, finding: find.Finding, moment: Moment) -> HttpResponse:
    """Answer what was found at an address, as a page."""
    request = view.request
    match finding:
        case find.Found(face):
            return view.show(face, moment)
        case find.Elsewhere(path):
            query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            response = HttpResponseRedirect(local(path) + query)
            response.status_code = 308
            return response
        case find.Gone(face):
            revision = Revision.objects.filter(seq=face.revision).first()
            reason = (revision.snapshot or {}).get("reason", "") if revision else ""
            context = {
                "entry": name_of(face),
                "withdrawn_on": revision.recorded_at if revision else None,
                "reason": reason,
                "before": before(face, revision, moment),
                "clock": moment,
            }
            return render(request, "410.html", context, status=410)
        case find.Missing(suggestions, later):
            context = {"suggestions": suggestions, "clock": moment, "later": later}
            return render(request, "404.html", context, status=404)
