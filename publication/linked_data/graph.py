"""JSON-LD of the API: the descriptions of `entry_data`, Wikidata's properties beside them, one published context."""

import json
from collections.abc import Callable

from publication.linked_data import entry_data
from publication.linked_data.terms import all_named, iso_date, named, told

CONTEXT_PATH = "/api/v1/context.jsonld"
# Schemes of identifiers with Wikidata's property for each.
CODES = {"iso2": "P297", "iso3": "P298", "m49": "P2082"}
WIKIDATA = {
    **CODES,
    "memberOf": "P463",
    "capital": "P36",
    "replaces": "P1365",
    "hasParticipant": "P710",
    "inception": "P571",
    "dissolved": "P576",
}
# Terms whose values are addresses and not texts.
ADDRESSES = ("url", "sameAs", "license", "contentUrl", "archivedAt", "eventStatus")
OBJECTS = ("memberOf", "replaces", "hasParticipant")

CONTEXT = {
    "@version": 1.1,
    "@vocab": "https://schema.org/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    **{name: {"@type": "@id"} for name in ADDRESSES},
    **{
        name: {"@id": f"wdt:{number}", "@type": "@id"} if name in OBJECTS else {"@id": f"wdt:{number}"}
        for name, number in WIKIDATA.items()
    },
}


def context_bytes() -> bytes:
    """The context, as it is published."""
    return json.dumps({"@context": CONTEXT}, indent=2).encode()


def node(entry: dict, absolute: Callable[[str], str]) -> dict:
    """One entry in schema.org's and Wikidata's terms, without its context."""
    data = entry_data(entry, absolute)
    del data["@context"]
    codes = {claim["scheme"]: claim["value"] for claim in reversed(told(entry, "identified"))}
    existed = told(entry, "existed")
    more = {
        **{scheme: codes.get(scheme) for scheme in CODES},
        "inception": iso_date(existed, "start") if existed else None,
        "dissolved": iso_date(existed, "end") if existed else None,
        "capital": entry.get("capital"),
        "replaces": all_named([claim["object"] for claim in told(entry, "succeeded")], absolute),
        "hasParticipant": all_named([claim["object"] for claim in told(entry, "participant")], absolute),
        "member": [_membership(claim, absolute) for claim in told(entry, "member") if claim["subject"]],
    }
    return {**data, **{name: value for name, value in more.items() if value}}


def _membership(claim: dict, absolute: Callable[[str], str]) -> dict:
    """A membership as schema.org's role, with its dates where they are certain to the day, month or year."""
    dates = {"startDate": iso_date([claim], "start"), "endDate": iso_date([claim], "end")}
    return {
        "@type": "OrganizationRole",
        "roleName": claim["status"],
        "member": named(claim["subject"], absolute),
        **{name: day for name, day in dates.items() if day},
    }


def document(entry: dict, absolute: Callable[[str], str]) -> bytes:
    """One entry as a JSON-LD document."""
    return _bytes({"@context": absolute(CONTEXT_PATH), **node(entry, absolute)})


def graph(entries: list[dict], address: str, absolute: Callable[[str], str]) -> bytes:
    """A page of entries as one graph."""
    nodes = [node(entry, absolute) for entry in entries]
    return _bytes({"@context": absolute(CONTEXT_PATH), "@id": address, "@graph": nodes})


def _bytes(data: dict) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
