"""The OpenAPI 3.1 document of everything under /api/v1/."""

from publication.api import ClaimDetail, ClaimList, EntryDetail, EntryList
from publication.listing import orders_of
from publication.openapi import parameters as of
from publication.openapi.examples import filled
from publication.openapi.responses import ERRORS, HEADERS, error_response, operation_id, responses_of
from publication.openapi.routes import Route, routes
from publication.openapi.samples import samples
from publication.openapi.schemas import schemas
from publication.serving.links import LICENCE
from publication.serving.lists import ListView
from publication.serving.view import RecordView
from publication.shapes import claim_fields, entry_fields

# Requests to show, by view: parts of the path and parameters.
SHOWN: dict[str, dict[str, str]] = {
    "SearchList": {"q": "treaty"},
    "Crosswalk": {"scheme": "{scheme}", "code": "{code}", "on": "1980-01-01"},
    "DyadYears": {"actor": "{actor}", "from": "1991", "to": "2024", "format": "csv"},
    "NetworkOfDay": {"as_of": "2007-02-10", "format": "graphml"},
    "ClaimList": {"between": "{first},{second}", "predicate": "phase"},
    "RelationshipList": {"actor": "{actor}", "level_max": "-2", "as_of": "2015-01-01"},
    "EventList": {"actor": "{actor}", "date_after": "2014", "format": "geojson"},
    "OrganizationList": {"member": "{actor}", "as_of": "2007-02-10"},
}
VERSIONS = ("Root", "Context", "TimeMap", "SchemaView", "RevisionList", "RevisionDetail", "ChangeFeed")
VERSIONS += ("ReleaseList", "ReleaseDetail")
PARTS = {
    "entries": "Lists and single entries of each kind, as the record has them on a day and at a time.",
    "claims": "The dated, cited statements of which entries are made.",
    "exchange": "Codes to actors, panels and graphs, search.",
    "versions": "What there is, what it means, and how it was.",
}


def document(server: str, examples: dict[str, str]) -> dict:
    """Return the document, with `server` as the address of the site.

    `examples` are entries of the record by what they stand for: see `publication.openapi.examples`.
    """
    paths: dict[str, dict] = {}
    for route in routes():
        if issubclass(route.view, RecordView):
            paths[route.path] = {"get": operation(route, server, examples)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Chancery",
            "version": "1",
            "summary": "A sourced record of how states and organizations stand to one another.",
            "description": (
                "Two clocks: `as_of` is a day in the world, `known_at` a state of the record. A parameter that an "
                "address does not know is refused. `a=x,y` asks for any of two values, `not_a=x` for all but one. "
                "Curators' programs write below `/api/v1/desk/`, which has a document of its own."
            ),
            "contact": {"name": "About this site", "url": f"{server}/about/"},
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        # Nobody signs in to read.
        "security": [],
        "servers": [{"url": server}],
        "tags": [{"name": name, "description": words} for name, words in PARTS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "headers": {name: {"description": words, "schema": {"type": "string"}} for name, words in HEADERS.items()},
            "responses": {f"Problem{status}": error_response(status) for status in ERRORS},
        },
    }


def operation(route: Route, server: str, examples: dict[str, str]) -> dict:
    """Describe one address, with examples of what the record has."""
    view = route.view
    first, _, rest = of.words_of(view.__doc__).partition("\n\n")
    more = of.words_of(view.answer.__doc__)
    asked = filled(SHOWN.get(view.__name__, {}), examples)
    path = route.path.replace("{slug}", _slug(view)).replace("{folder}", "countries")
    shown = filled([*_path_parameters(route), *_query(view), *_headers(view)], examples)
    return {
        "operationId": operation_id(route.path),
        "tags": [_part(view)],
        "summary": first.rstrip("."),
        "description": "\n\n".join(filter(None, (rest, more))),
        "parameters": shown,
        "responses": responses_of(route),
        "x-codeSamples": samples(server + filled(path, examples), asked),
    }


def _part(view: type) -> str:
    if issubclass(view, (EntryList, EntryDetail)):
        return "entries"
    if issubclass(view, (ClaimList, ClaimDetail)):
        return "claims"
    return "versions" if view.__name__ in VERSIONS else "exchange"


def _slug(view: type) -> str:
    """The place of an entry's slug: that of the view's kind, else a country's."""
    return f"{{{getattr(view, 'kind', '') or 'country'}}}"


def _path_parameters(route: Route) -> list[dict]:
    example = {"slug": _slug(route.view), "folder": "countries", "claim_id": "{claim_id}", "seq": 1}
    example["number"] = "2026.1"
    return [of.in_path(name, converter, example.get(name)) for name, converter in route.converters.items()]


def _query(view: type) -> list[dict]:
    name, found = view.__name__, []
    if issubclass(view, ListView):
        fields = entry_fields(view.kind) if issubclass(view, EntryList) else claim_fields()
        orders = orders_of(view.kind) if issubclass(view, EntryList) else ("date",)
        found += of.of_filters(view.filters) + of.shaping(fields) + [of.ordering(orders)]
        found += [of.plain(name, each) for each in ("limit", "cursor", "count", "as_of", "known_at")]
    else:
        fields = entry_fields(view.kind) if issubclass(view, EntryDetail) else claim_fields()
        shaped = {each["name"]: each for each in of.shaping(fields)}
        found += [shaped.get(each) or of.plain(name, each) for each in view.takes or ()]
    names = [offer.name for offer in view.formats]
    schema = {"type": "string", "enum": names, "default": names[0]}
    return [*found, of.query("format", "The format; goes before the header Accept.", schema, names[0])]


def _headers(view: type) -> list[dict]:
    def header(name: str, words: str, example: str) -> dict:
        schema = {"type": "string"}
        return {"name": name, "in": "header", "description": words, "schema": schema, "example": example}

    found = [header("If-None-Match", "The ETag that you have: 304 if nothing changed.", '"0123456789abcdef"')]
    if issubclass(view, EntryDetail):
        words = "A time: leads to the version that the record had then (Memento, RFC 7089)."
        found.append(header("Accept-Datetime", words, "Mon, 23 Nov 2026 10:00:00 GMT"))
    return found
