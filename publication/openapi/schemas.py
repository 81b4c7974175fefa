"""Schemas of what the API answers with (JSON Schema 2020-12), made from `publication.shapes`."""

from publication.kinds import KINDS
from publication.shapes import HOLDS, claim_fields, entry_fields

TEXT = {"type": "string"}
UUID = {"type": "string", "format": "uuid"}
LINK = {"type": "string", "format": "uri"}
URL = {"type": ["string", "null"], "format": "uri"}
DAY = {"type": ["string", "null"], "format": "date"}
LEVEL = {
    "type": ["integer", "null"],
    "minimum": -3,
    "maximum": 3,
    "description": "-3 war, -2 hostile, -1 strained, 0 mixed, 1 cooperative, 2 friendly, 3 allied",
}


def to(name: str) -> dict:
    """A reference to a schema of this document."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: dict) -> dict:
    """A list."""
    return {"type": "array", "items": items}


MEMBERS = {
    "text": {"type": ["string", "null"]},
    "uuid": UUID,
    "path": {"type": "string", "description": "The path of its page; with /api/v1 before it, of its JSON."},
    "decimal": {"type": ["string", "null"], "description": "A decimal number, as text."},
    "flag": {"type": "boolean"},
    "number": {"type": ["integer", "null"]},
    "level": LEVEL,
    "ref": {"anyOf": [to("Name"), {"type": "null"}]},
    "refs": listed(to("Name")),
    "revision": to("RevisionMark"),
    "days": to("Bounds"),
    "period": to("Period"),
    "citations": listed(to("Citation")),
    "claims": listed(to("Claim")),
    "holds": {
        "type": ["string", "null"],
        "enum": [*HOLDS, None],
        "description": "Only with `as_of`: how far it holds on that day.",
    },
}


def component(kind: str) -> str:
    """The name of a kind's schema."""
    return kind.capitalize()


def record(members: dict, required: tuple[str, ...] = (), description: str = "") -> dict:
    """An object with these members."""
    told = {"description": description} if description else {}
    return {"type": "object", **told, "properties": members, "required": list(required or members)}


def page_of(items: dict) -> dict:
    """A page of a list."""
    return record(
        {
            "results": listed(items),
            "next": {**URL, "description": "The address of the next page; null on the last."},
            "previous": URL,
            "count": {"type": "integer", "description": "How many there are on all pages; only with count=exact."},
        },
        ("results", "next", "previous"),
    )


def _days() -> dict:
    names = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    return {**dict.fromkeys(names, DAY), "ongoing": {"type": "boolean"}}


def _known(kinds: dict[str, str]) -> dict:
    # `fields=` may leave out all but the id.
    return record({name: MEMBERS[kind] for name, kind in kinds.items()}, ("id",))


