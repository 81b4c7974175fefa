"""What is exported comes back unchanged, and harms no spreadsheet."""

import csv
import io

import openpyxl
import pytest

from desk.importing.export import TYPES, export
from desk.importing.tables import keep_rows
from desk.schema import schema
from events.models import Event
from relations.models import Country
from tests.importing.conftest import checked, errors, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collection")]
FORMULA = '=HYPERLINK("http://evil.example/","click")'


def exported(kind: str, form: str) -> bytes:
    found = schema.kinds[kind]
    return b"".join(export(found, found.model._default_manager.all(), form))


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("kind", list(schema.kinds))
def test_every_kind_comes_back_unchanged(kind, form):
    Event.objects.update(title="'=1+1 and\nmore", summary=FORMULA)
    Country.objects.filter(slug="north").update(longitude="-77.0364", capital="-1+1")
    job = checked(exported(kind, form), kind, name=f"table.{form}")
    assert errors(job) == []
    assert set(job.counts) == {"unchanged"}


def test_no_cell_of_an_export_is_a_formula():
    Event.objects.update(title=FORMULA)
    text = exported("event", "csv").decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    book = openpyxl.load_workbook(io.BytesIO(exported("event", "xlsx")))
    types = {
        (cell.data_type, str(cell.value)[:1] == "=") for row in book.active.iter_rows() for cell in row if cell.value
    }
    assert types == {("s", False)}


def test_a_formula_in_an_upload_is_a_text(tmp_path):
    written(f'slug,title\nbad,"{FORMULA.replace(chr(34), chr(34) * 2)}"\n', "country")
    assert Country.objects.get(slug="bad").title == FORMULA


def test_an_emptied_cell_of_an_export_empties_the_field():
    Country.objects.filter(slug="north").update(capital="Northtown")
    rows = list(csv.DictReader(io.StringIO(exported("country", "csv").decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(row | {"capital": ""} for row in rows)
    job = written(out.getvalue(), "country")
    assert job.counts["changed"] == 1
    assert Country.objects.get(slug="north").capital == ""


def test_an_export_in_openpyxl_has_the_same_cells_as_the_table(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(exported("organization", "xlsx"))
    keep_rows(tmp_path / "x.xlsx", "x.xlsx", tmp_path / "rows")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    ours = list(csv.reader(io.StringIO(exported("organization", "csv").decode("utf-8-sig"))))
    theirs = [[cell.value or "" for cell in row] for row in book.active.iter_rows(max_col=len(ours[0]))]
    assert theirs == ours
