"""The record as tables and lines: all entries, each kind's, all claims, all citations. Read at one sequence number."""

import json
from collections.abc import Iterator

from publication.kinds import KINDS, PublicKind
from publication.models import Claim, Face
from publication.reading.names import splice
from publication.releasing.package import Part
from publication.serving.tables import cells_of, columns_of, table
from publication.shapes import claim_fields, entry_fields

CSV, NDJSON = "text/csv", "application/x-ndjson"
# So many rows are read and written at once.
CHUNK = 500
# The types of Table Schema for the kinds of `publication.shapes`; what is not here is text.
TYPES = {
    "uuid": {"type": "string", "format": "uuid"},
    "decimal": {"type": "number"},
    "number": {"type": "integer"},
    "level": {"type": "integer", "constraints": {"minimum": -3, "maximum": 3}},
    "flag": {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]},
}
DAY = {"type": "date"}
# The columns that one member of an object becomes, where their types are not the member's.
OF_SEVERAL = {
    **dict.fromkeys(("start_earliest", "start_latest", "end_earliest", "end_latest"), DAY),
    **dict.fromkeys(("ongoing", "inferred"), TYPES["flag"]),
    "revision": {"type": "integer"},
}
ENTRIES = ["id", "kind", "slug", "title", "title_ru", "url", "revision", "number", "recorded_at"]
CITATIONS = ["claim", "source", "source_id", "locator", "quotation", "note"]
# Besides the columns of the API's table: ids, since a slug is unique among actors and within its kind only.
LINKED = ("owner", "subject", "object", "topic")


def column(name: str, kind: str = "text", title: str = "") -> dict:
    """One column in the terms of Table Schema."""
    described = {"name": name, **OF_SEVERAL.get(name, TYPES.get(kind, {"type": "string"}))}
    return {**described, "description": title} if title else described


def columns(fields: dict[str, str]) -> list[dict]:
    """The columns of objects with these members, in the order of `columns_of`."""
    return [column(name, kind) for member, kind in fields.items() for name in columns_of([member])]


def public_faces(seq: int, kind: str | None = None) -> Iterator[list[Face]]:
    """The public entries in the order of their numbers, some at a time."""
    rows = Face.objects.at(seq).filter(state=Face.State.PUBLIC)
    if kind is not None:
        rows = rows.filter(kind=kind)
    after = 0
    while some := list(rows.filter(entry__gt=after).order_by("entry")[:CHUNK]):
        yield some
        after = some[-1].entry


def documents(seq: int, kind: str | None = None) -> Iterator[list[bytes]]:
    """The entries' JSON as the API serves it."""
    for faces in public_faces(seq, kind):
        yield splice([face.document for face in faces], seq)


def claims(seq: int) -> Iterator[list[bytes]]:
    """The claims' JSON as the API serves it, in the order in which they were first published so."""
    rows, after = Claim.objects.at(seq), 0
    while some := list(rows.filter(id__gt=after).order_by("id")[:CHUNK]):
        yield splice([row.body for row in some], seq)
        after = some[-1].id


def lines(chunks: Iterator[list[bytes]]) -> Iterator[bytes]:
    """JSON documents as lines."""
    return (b"".join(raw + b"\n" for raw in some) for some in chunks)


def parts(seq: int) -> Iterator[Part]:
    """The parts of a release that need nothing but the record's own tables."""
    yield _all_entries(seq)
    for kind in KINDS.values():
        yield from _entries_of(kind, seq)
    yield _claims(seq)
    yield Part("claims-lines", "claims.ndjson", "Claims, each as JSON", NDJSON, lines(claims(seq)))
    yield _citations(seq)


def _entries_of(kind: PublicKind, seq: int) -> Iterator[Part]:
    fields = {name: shape for name, shape in entry_fields(kind.name).items() if name not in ("claims", "holds")}
    rows = ([cells_of(json.loads(raw), fields) for raw in some] for some in documents(seq, kind.name))
    title, place = kind.plural.capitalize(), f"entries/{kind.folder}"
    yield Part(kind.folder, f"{place}.csv", title, CSV, table(columns_of(fields), rows), columns(fields), "id")
    told = lines(documents(seq, kind.name))
    yield Part(f"{kind.folder}-lines", f"{place}.ndjson", f"{title}, each with its claims as JSON", NDJSON, told)


def _all_entries(seq: int) -> Part:
    def rows():
        for some in documents(seq):
            yield [
                [found.get(name, found["revision"].get(name)) if name != "revision" else found["revision"]["seq"]
                 for name in ENTRIES]
                for found in map(json.loads, some)
            ]  # fmt: skip

    described = [column(name, {"id": "uuid", "number": "number"}.get(name, "text")) for name in ENTRIES]
    described[-1] = {"name": "recorded_at", "type": "string", "description": "When this revision was published, UTC"}
    return Part("entries", "entries.csv", "All entries", CSV, table(ENTRIES, rows()), described, "id")


def _claims(seq: int) -> Part:
    fields = {name: kind for name, kind in claim_fields().items() if name != "holds"}
    ids = [f"{name}_id" for name in LINKED]

    def rows():
        for some in claims(seq):
            yield [
                [*cells_of(claim, fields), *((claim.get(name) or {}).get("id") for name in LINKED)]
                for claim in map(json.loads, some)
            ]

    return Part(
        "claims",
        "claims.csv",
        "All claims",
        CSV,
        table([*columns_of(fields), *ids], rows()),
        [*columns(fields), *(column(name, "uuid") for name in ids)],
        "id",
        dict.fromkeys(ids, ("entries", "id")),
    )


def _citations(seq: int) -> Part:
    def rows():
        for some in claims(seq):
            yield [
                [claim["id"], *((cite["source"] or {}).get(key) for key in ("slug", "id")),
                 cite["locator"], cite["quotation"], cite["note"]]
                for claim in map(json.loads, some)
                for cite in claim["citations"]
            ]  # fmt: skip

    described = [column(name, "uuid" if name in ("claim", "source_id") else "text") for name in CITATIONS]
    links = {"claim": ("claims", "id"), "source_id": ("sources", "id")}
    return Part(
        "citations", "citations.csv", "Where each claim is said", CSV, table(CITATIONS, rows()), described, links=links
    )
