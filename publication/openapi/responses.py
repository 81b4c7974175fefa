"""What an address answers: its statuses, bodies in each format, headers, and the links to what is asked next."""

import re

from publication.api import ClaimDetail, ClaimList, EntryDetail, EntryList
from publication.kinds import KINDS
from publication.openapi.routes import Route
from publication.openapi.schemas import component, to
from publication.problems import MEDIA_TYPE, PROBLEMS
from publication.serving.formats import CSV, GEOJSON, GRAPHML, JSONLD, LINKS, NDJSON, OPENAPI
from publication.serving.lists import ListView

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
HEADERS = {
    "ETag": "Changes with the record, the day, the format, the encoding and the code.",
    "Last-Modified": "When the record, or the day, last changed.",
    "Link": "first, next, prev; canonical, alternate; timegate, timemap, memento; describedby, service-doc, license.",
    "X-Record-Sequence": "The state of the record that was read: give it as known_at to read the same again.",
    "RateLimit": "How many requests are left, and for how many seconds.",
    "RateLimit-Policy": "Of how many requests, and within how many seconds.",
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

# Parameters of the next request, each from an answer in JSON (OpenAPI's runtime expressions).
FIRST = "$response.body#/results/0/"


def responses_of(route: Route) -> dict:
    """Every answer of an address, by status."""
    view = route.view
    links = _links(route)
    found = {
        "200": {
            "description": "Answer",
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
            "content": {offer.media_type: {"schema": _body(view, offer)} for offer in view.formats},
            **({"links": links} if links else {}),
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


def operation_id(path: str) -> str:
    """The name of the operation at an address, as generated clients call it: get_countries_slug."""
    return f"get_{re.sub(r'[^a-z]+', '_', path.removeprefix('/api/v1/')).strip('_') or 'root'}"


def _links(route: Route) -> dict:
    """What an answer in JSON leads to, by name: an operation of this document with parameters from the answer."""
    view = route.view

    def link(path: str, words: str, **parameters: str) -> dict:
        return {"operationId": operation_id(path), "parameters": parameters, "description": words}

    one = route.path + "{slug}/"
    if issubclass(view, EntryList):
        return {"entry": link(one, "The first entry of the page.", slug=f"{FIRST}slug")}
    if issubclass(view, EntryDetail):
        versions = {"folder": KINDS[view.kind].folder, "slug": "$request.path.slug"}
        return {
            "versions": link("/api/v1/timemap/{folder}/{slug}/", "All its versions.", **versions),
            "revision": link("/api/v1/revisions/{seq}/", "Its revision.", seq="$response.body#/revision/seq"),
            "revisions": link("/api/v1/revisions/", "All its revisions.", entry="$response.body#/id"),
        }
    if issubclass(view, ClaimList):
        return {"claim": link("/api/v1/claims/{claim_id}/", "The first claim of the page.", claim_id=f"{FIRST}id")}
    if view.__name__ in ("RevisionList", "ChangeFeed"):
        return {"revision": link("/api/v1/revisions/{seq}/", "The first revision of the page.", seq=f"{FIRST}seq")}
    if view.__name__ == "RevisionDetail":
        after = "What came after it."
        return {"after": link("/api/v1/changes/", after, after="$response.body#/batch_end")}
    if view.__name__ == "ReleaseList":
        return {"release": link("/api/v1/releases/{number}/", "The newest release.", number=f"{FIRST}number")}
    return {}


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


def error_response(status: str) -> dict:
    """A problem with a status, with an example."""
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