def schemas() -> dict[str, dict]:
    """Every schema of the document, by name."""
    whole = {"type": "integer"}
    when = {"type": "string", "format": "date-time"}
    state = record({"seq": whole, "recorded_at": {**when, "type": ["string", "null"]}, "digest": MEMBERS["text"]})
    addresses = {"type": "object", "additionalProperties": TEXT}
    count = record({"sure": whole, "possible": whole})
    typed = dict.fromkeys(("start", "end", "seen", "wording", "basis"), TEXT)
    levels = record({"end": LEVEL, "holds": MEMBERS["holds"], "min": LEVEL, "max": LEVEL})
    name = {"id": UUID, "kind": {"type": "string", "enum": list(KINDS)}, "slug": TEXT, "title": TEXT}
    candidate = {"actor": to("Name"), "holds": MEMBERS["holds"], "existed": MEMBERS["holds"], "claim": UUID}
    code = {"code": TEXT, "actor": MEMBERS["ref"], "holds": MEMBERS["holds"], "to": MEMBERS["text"]}
    found = {
        "Name": record(name, description="Another entry; with `expand` all of it but its claims."),
        "Bounds": record(_days(), description="Refined days; null where there is no bound."),
        "Period": record(
            {**typed, "inferred": {"type": "boolean"}, **_days()},
            description="As typed (EDTF, ISO 8601-2), and the days that follow from it.",
        ),
        "Citation": record({"source": MEMBERS["ref"], "locator": TEXT, "quotation": TEXT, "note": TEXT}),
        "RevisionMark": record(
            {
                "seq": whole,
                "number": whole,
                "recorded_at": when,
                "hash": TEXT,
            }
        ),
        "Claim": _known(claim_fields()),
        "ClaimPage": page_of(to("Claim")),
        "Hit": record(
            {**name, "url": TEXT, "matched": TEXT, "other_name": MEMBERS["text"], "passage": MEMBERS["text"],
             "words": listed(TEXT), "claim": {"type": ["string", "null"]}, "of_another_day": {"type": "boolean"}},
        ),
        "Code": record({**code, "candidates": listed(record(candidate))}, ("code", "actor", "holds", "candidates")),
        "DyadYear": record(
            {
                "year": whole, "relationship": TEXT, "first": TEXT, "second": TEXT,
                "first_cow": MEMBERS["text"], "second_cow": MEMBERS["text"], "level": levels,
                "topics": {"type": "object", "additionalProperties": levels}, "memberships": count,
                "ties": record({**count["properties"], "kinds": listed(TEXT)}), "alliances": count,
                "claims": whole, "sources": whole,
            },
            description="Two actors in a year: level on its last day, lowest and highest; what bound them in it.",
        ),
        "Graph": record(
            {
                "directed": {"type": "boolean"}, "multigraph": {"type": "boolean"}, "graph": {"type": "object"},
                "nodes": listed(record({**name, "id": TEXT, "public_id": UUID})),
                "links": listed(
                    record({"source": TEXT, "target": TEXT, "level": LEVEL, "words": TEXT, "claims": listed(UUID)})
                ),
            },
            description="The node-link form of networkx.",
        ),
        "FeatureCollection": record(
            {"type": {"const": "FeatureCollection"}, "features": listed(to("Feature")), "next": URL, "licence": LINK},
            description="RFC 7946, with the address of the next page.",
        ),
        "Feature": record(
            {
                "type": {"const": "Feature"}, "id": UUID, "geometry": {"anyOf": [to("Point"), {"type": "null"}]},
                "properties": {"type": "object"},
            },
            description="RFC 7946",
        ),
        "Point": record(
            {
                "type": {"const": "Point"},
                "coordinates": {**listed({"type": "number"}), "minItems": 2, "maxItems": 2},
            },
            description="Longitude and latitude.",
        ),
        "LinkedData": record({"@context": {"type": ["string", "object"]}}, description="JSON-LD 1.1"),
        "Contents": record(
            {
                "title": TEXT, "licence": TEXT, "licence_url": LINK, "documentation": LINK, "schema": LINK,
                "record": state,
                "clocks": {**addresses, "description": "The parameters of the two clocks."},
                "lists": {**addresses, "description": "Addresses by name."}, "search": LINK, "more": addresses,
            }
        ),
        "Mementos": record(
            {
                "original_uri": LINK,
                "timegate_uri": LINK,
                "mementos": record({"list": listed(record({"seq": whole, "datetime": when, "uri": LINK}))}),
            }
        ),
        "Problem": record(
            {
                "type": {"type": "string", "format": "uri-reference"},
                "title": TEXT,
                "status": whole,
                "detail": TEXT,
                "parameters": listed(
                    record({"parameter": TEXT, "value": TEXT, "detail": TEXT}, ("parameter", "detail"))
                ),
            },
            ("type", "title", "status", "detail"),
            "Problem details (RFC 9457).",
        ),
    }  # fmt: skip
    revision = {
        "seq": whole, "batch_end": whole, "entry": UUID, "kind": name["kind"],
        "number": whole, "operation": TEXT, "recorded_at": when,
        "note": TEXT, "snapshot_hash": TEXT, "previous_hash": TEXT, "hash": TEXT,
    }  # fmt: skip
    body = {"salt": MEMBERS["text"], "snapshot": {"type": ["object", "null"], "description": "null where redacted"}}
    head = record({"seq": whole, "digest": TEXT})
    found["Revision"] = record({**revision, **body}, description="docs/record-hash.md says how it is hashed.")
    for page, items in (("RevisionPage", record(revision)), ("ChangePage", to("Revision"))):
        found[page] = record({"results": listed(items), "next": URL, "head": head})
    file = record({"path": TEXT, "title": TEXT, "media_type": TEXT, "bytes": whole, "sha256": TEXT, "url": URL})
    short = {"number": TEXT, "url": URL, "seq": whole, "digest": TEXT, "recorded_at": when, "citation": TEXT}
    short |= {"licence": TEXT, "archive": file}
    found["Release"] = record({**short, "files": listed(file)}, description="docs/releases.md says what is in one.")
    found["ReleasePage"] = page_of(record(short))
    found["CodePage"] = record(
        {"scheme": TEXT, "on": {"type": "string", "format": "date"}, "to": TEXT, "results": listed(to("Code"))},
        ("scheme", "on", "results"),
    )
    found["DyadYearList"] = record({"results": listed(to("DyadYear"))})
    found["HitList"] = record(
        {
            "q": TEXT,
            "searched_instead": MEMBERS["text"],
            "also_searched": listed(TEXT),
            "did_you_mean": listed(TEXT),
            "results": listed(to("Hit")),
            "found": whole,
            "more": {"type": "boolean"},
        }
    )
    for kind in KINDS:
        found[component(kind)] = _known(entry_fields(kind))
        found[f"{component(kind)}Page"] = page_of(to(component(kind)))
    return found
