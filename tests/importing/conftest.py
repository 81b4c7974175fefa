"""Imports of small files over the small collection."""

import pytest

from desk.importing.check import begin_check, check
from desk.importing.job import OWN, receive, working_on
from desk.importing.write import write
from desk.models import Import


@pytest.fixture(autouse=True)
def imports_folder(settings, tmp_path):
    """A folder of uploads for each test."""
    settings.IMPORT_DIR = tmp_path / "imports"


@pytest.fixture
def collection(small_record, db) -> None:
    """The small collection at the desk and in the record."""


def checked(text: str | bytes, kind: str, spec: dict = OWN, name: str = "table.csv") -> Import:
    """Return the import of a file after its dry run."""
    raw = text if isinstance(text, bytes) else text.encode()
    job = receive(name, [raw], kind, "test")
    with working_on(job):
        begin_check(job, spec)
        check(job)
    return job


def written(text: str | bytes, kind: str, spec: dict = OWN, name: str = "table.csv") -> Import:
    """Return the import of a file that was written as drafts."""
    job = checked(text, kind, spec, name)
    assert errors(job) == []
    with working_on(job):
        write(job)
    return job


def outcomes(job: Import) -> list[tuple]:
    """Return each row's number and outcome."""
    return list(job.outcomes.order_by("number").values_list("number", "outcome"))


def errors(job: Import) -> list[tuple]:
    """Return what is wrong: row, column, value, reason."""
    return [
        (row.number, *detail)
        for row in job.outcomes.filter(outcome="error").order_by("number")
        for detail in row.detail
    ]
