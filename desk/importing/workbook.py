"""XLSX files: what stands in the first sheet, after the file has been found harmless.

A workbook is a zip of XML. A few kilobytes of it can unpack to gigabytes, declare entities that multiply, or name
one cell at row 1,048,576. So the packed files are measured while they are unpacked, before anything parses them.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from desk.importing.refusal import MAX_COLUMNS, MAX_ROWS, FileRefused

MAX_MEMBERS = 1_000
MAX_UNPACKED = 128 * 1024 * 1024
MAX_RATIO = 250
# Cells of the rectangle from A1 to the last one named: that many are held at once.
MAX_CELLS = 6_000_000
_PIECE = 1 << 20
# Where a cell (r="AB12") or a row (r="12") says it stands. The same in a text is a false alarm that costs nothing.
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})([0-9]{0,12})["']""")
_TAIL = 512


def read_sheet(path: Path) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """Return what was read, in words, and the rows of the first sheet with their numbers. Raises FileRefused."""
    _measure(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [
            sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith("Visible")
        ] or book.sheet_names
        sheet = book.get_sheet_by_name(names[0])
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise FileRefused(f"The workbook cannot be read: {error}. Save it anew, or as .csv.") from error
    others = len(book.sheet_names) - 1
    said = f"Read sheet '{names[0]}'" + (f"; {others} more were left alone." if others else ".")
    first = (sheet.start or (0, 0))[0]
    rows = sheet.to_python(skip_empty_area=False) if first else sheet.iter_rows()
    return said, ((number, [_text(value) for value in row]) for number, row in enumerate(rows, start=1))


def _measure(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            if len(members) > MAX_MEMBERS:
                raise FileRefused(f"The workbook packs {len(members)} files where {MAX_MEMBERS} are taken.")
            if not any(member.filename == "xl/workbook.xml" for member in members):
                raise FileRefused("This zip file holds no Excel workbook. Upload .xlsx, .csv or .json.")
            if any(member.flag_bits & 1 for member in members):
                raise FileRefused("The workbook is locked with a password. Save it without one.")
            total = sum(member.file_size for member in members)
            if total > MAX_UNPACKED or total > MAX_RATIO * max(path.stat().st_size, 40_000):
                raise FileRefused(_too_much(total))
            left = MAX_UNPACKED
            for member in members:
                left = _look(packed, member, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("The workbook is damaged. Save it anew, or as .csv.") from error


def _look(packed: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """Unpack one file piece by piece; refuse what no honest workbook has. Return how much more may be unpacked."""
    is_xml = member.filename.endswith((".xml", ".rels"))
    is_sheet = member.filename.startswith("xl/worksheets/")
    far_row = far_column = 0
    tail = b""
    with packed.open(member) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise FileRefused(_too_much(MAX_UNPACKED))
            some = tail + piece
            if is_xml and (b"<!DOCTYPE" in some or b"<!ENTITY" in some):
                raise FileRefused("The workbook declares XML entities, which no spreadsheet program writes.")
            if is_sheet:
                places = _PLACE.findall(some)
                far_row = max([far_row, *(int(row) for row in {row for _, row in places} if row)])
                far_column = max([far_column, *map(_column, {letters for letters, _ in places})])
            tail = some[-_TAIL:]
    if far_row > MAX_ROWS + 1:
        raise FileRefused(f"A sheet reaches to row {far_row:,} where {MAX_ROWS:,} are taken. Delete what stands below.")
    if far_column > MAX_COLUMNS * 2 or far_row * far_column > MAX_CELLS:
        raise FileRefused(
            f"A sheet reaches to row {far_row:,} and column {far_column:,}. At most {MAX_COLUMNS} columns and "
            f"{MAX_CELLS:,} cells are taken. Delete what stands apart from the table."
        )
    return left


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_much(size: int) -> str:
    return (
        f"The workbook unpacks to more than it may: {size // 1024 // 1024} MB, where {MAX_UNPACKED // 1024 // 1024} MB "
        f"and {MAX_RATIO} times its own size are taken. Split it, or save it as .csv."
    )


def _text(value) -> str:
    """A cell as text: numbers without '.0', dates as the collection writes them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
