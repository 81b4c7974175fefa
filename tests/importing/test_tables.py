"""Files as rows: encodings, delimiters, bounds, and what is refused."""

import io
import json
import time
import zipfile

import openpyxl
import pytest

from desk.importing.guard import guarded, unguarded
from desk.importing.objects import parse
from desk.importing.refusal import FileRefused
from desk.importing.tables import keep_rows


def rows_of(tmp_path, raw: bytes, name: str = "table.csv", codec: str = ""):
    path, out = tmp_path / "upload", tmp_path / "rows"
    path.write_bytes(raw)
    taken = keep_rows(path, name, out, codec)
    return taken, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def sheet(rows: list[list], name: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ENCODINGS = {
    "utf-8": ("utf-8", "Read as UTF-8. Cells end at commas."),
    "utf-8 with a mark": ("utf-8-sig", "Read as UTF-8, as its first bytes say. Cells end at commas."),
    "utf-16": ("utf-16", "Read as UTF-16, as its first bytes say. Cells end at commas."),
    "cp1251": (
        "cp1251",
        "Byte 11 is not UTF-8, so the file was read as Windows-1251 (Cyrillic). Check that letters look right. "
        "Cells end at commas.",
    ),
}


@pytest.mark.parametrize("case", ENCODINGS)
def test_an_encoding_is_recognised_and_said(tmp_path, case):
    codec, said = ENCODINGS[case]
    taken, rows = rows_of(tmp_path, "slug,title\nмосква,Московия\n".encode(codec))
    assert (taken.said, taken.columns, rows) == (said, ["slug", "title"], [[2, ["москва", "Московия"], ""]])


def test_a_western_file_is_not_taken_for_a_cyrillic_one(tmp_path):
    taken, rows = rows_of(tmp_path, "slug;title\ncote;Côte d’Ivoire\n".encode("cp1252"))
    assert rows == [[2, ["cote", "Côte d’Ivoire"], ""]]
    assert "Windows-1252 (Western)" in taken.said
    assert taken.said.endswith("Cells end at semicolons.")


def test_rows_are_numbered_as_the_file_numbers_lines_and_ragged_ones_are_named(tmp_path):
    text = 'slug,title\na,"two\nlines"\n\nb\nc,C,more\n'
    taken, rows = rows_of(tmp_path, text.encode())
    assert rows == [
        [2, ["a", "two\nlines"], ""],
        [5, ["b", ""], "1 cells where 2 columns are named."],
        [6, ["c", "C"], "3 cells where 2 columns are named."],
    ]
    assert taken.rows == 3


REFUSED = {
    "empty": (b"", "t.csv", "The file is empty."),
    "a name twice": (
        b"slug,title,slug\n",
        "t.csv",
        "Two columns are called 'slug': the 1. and the 3. Rename one of them.",
    ),
    "a NUL": (
        b"slug\na\0b\n",
        "t.csv",
        "Line 2 holds a NUL character. This is not a text file, or it is broken.",
    ),
    "open quotes": (b'slug\n"a\n', "t.csv", "Line 2 is not CSV: unexpected end of data."),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "t.xls", "This is an old Excel file (.xls)."),
    "no workbook": (b"slug,title\n", "t.xlsx", "The file ends in .xlsx, but it is no Excel file."),
    "a picture": (b"GIF89a", "t.gif", "A file that ends in .gif is not taken."),
    "not JSON": (b"[{]", "t.json", "The file, line 1, column 3 is not JSON"),
    "a key twice": (b'[{"a": "1", "a": "2"}]', "t.json", "The file is not taken: 'a' stands twice in one object."),
    "deep JSON": (b"[" * 100_000, "t.json", "The file has too many lists within lists."),
    "a broken line": (b'{"a": "1"}\n{"a"\n', "t.ndjson", "Line 2 is not JSON"),
    "too many columns": (b",".join(b"c%d" % n for n in range(201)), "t.csv", "201 columns where 200 are taken."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_table_is_refused(tmp_path, case):
    raw, name, said = REFUSED[case]
    with pytest.raises(FileRefused) as refusal:
        rows_of(tmp_path, raw, name)
    assert str(refusal.value).startswith(said)


def test_of_many_keys_the_one_that_stands_twice_is_found_at_once():
    # Looked for by pairs, these take minutes.
    text = "{" + ", ".join(f'"k{n}": 0' for n in range(60_000)) + ', "z": 0, "z": 0}'
    began = time.monotonic()
    with pytest.raises(FileRefused, match="'z' stands twice in one object"):
        parse(text, "The file")
    assert time.monotonic() - began < 5


def test_a_sheet_gives_texts_as_people_see_them(tmp_path):
    from datetime import date

    raw = sheet([["slug", "n", "day", "yes", "f"], ["a", 12, date(2007, 2, 10), True, 0.5]])
    taken, rows = rows_of(tmp_path, raw, "t.xlsx")
    assert rows == [[2, ["a", "12", "2007-02-10", "true", "0.5"], ""]]
    assert taken.said == "Read sheet 'Sheet'."


def packed(files: dict[str, bytes], **kwargs) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **kwargs) as target,
        zipfile.ZipFile(io.BytesIO(sheet([["slug"], ["a"]]))) as honest,
    ):
        for member in honest.namelist():
            target.writestr(member, files.get(member, honest.read(member)))
        for name in files.keys() - set(honest.namelist()):
            target.writestr(name, files[name])
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FAR = f'<worksheet {MAIN}><sheetData><row r="1"><c s="0" r = \'%s\'><v>1</v></c></row></sheetData></worksheet>'
BOMBS = {
    "a sheet of blanks": ({SHEET: b" " * 200_000_000}, "The workbook unpacks to more than it may: 190 MB"),
    "a packed filler": ({"xl/media/filler.bin": b"\0" * 60_000_000}, "The workbook unpacks to more than it may: 57 MB"),
    "entities": (
        {SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'},
        "The workbook declares XML entities",
    ),
    "a cell far below": ({SHEET: (FAR % "A1048576").encode()}, "A sheet reaches to row 1,048,576"),
    "a cell far right": ({SHEET: (FAR % "XFD1").encode()}, "A sheet reaches to row 1 and column 16,384."),
    "many files": ({f"xl/{n}.bin": b"" for n in range(1001)}, "The workbook packs 10"),
    "a broken sheet": ({SHEET: b"<worksheet><sheetData><row"}, "The workbook cannot be read"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_workbook_that_would_burst_is_refused(tmp_path, case):
    files, said = BOMBS[case]
    raw = packed(files)
    assert len(raw) < 1_000_000
    with pytest.raises(FileRefused) as refusal:
        rows_of(tmp_path, raw, "t.xlsx")
    assert str(refusal.value).startswith(said)


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path):
    raw = bytearray(packed({"xl/media/filler.bin": b"\0" * 60_000_000}))
    size = (60_000_000).to_bytes(4, "little")
    assert raw.count(size) >= 1
    raw = raw.replace(size, (1000).to_bytes(4, "little"))
    with pytest.raises(FileRefused) as refusal:
        rows_of(tmp_path, bytes(raw), "t.xlsx")
    assert str(refusal.value) == "The workbook is damaged. Save it anew, or as .csv."


FORMULAS = ['=HYPERLINK("http://x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''=1", "'@x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_made_harmless_and_comes_back(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["-77.0364", "+5", "", "'quoted'", "a=b", "NATO"])
def test_what_is_no_formula_stays(text):
    assert guarded(text) == text
    assert unguarded(text) == text
