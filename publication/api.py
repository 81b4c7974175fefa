"""The public API's generic views: stored JSON, spliced and sent. They read the record alone."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from rest_framework.views import APIView

from publication.filters import ClaimFilter, EntryFilter
from publication.kinds import KINDS
from publication.listing import check_parameters, link, moment_of, walk, walk_entries
from publication.models import Claim, Face
from publication.problems import not_found, problem
from publication.reading import find, keyset
from publication.reading.holding import claim_holds, entry_holds
from publication.reading.moment import Moment, resolve
from publication.reading.names import splice

PREFIX = "/api/v1"
JSON_TYPE = "application/json"
API_LIMIT = 100


def answer(body: bytes, moment: Moment) -> HttpResponse:
    """Return JSON with the state of the record that it was read from."""
    response = HttpResponse(body, content_type=JSON_TYPE)
    response["X-Record-Sequence"] = str(moment.seq)
    return response


def with_holds(document: bytes, holds: str | None) -> bytes:
    """Put `holds` first into a JSON object, without decoding it."""
    return b'{"holds":%s,%s' % (json.dumps(holds).encode(), document[1:])


def envelope(request: HttpRequest, documents: list[bytes], page: keyset.Page) -> bytes:
    """Return {"results": […], "next": …, "previous": …} around documents that are JSON already."""
    return b'{"results":[%s],"next":%s,"previous":%s}' % (
        b",".join(documents),
        json.dumps(link(request, page.next)).encode(),
        json.dumps(link(request, page.previous)).encode(),
    )


class EntryList(APIView):
    """The public entries of one kind."""

    kind = ""
    filters: type[EntryFilter] = EntryFilter

    def get(self, request):
        """Answer one page: by date for what happens, by title for what is."""
        moment, page = walk_entries(request, self.kind, self.filters, API_LIMIT)
        documents = splice([face.document for face in page.rows], moment.seq)
        if moment.as_of is not None:
            day = moment.day_number
            documents = [
                with_holds(raw, entry_holds(face, day)) for raw, face in zip(documents, page.rows, strict=True)
            ]
        return answer(envelope(request, documents, page), moment)


class EntryDetail(APIView):
    """One public entry with its claims."""

    kind = ""

    def get(self, request, slug: str):
        """Answer the entry; 308 where it has another address, 410 where it was withdrawn."""
        check_parameters(request, ("as_of", "known_at", "format"))
        moment = moment_of(request)
        finding = find.by_slug(KINDS[self.kind], slug, moment)
        return entry_answer(request, finding, moment)


def entry_answer(request: HttpRequest, finding: find.Finding, moment: Moment) -> HttpResponse:
    """Return what was found at an address."""
    match finding:
        case find.Found(face):
            [document] = splice([face.document], moment.seq)
            if moment.as_of is not None:
                document = as_of(document, face, moment)
            return answer(document, moment)
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


class ClaimList(APIView):
    """All public claims, oldest first."""

    def get(self, request):
        """Answer one page of claims."""
        moment, page = walk(request, Claim.objects.at, ClaimFilter, "sort_day", "id", int, API_LIMIT)
        documents = splice([row.body for row in page.rows], moment.seq)
        if moment.as_of is not None:
            day = moment.day_number
            documents = [with_holds(raw, claim_holds(row, day)) for raw, row in zip(documents, page.rows, strict=True)]
        return answer(envelope(request, documents, page), moment)


class ClaimDetail(APIView):
    """One public claim by its permanent id."""

    def get(self, request, claim_id):
        """Answer the claim as the record at the moment has it."""
        check_parameters(request, ("known_at", "format"))
        moment = moment_of(request)
        row = Claim.objects.at(moment.seq).filter(claim_id=claim_id).first()
        if row is None:
            return not_found("No public claim has this id.")
        return answer(splice([row.body], moment.seq)[0], moment)


class Root(APIView):
    """The API's table of contents."""

    def get(self, request):
        """Answer with the lists, the record's state, the licence and the documentation."""
        check_parameters(request, ("format",))
        moment = resolve(None, None)
        lists = {kind.folder: request.build_absolute_uri(f"{PREFIX}/{kind.folder}/") for kind in KINDS.values()}
        content = {
            "title": "Chancery",
            "record": {
                "seq": moment.seq,
                "recorded_at": moment.seq_time.isoformat() if moment.seq_time else None,
            },
            "licence": "CC BY 4.0",
            "clocks": {"as_of": "a day in the world: 2007-02-10", "known_at": "a sequence number, day or time"},
            "lists": {**lists, "claims": request.build_absolute_uri(f"{PREFIX}/claims/")},
            "search": request.build_absolute_uri(f"{PREFIX}/search/") + "?q=",
        }
        return answer(json.dumps(content, ensure_ascii=False).encode(), moment)
