"""The API's tables: RFC 4180, UTF-8, with the same columns for every row of a list, streamed."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from publication.sheets import BOUNDS, cell

EXTENT = ("start_earliest", "start_latest", "end_earliest", "end_latest", "ongoing")
# Members of an object that become several columns.
SEVERAL = {
    "extent": EXTENT,
    "period": BOUNDS,
    "owner": ("owner_kind", "owner"),
    "citations": ("sources",),
    "revision": ("revision",),
}


def columns_of(fields: Iterable[str]) -> list[str]:
    """The header for objects with these members."""
    return [column for name in fields for column in SEVERAL.get(name, (name,))]


def cells_of(found: dict, fields: dict[str, str]) -> list:
    """One object as a row, in the order of `columns_of`."""
    row = []
    for name, kind in fields.items():
        value = found.get(name)
        if name in ("extent", "period"):
            row += [(value or {}).get(key) for key in SEVERAL[name]]
        elif name == "owner":
            row += [value["kind"], value["slug"]] if value else [None, None]
        elif name == "citations":
            row.append("; ".join(f"{c['source']['slug']} | {c['locator']}" for c in value or () if c["source"]))
        elif name == "revision":
            row.append(value["seq"] if value else None)
        elif kind == "ref":
            row.append(value["slug"] if value else None)
        elif kind == "refs":
            row.append("; ".join(one["slug"] for one in value or ()))
        else:
            row.append(value)
    return row


def table(header: list[str], chunks: Iterable[Iterable[list]]) -> Iterator[bytes]:
    """A table as bytes, a piece for each chunk of rows. Text that a spreadsheet would run gets an apostrophe."""
    yield _lines([header])
    for rows in chunks:
        if text := _lines([cell(value) for value in row] for row in rows):
            yield text


def _lines(rows: Iterable[list]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def object_table(fields: dict[str, str], chunks: Iterable[list[bytes]]) -> Iterator[bytes]:
    """Objects that are JSON already, as a table."""
    return table(columns_of(fields), ([cells_of(json.loads(raw), fields) for raw in chunk] for chunk in chunks))
