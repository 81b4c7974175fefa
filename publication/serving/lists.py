"""One list in every format: pages of JSON, GeoJSON and JSON-LD; the whole of it as NDJSON or CSV."""

import json
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse

from publication.linked_data.graph import graph
from publication.listing import Selection, link
from publication.reading import keyset
from publication.reading.moment import BadParameter
from publication.serving.formats import CSV, GEOJSON, JSONLD, NDJSON
from publication.serving.links import LICENCE, add_links, link_value
from publication.serving.places import collection, features
from publication.serving.shaping import read_shape
from publication.serving.tables import object_table
from publication.serving.view import RecordView

API_LIMIT = 100
# Parameters that lists of the API take beside the filters.
SHAPING = ("fields", "expand", "count")


class ListView(RecordView):
    """A list of objects that are JSON already."""

    takes = None
    # The members of its objects: see `publication.shapes`.
    fields: dict[str, str] = {}
    name = ""

    def select(self, request: HttpRequest, moment) -> Selection:
        """What is asked of the list."""
        raise NotImplementedError

    def documents(self, rows: list, selection: Selection) -> list[bytes]:
        """The rows' JSON."""
        raise NotImplementedError

    def answer(self, request, moment) -> HttpResponse:
        """Answer one page, or everything where a table or lines are asked for without `limit` and `cursor`."""
        shape = read_shape(request, self.fields)
        if shape.fields and self.format in (GEOJSON, JSONLD):
            raise BadParameter("fields", "goes with json, ndjson and csv. The other formats choose for themselves.")
        counted = _wants_count(request)
        selection = self.select(request, moment)

        def made(rows: list) -> list[bytes]:
            return shape.apply(self.documents(rows, selection), selection.moment)

        if self.format in (CSV, NDJSON):
            if counted:
                raise BadParameter("count", "goes with pages of JSON. Count the rows of a table or of lines.")
            return self.whole(request, selection, made, shape.fields)
        page = selection.page()
        documents = made(page.rows)
        if self.format is GEOJSON:
            found = features(documents, selection.moment)
            body = collection(found, link(request, page.next), LICENCE)
        elif self.format is JSONLD:
            entries = [json.loads(raw) for raw in documents]
            body = graph(entries, request.build_absolute_uri(), request.build_absolute_uri)
        else:
            body = envelope(request, documents, page, selection.count() if counted else None)
        return self.with_pages(request, self.respond(body, selection.moment), page)

    def whole(self, request, selection: Selection, made: Callable, only: tuple[str, ...]) -> HttpResponse:
        """Answer every row, read some at a time while they are sent; nothing is held open between two reads."""
        page = None
        if "limit" in request.GET or "cursor" in request.GET:
            page = selection.page()
            parts = iter([page.rows])
        else:
            parts = first_read(selection.chunks())
        chunks = (made(rows) for rows in parts)
        if self.format is CSV:
            fields = {name: kind for name, kind in self.fields.items() if name != "claims"}
            dated = ("holds",) if selection.moment.as_of is not None else ()
            if only:
                fields = {name: kind for name, kind in fields.items() if name in ("id", *dated, *only)}
            body, name = object_table(fields, chunks), self.name
        else:
            body, name = (b"\n".join([*documents, b""]) for documents in chunks), ""
        response = self.respond(body, selection.moment, name)
        return response if page is None else self.with_pages(request, response, page)

    def with_pages(self, request, response: HttpResponse, page: keyset.Page) -> HttpResponse:
        """Name the neighbouring pages in the Link header."""
        query = request.GET.copy()
        query.pop("cursor", None)
        first = request.build_absolute_uri(f"{request.path}?{query.urlencode()}" if query else request.path)
        add_links(response, link_value(first, "first"))
        for rel, cursor in (("next", page.next), ("prev", page.previous)):
            if cursor is not None:
                add_links(response, link_value(link(request, cursor), rel))
        return response


def envelope(request: HttpRequest, documents: list[bytes], page: keyset.Page, count: int | None = None) -> bytes:
    """Return {"results": […], "next": …, "previous": …} around documents that are JSON already."""
    counted = b"" if count is None else b',"count":%d' % count
    return b'{"results":[%s],"next":%s,"previous":%s%s}' % (
        b",".join(documents),
        json.dumps(link(request, page.next)).encode(),
        json.dumps(link(request, page.previous)).encode(),
        counted,
    )


def first_read(chunks: Iterator[list]) -> Iterator[list]:
    """The same chunks, the first of which is read now: what is wrong is said before an answer begins."""
    first = next(chunks)

    def all_of_them() -> Iterator[list]:
        yield first
        yield from chunks

    return all_of_them()


def _wants_count(request: HttpRequest) -> bool:
    value = request.GET.get("count", "")
    if value not in ("", "exact"):
        raise BadParameter("count", f"'{value[:40]}' is not 'exact'. Leave it out, or ask for count=exact.")
    return value == "exact"
