"""What the kinds' descriptions share: schema.org types, dates, other entries by name."""

import re

from publication.chronology import describe, describe_period
from publication.kinds import path_of

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# How many names, identifiers, offices, parties or sources are listed at most.
MOST = 50
UNCONTESTED = ("preferred", "normal")
SURE = ("asserted", "reported")
ISO_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)
TYPES = {
    "country": "Country",
    "organization": "Organization",
    "person": "Person",
    "relationship": "Dataset",
    "event": "Event",
    "agreement": "CreativeWork",
    "statement": "Claim",
    "topic": "DefinedTerm",
    "indicator": "Dataset",
    "source": "CreativeWork",
}


def site(absolute) -> dict:
    """The site, as a part of which pages are named."""
    return {"@type": "WebSite", "@id": absolute("/"), "name": "Chancery", "url": absolute("/")}


def told(entry: dict, predicate: str) -> list[dict]:
    """An entry's claims of one predicate that nobody doubts, the preferred ones first.

    Who reads this gets no marks of certainty and standing beside it.
    """
    claims = [
        claim
        for claim in entry["claims"]
        if claim["predicate"] == predicate and claim["standing"] in UNCONTESTED and claim["certainty"] in SURE
    ]
    return sorted(claims, key=lambda claim: claim["standing"] != "preferred")[:MOST]


def named(entry: dict | None, absolute) -> dict | None:
    """Another entry by name and address."""
    if not entry:
        return None
    return {
        "@type": TYPES[entry["kind"]],
        "@id": absolute(f"/id/{entry['id']}/"),
        "name": entry["title"],
        "url": absolute(path_of(entry["kind"], entry["slug"])),
    }


def all_named(entries, absolute) -> list[dict]:
    """Other entries, each once."""
    unique = {entry["id"]: entry for entry in entries if entry}
    return [named(entry, absolute) for entry in list(unique.values())[:MOST]]


def iso_date(claims: list[dict], key: str) -> str | None:
    """The start or end that the claims of the highest standing agree on, if it is an ISO 8601 date without any doubt.

    A month and a day within it agree, on the day.
    """
    best = [claim["period"] for claim in claims if claim["standing"] == claims[0]["standing"]]
    texts = {period[key] for period in best if not period["inferred"]}
    longest = max(texts, key=len, default="")
    return longest if ISO_DATE.fullmatch(longest) and all(map(longest.startswith, texts)) else None


def edtf_interval(claims: list[dict]) -> str | None:
    """The first claim's time as EDTF: one date, or an interval with '..' for 'still so' and '' for not known."""
    if not claims:
        return None
    start, end = (claims[0]["period"][key] for key in ("start", "end"))
    if start == end:
        return start or None
    return f"{start}/{end}"


def when(claims: list[dict]) -> str | None:
    """The first claim's time in words, where it is no ISO 8601 date."""
    if not claims or iso_date(claims, "start"):
        return None
    start, end, seen = (claims[0]["period"][key] for key in ("start", "end", "seen"))
    words = describe(start) if start and start == end else describe_period(start, end, seen)
    return words.replace("\xa0", " ")
