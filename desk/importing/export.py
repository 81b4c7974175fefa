"""Exports: a kind's entries as a table or as JSON, in the form that an import reads. `own` describes it."""

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from desk.collection.draft import Draft, portable
from desk.collection.load import desk_drafts
from desk.importing.guard import guarded
from desk.importing.own import PREFIX, columns_of
from desk.importing.xlsx import write_sheet
from desk.models import Entry
from desk.schema import Kind, schema

CHUNK = 200
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
}


def export(kind: Kind, entries: QuerySet[Entry], form: str) -> Iterator[bytes]:
    """Yield the file of some entries of a kind, in one of the forms of `TYPES`, two hundred entries at a time."""
    if form == "csv":
        return _csv(kind, _drafts(entries))
    if form == "xlsx":
        return _xlsx(kind, _drafts(entries))
    return _objects(_drafts(entries), form)


def _drafts(entries: QuerySet[Entry]) -> Iterator[Draft]:
    keys = list(entries.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        yield from desk_drafts(list(Entry.objects.filter(pk__in=keys[at : at + CHUNK]).order_by("pk")))


def _objects(drafts: Iterable[Draft], form: str) -> Iterator[bytes]:
    between = "\n" if form == "ndjson" else ",\n"
    if form == "json":
        yield b"[\n"
    for number, draft in enumerate(drafts):
        text = json.dumps({"kind": draft.kind.name, "slug": draft.slug, **portable(draft)}, ensure_ascii=False)
        yield f"{between if number else ''}{text}".encode()
    yield b"\n" if form == "ndjson" else b"\n]\n"


def rows_of(kind: Kind, drafts: Iterable[Draft]) -> Iterator[list[str]]:
    """Yield the rows of our own table, the header first: one row per entry, then one per claim of it."""
    columns = columns_of(kind)
    yield columns
    parts = schema.parts_of(kind)
    topics = {child.file_key for child in schema.entry_children}
    for draft in drafts:
        data = portable(draft)
        # A derived slug and title are told, though they are not read: without them nobody knows whose row it is.
        data |= {name: draft.values.get(name) or "" for name in kind.derived} | {"slug": draft.slug}
        for name in topics & data.keys():
            data[name] = "; ".join(data[name])
        yield [data.get(column, "") for column in columns]
        for part in parts:
            for claim in data.get(part.name, []):
                if "on" in claim:
                    claim["start"] = claim["end"] = claim["on"]
                row = {"slug": draft.slug, "id": draft.id, f"{PREFIX}part": part.name}
                row |= {PREFIX + name: text for name, text in claim.items()}
                yield [row.get(column, "") for column in columns]


def _csv(kind: Kind, drafts: Iterable[Draft]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows_of(kind, drafts):
        writer.writerow([guarded(cell) for cell in row])
        if out.tell() > 1 << 16:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _xlsx(kind: Kind, drafts: Iterable[Draft]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        write_sheet(file, kind.folder, ([guarded(cell) for cell in row] for row in rows_of(kind, drafts)))
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece
