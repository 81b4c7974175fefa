"""The public API's generic views: stored JSON, spliced and sent. They read the record alone."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from publication.filters import ClaimFilter, EntryFilter
from publication.kinds import KINDS
from publication.linked_data.graph import document
from publication.listing import Selection, moment_of, select, select_entries
from publication.models import Claim, Face
from publication.problems import not_found, problem
from publication.reading import find
from publication.reading.holding import claim_holds, entry_holds
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import FIELDS, splice
from publication.serving import memento
from publication.serving.formats import CSV, GEOJSON, JSON, JSONLD, NDJSON
from publication.serving.links import add_links, link_value
from publication.serving.lists import API_LIMIT, SHAPING, ListView
from publication.serving.places import features
from publication.serving.shaping import read_shape
from publication.serving.view import CLOCKS, RecordView
from publication.shapes import claim_fields, entry_fields

PREFIX = "/api/v1"
JSON_TYPE = "application/json"
# What lists read of an entry: its JSON, its name, its place in the order, and what says whether it held on a day.
COLUMNS = ("document", "entry", *FIELDS, "sort_day", "s1", "s2", "e1", "e2", "ongoing")


def answer(body: bytes, moment: Moment) -> HttpResponse:
    """Return JSON with the state of the record that it was read from."""
    response = HttpResponse(body, content_type=JSON_TYPE)
    response["X-Record-Sequence"] = str(moment.seq)
    return response


def with_holds(document: bytes, holds: str | None) -> bytes:
    """Put `holds` first into a JSON object, without decoding it."""
    return b'{"holds":%s,%s' % (json.dumps(holds).encode(), document[1:])


class EntryList(ListView):
    """The public entries of one kind."""

    kind = ""
    filters: type[EntryFilter] = EntryFilter
    formats = (JSON, NDJSON, CSV, GEOJSON, JSONLD)

    @property
    def fields(self):
        """The members of the kind's entries."""
        return entry_fields(self.kind)

    @property
    def name(self):
        """What a table of it is called."""
        return KINDS[self.kind].folder

    def select(self, request, moment) -> Selection:
        """By date for what happens, by title for what is."""
        selection = select_entries(request, self.kind, self.filters, API_LIMIT, moment=moment, also=SHAPING)
        selection.rows = selection.rows.values_list(*COLUMNS, named=True)
        return selection

    def documents(self, rows, selection):
        """Each entry's JSON; with `holds` where a day is asked for."""
        documents = splice([face.document for face in rows], selection.moment.seq, rows)
        if selection.moment.as_of is None:
            return documents
        day = selection.moment.day_number
        return [with_holds(raw, entry_holds(face, day)) for raw, face in zip(documents, rows, strict=True)]


class EntryDetail(RecordView):
    """One public entry with its claims."""

    kind = ""
    takes = (*CLOCKS, "fields", "expand")
    formats = (JSON, GEOJSON, JSONLD)

    def get(self, request, slug: str):
        """Answer the entry, or lead whoever asks for a time (Accept-Datetime) to its version then."""
        if "Accept-Datetime" in request.headers and "known_at" not in request.GET:
            self.check(request)
            return memento.time_gate(request, KINDS[self.kind], slug, moment_of(request))
        response = super().get(request, slug=slug)
        memento.mark(request, response, self.kind, slug)
        return response

    def check_values(self, request) -> None:
        """Read the shape too, so that nobody is led to a version in a shape that there is not."""
        super().check_values(request)
        self.shape = read_shape(request, entry_fields(self.kind))
        if self.shape.fields and self.format is not JSON:
            raise BadParameter("fields", "goes with json. The other formats choose for themselves.")

    def answer(self, request, moment, slug: str) -> HttpResponse:
        """Answer the entry; 308 where it has another address, 410 where it was withdrawn."""
        finding = find.by_slug(KINDS[self.kind], slug, moment)
        if not isinstance(finding, find.Found):
            return elsewhere(request, finding)
        face = finding.face
        [raw] = splice([face.document], moment.seq, [face])
        if moment.as_of is not None:
            raw = as_of(raw, face, moment)
        [raw] = self.shape.apply([raw], moment)
        if self.format is JSONLD:
            raw = document(json.loads(raw), request.build_absolute_uri)
        elif self.format is GEOJSON:
            [feature] = features([raw], moment)
            raw = json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode()
        response = self.respond(raw, moment)
        if moment.known_at is not None:
            response["Memento-Datetime"] = memento.date_of(face)
        page = request.build_absolute_uri(f"/{KINDS[self.kind].folder}/{face.slug}/")
        canonical = request.build_absolute_uri(f"{PREFIX}/{KINDS[self.kind].folder}/{face.slug}/")
        add_links(response, link_value(canonical, "canonical"), link_value(page, "alternate", type="text/html"))
        return response


def elsewhere(request: HttpRequest, finding: find.Finding) -> HttpResponse:
    """Return what is to be said where there is no entry at an address."""
    match finding:
        case find.Elsewhere(path):
            query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            response = HttpResponseRedirect(f"{PREFIX}{path}{query}")
            response.status_code = 308
            return response
        case find.Gone(face):
            return problem(
                410,
                "withdrawn",
                "This entry was withdrawn; its history stays.",
                entry={"id": str(face.public_id), "kind": face.kind, "slug": face.slug, "title": face.title},
            )
        case find.Missing(suggestions, later):
            if later:
                return not_found("No entry had this address yet in the record as known then.")
            return not_found("No entry has this address.", suggestions)


def as_of(document: bytes, face: Face, moment: Moment) -> bytes:
    """An entry's document with only those claims that hold, may hold or are past on the day, each saying which."""
    day = moment.day_number
    rows = Claim.objects.at(moment.seq).filter(owner=face.entry).defer("body")
    answers = {str(row.claim_id): claim_holds(row, day) for row in rows}
    content = json.loads(document)
    content["claims"] = [
        {**claim, "holds": answers[claim["id"]]} for claim in content["claims"] if answers.get(claim["id"])
    ]
    content = {"holds": entry_holds(face, day), **content}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


class ClaimList(ListView):
    """All public claims, oldest first."""

    filters = ClaimFilter
    formats = (JSON, NDJSON, CSV)
    fields = claim_fields()
    name = "claims"

    def select(self, request, moment) -> Selection:
        """By the day on which each may have begun."""
        return select(request, Claim.objects.at, ClaimFilter, ("date",), "id", API_LIMIT, moment=moment, also=SHAPING)

    def documents(self, rows, selection):
        """Each claim's JSON; with `holds` where a day is asked for."""
        documents = splice([row.body for row in rows], selection.moment.seq)
        if selection.moment.as_of is None:
            return documents
        day = selection.moment.day_number
        return [with_holds(raw, claim_holds(row, day)) for raw, row in zip(documents, rows, strict=True)]


class ClaimDetail(RecordView):
    """One public claim by its permanent id."""

    takes = ("known_at", "fields", "expand")

    def answer(self, request, moment, claim_id) -> HttpResponse:
        """Answer the claim as the record at the moment has it."""
        shape = read_shape(request, claim_fields())
        row = Claim.objects.at(moment.seq).filter(claim_id=claim_id).first()
        if row is None:
            return not_found("No public claim has this id.")
        return self.respond(shape.apply(splice([row.body], moment.seq), moment)[0], moment)
