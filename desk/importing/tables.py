"""Files as rows: CSV, XLSX, JSON and NDJSON are read within bounds and kept as one plain form.

That form is a text file with one JSON list per row: [number, cells or fields, what is wrong with the row]. Numbers
are those that the file's own program shows: lines of a CSV file, rows of a sheet, places in a JSON list.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desk.importing.encoding import Encoding, recognise
from desk.importing.guard import unguarded
from desk.importing.objects import read_objects
from desk.importing.refusal import MAX_COLUMNS, MAX_ROWS, FileRefused
from desk.importing.workbook import read_sheet

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
FORMATS = ("csv", "xlsx", "json", "ndjson")


@dataclass(frozen=True)
class Taken:
    """What was made of a file: its format, its columns in order, how many rows, and how it was read."""

    format: str
    columns: list[str]
    rows: int
    said: str
    nested: bool = False


def keep_rows(path: Path, name: str, out: Path, codec: str = "") -> Taken:
    """Read the file at `path`, called `name` by whoever sent it, and write its rows to `out`.

    `codec` is Python's name of the encoding, where somebody chose it. Raises FileRefused, with a reason for
    people, for anything that is not a table within the bounds.
    """
    found = _format(path, name)
    if found in ("json", "ndjson"):
        objects = read_objects(path, found)
        columns = list(dict.fromkeys(key for fields in objects for key in fields))
        if len(columns) > MAX_COLUMNS:
            raise FileRefused(f"{len(columns)} different fields where {MAX_COLUMNS} are taken.")
        nested = any(isinstance(value, list | dict) for fields in objects for value in fields.values())
        with out.open("w", encoding="utf-8") as file:
            for number, fields in enumerate(objects, start=1):
                file.write(json.dumps([number, fields, ""], ensure_ascii=False) + "\n")
        return Taken(found, columns, len(objects), f"Read as {found.upper()}.", nested)
    if found == "xlsx":
        said, rows = read_sheet(path)
    else:
        encoding = Encoding(codec, "") if codec else recognise(path)
        delimiter = _delimiter(path, encoding)
        said = f"{encoding.said or f'Read as {encoding.codec}, as you chose.'} Cells end at {DELIMITERS[delimiter]}."
        rows = _csv_rows(path, encoding, delimiter)
    return _keep_table(found, said, rows, out)


def _format(path: Path, name: str) -> str:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("This is an old Excel file (.xls). Save it as .xlsx or .csv and upload that.")
    if not head.strip():
        raise FileRefused("The file is empty.")
    ending = Path(name).suffix.lower().lstrip(".")
    if ending == "jsonl":
        ending = "ndjson"
    if ending == "xlsx":
        raise FileRefused("The file ends in .xlsx, but it is no Excel file. Save it anew, or upload a .csv.")
    if ending in ("json", "ndjson"):
        return ending
    if ending in ("csv", "tsv", "txt", ""):
        return "csv"
    raise FileRefused(f"A file that ends in .{ending} is not taken. Upload {', '.join('.' + f for f in FORMATS)}.")


def _keep_table(found: str, said: str, rows: Iterator[tuple[int, list[str]]], out: Path) -> Taken:
    columns: list[str] = []
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for number, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _header(cells)
                continue
            count += 1
            if count > MAX_ROWS:
                raise FileRefused(f"More than {MAX_ROWS:,} rows. Split the file.")
            # A sheet is a rectangle; in a text file a row that is too short has lost a cell.
            ragged = any(cells[len(columns) :]) or (len(cells) < len(columns) and found == "csv")
            wrong = f"{len(cells)} cells where {len(columns)} columns are named." if ragged else ""
            cells = [unguarded(cell) for cell in cells[: len(columns)]]
            cells += [""] * (len(columns) - len(cells))
            file.write(json.dumps([number, cells, wrong], ensure_ascii=False) + "\n")
    if not columns:
        raise FileRefused("The file has no rows. Its first row names the columns.")
    return Taken(found, columns, count, said)


def _header(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > MAX_COLUMNS:
        raise FileRefused(f"{len(cells)} columns where {MAX_COLUMNS} are taken.")
    columns = [unguarded(cell).strip() or f"column {number}" for number, cell in enumerate(cells, start=1)]
    for number, column in enumerate(columns):
        first = columns.index(column)
        if first != number:
            raise FileRefused(
                f"Two columns are called '{column[:60]}': the {first + 1}. and the {number + 1}. Rename one of them."
            )
    return columns


def _lines(path: Path, encoding: Encoding) -> Iterator[str]:
    number = 0
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding.codec, newline="") as file:
        try:
            for number, line in enumerate(file, start=1):
                if "\0" in line:
                    raise FileRefused(f"Line {number} holds a NUL character. This is not a text file, or it is broken.")
                yield line
        except UnicodeError as error:
            raise FileRefused(
                f"After line {number} there are bytes that are not {encoding.codec}. Choose another encoding."
            ) from error


def _delimiter(path: Path, encoding: Encoding) -> str:
    """The sign that gives the first rows the most cells, equally many in each."""
    sample = []
    for number, line in enumerate(_lines(path, encoding)):
        sample.append(line)
        if number == 20:
            break
    best, most = ",", 1
    for sign in DELIMITERS:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=sign) if any(cells)]
        except csv.Error:
            continue
        if widths and widths[0] > most and sum(width == widths[0] for width in widths) * 2 > len(widths):
            best, most = sign, widths[0]
    return best


def _csv_rows(path: Path, encoding: Encoding, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(path, encoding), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(
            f"Line {line} is not CSV: {error}. A cell that holds quotation marks stands in quotation marks itself, "
            'and they are doubled: "he said ""no""".'
        ) from error
