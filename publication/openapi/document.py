"""The OpenAPI 3.1 document of everything under /api/v1/."""

import re

from publication.api import ClaimDetail, ClaimList, EntryDetail, EntryList
from publication.listing import orders_of
from publication.openapi import parameters as of
from publication.openapi.examples import filled
from publication.openapi.routes import Route, routes
from publication.openapi.samples import samples
from publication.openapi.schemas import component, schemas, to
from publication.problems import MEDIA_TYPE, PROBLEMS
from publication.serving.formats import CSV, GEOJSON, GRAPHML, JSONLD, LINKS, NDJSON, OPENAPI
from publication.serving.links import LICENCE
from publication.serving.lists import ListView
from publication.serving.view import RecordView
from publication.shapes import claim_fields, entry_fields

# What an answer holds beside the lists and entries, by view.
ANSWERS = {
    "Root": "Contents",
    "SearchList": "HitList",
    "Crosswalk": "CodePage",
    "DyadYears": "DyadYearList",
    "NetworkOfDay": "Graph",
    "TimeMap": "Mementos",
    "Context": "LinkedData",
    "RevisionList": "RevisionPage",
    "RevisionDetail": "Revision",
    "ChangeFeed": "ChangePage",
    "ReleaseList": "ReleasePage",
    "ReleaseDetail": "Release",
}
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
HEADERS = {
    "ETag": "Changes with the record, the day, the format, the encoding and the code.",
    "Last-Modified": "When the record, or the day, last changed.",
    "Link": "first, next, prev; canonical, alternate; timegate, timemap, memento; describedby, service-doc, license.",
    "X-Record-Sequence": "The state of the record that was read: give it as known_at to read the same again.",
    "RateLimit": "How many requests are left, and for how many seconds.",
    "RateLimit-Policy": "Of how many requests, and within how many seconds.",
}
VERSIONS = ("Root", "Context", "TimeMap", "SchemaView", "RevisionList", "RevisionDetail", "ChangeFeed")
VERSIONS += ("ReleaseList", "ReleaseDetail")
PARTS = {
    "entries": "Lists and single entries of each kind, as the record has them on a day and at a time.",
    "claims": "The dated, cited statements of which entries are made.",
    "exchange": "Codes to actors, panels and graphs, search.",
    "versions": "What there is, what it means, and how it was.",
}
ERRORS = {
    "400": ("bad-parameter", "A parameter or header cannot be read."),
    "404": ("not-found", "There is nothing at this address."),
    "405": ("method-not-allowed", "This address is read with GET or HEAD."),
    "406": ("not-acceptable", "None of its formats is accepted."),
    "410": ("withdrawn", "The entry was withdrawn."),
    "429": ("too-many-requests", "Too many requests within a minute."),
    "500": ("server-error", "It is our fault."),
    "503": ("too-many-waiting", "As many clients wait for changes as may."),
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
                "address does not know is refused. `a=x,y` asks for any of two values, `not_a=x` for all but one."
            ),
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        "servers": [{"url": server}],
        "tags": [{"name": name, "description": words} for name, words in PARTS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "headers": {name: {"description": words, "schema": {"type": "string"}} for name, words in HEADERS.items()},
            "responses": {f"Problem{status}": _error(status) for status in ERRORS},
        },
    }


def operation(route: Route, server: str, examples: dict[str, str]) -> dict:
    """Describe one address, with examples of what the record has."""
    view = route.view
    first, _, rest = of.words_of(view.__doc__).partition("\n\n")
    more = of.words_of(view.answer.__doc__)
    name = re.sub(r"\W+", "_", route.path.removeprefix("/api/v1/").strip("/")) or "root"
    asked = filled(SHOWN.get(view.__name__, {}), examples)
    path = route.path.replace("{slug}", _slug(view)).replace("{folder}", "countries")
    shown = filled([*_path_parameters(route), *_query(view), *_headers(view)], examples)
    return {
        "operationId": f"get_{name}",
        "tags": [_part(view)],
        "summary": first.rstrip("."),
        "description": "\n\n".join(filter(None, (rest, more))),
        "parameters": shown,
        "responses": _responses(view),
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
    example = {"slug": _slug(route.view), "folder": "countries", "claim_id": "{claim_id}", "seq": "1"}
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


def _responses(view: type) -> dict:
    answer = "Answer"
    found = {
        "200": {
            "description": answer,
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
            "content": {offer.media_type: {"schema": _body(view, offer)} for offer in view.formats},
        },
        "304": {"description": "Nothing has changed since the answer with that ETag."},
    }
    found["414"] = {
        "description": "The address is longer than the server reads, which says so itself.",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }
    statuses = ["400", "404", "405", "406", "429", "500"]
    if issubclass(view, EntryDetail):
        where = {"Location": {"description": "The address to go to.", "schema": {"type": "string"}}}
        found["302"] = {"description": "The version at the time of Accept-Datetime.", "headers": where}
        found["308"] = {"description": "The entry has another address.", "headers": where}
        statuses.insert(4, "410")
    if "wait" in (view.takes or ()):
        statuses.append("503")
    return {**found, **{status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}}


def _body(view: type, offer) -> dict:
    """The schema of a body in a format."""
    if offer in (CSV, NDJSON, GRAPHML, LINKS):
        words = {
            CSV: "RFC 4180, with a header; UTF-8 without a byte-order mark.",
            NDJSON: "One object in each line, as in the results of JSON.",
            GRAPHML: "GraphML 1.0.",
            LINKS: "RFC 6690, as RFC 7089 uses it.",
        }[offer]
        return {"type": "string", "description": words}
    if offer is OPENAPI:
        return {"type": "object"}
    if offer is GEOJSON:
        return to("FeatureCollection" if issubclass(view, ListView) else "Feature")
    if offer is JSONLD:
        return to("LinkedData")
    if issubclass(view, (EntryList, EntryDetail)):
        return to(component(view.kind) + ("Page" if issubclass(view, EntryList) else ""))
    if issubclass(view, (ClaimList, ClaimDetail)):
        return to("ClaimPage" if issubclass(view, ClaimList) else "Claim")
    return to(ANSWERS[view.__name__]) if view.__name__ in ANSWERS else {"type": "object"}


def _error(status: str) -> dict:
    name, words = ERRORS[status]
    example = {"type": f"/api/problems/{name}/", "title": PROBLEMS[name][0], "status": int(status), "detail": words}
    if name == "bad-parameter":
        detail = "'0' is not a number from 1 to 1000."
        example |= {"detail": f"limit: {detail}"}
        example["parameters"] = [{"parameter": "limit", "value": "0", "detail": detail}]
    found = {
        "description": words,
        "content": {MEDIA_TYPE: {"schema": to("Problem"), "example": example}},
    }
    if status == "429":
        found["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return found
