"""`import_table`: a file is written whole or not at all, and what is wrong is told by row."""

import io

import pytest
from django.core.management import CommandError, call_command

from desk.models import Entry, Import
from relations.models import Country
from tests.importing.conftest import errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collection")]


def run(tmp_path, text, *options):
    """What the command said: its output, its errors, and with what it ended, if it refused."""
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    said, wrong, end = io.StringIO(), io.StringIO(), ""
    try:
        call_command("import_table", str(file), *options, kind="country", stdout=said, stderr=wrong)
    except CommandError as error:
        end = str(error)
    return said.getvalue(), wrong.getvalue(), end


def test_more_rows_than_are_written_together_are_all_written(tmp_path):
    rows = "".join(f"isle-{n},Isle {n}\n" for n in range(1_203))
    said, wrong, end = run(tmp_path, "slug,title\n" + rows)
    assert (wrong, end) == ("", "")
    assert "1203 new, 0 changed, 0 unchanged, 0 error." in said
    assert Country.objects.filter(slug__startswith="isle-", state="draft").count() == 1_203
    assert Import.objects.get().state == Import.State.WRITTEN


def test_what_only_the_desks_rules_refuse_is_told_by_row_and_nothing_is_written(tmp_path):
    before = Entry.objects.count()
    _, wrong, end = run(tmp_path, "slug,title,latitude\nisland,Island,91\nother,Other,12.5\n")
    assert wrong == "row 2:  = '': A latitude lies between -90 and 90.\n"
    assert end == "1 rows have errors. Nothing was written."
    job = Import.objects.get()
    assert job.state == Import.State.REFUSED
    assert job.counts == {"error": 1, "new": 1}
    assert errors(job) == [(2, "", "", "A latitude lies between -90 and 90.")]
    assert Entry.objects.count() == before


@pytest.mark.parametrize("latitude", ["91", "12.5"])
def test_a_check_alone_writes_nothing(tmp_path, latitude):
    before = Entry.objects.count()
    said, _, end = run(tmp_path, f"slug,title,latitude\nisland,Island,{latitude}\n", "--check")
    assert end == ("1 rows have errors. Nothing was written." if latitude == "91" else "")
    assert f"{int(latitude == '91')} error." in said
    assert Entry.objects.count() == before


def test_what_the_check_refuses_is_not_written(tmp_path):
    before = Entry.objects.count()
    _, wrong, end = run(tmp_path, "slug,title,latitude\nisland,Island,far north\nother,Other,1\n")
    assert "row 2: latitude = 'far north'" in wrong
    assert end == "1 rows have errors. Nothing was written."
    assert Entry.objects.count() == before


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    _, wrong, end = run(tmp_path, "slug,title,latitude\nisland,Island,far north\nother,Other,91\n")
    assert "row 2: latitude = 'far north'" in wrong
    assert "row 3:  = '': A latitude lies between -90 and 90." in wrong
    assert end == "2 rows have errors. Nothing was written."
