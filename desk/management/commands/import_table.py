"""`manage.py import_table FILE --kind organization --mapping "COW organizations"`: a table to the desk, as drafts."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from desk.importing.catalogue import mapping_named
from desk.importing.check import begin_check, check
from desk.importing.job import OWN, forget_files, receive, working_on
from desk.importing.refusal import FileRefused
from desk.importing.values import MappingError
from desk.importing.write import ImportRefused, write
from desk.models import Import
from desk.schema import schema

MOST_ROWS = 1_000


class Command(BaseCommand):
    """Check a table and write it to the desk as drafts: all of it, or nothing. The same as the admin's import."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="A .csv, .xlsx, .json or .ndjson file.")
        parser.add_argument("--kind", required=True, choices=list(schema.kinds), help="What each entry is.")
        parser.add_argument("--mapping", default="", help="A saved mapping's name; without one, our own form is read.")
        parser.add_argument("--encoding", default="", help="utf-8, utf-16, cp1251 …; without it, it is recognised.")
        parser.add_argument("--check", action="store_true", help="The dry run alone: write nothing.")

    def handle(self, *args, file: Path, kind: str, mapping: str, encoding: str, check: bool, **options):
        try:
            with file.open("rb") as raw:
                pieces = iter(lambda: raw.read(1 << 20), b"")
                began = time.monotonic()
                job = receive(file.name, pieces, kind, "import_table", encoding)
        except (OSError, FileRefused, LookupError) as error:
            raise CommandError(f"{file}: {error}") from error
        try:
            with working_on(job):
                self._run(job, mapping, check, began)
        except (FileRefused, MappingError) as error:
            raise CommandError(str(error)) from error
        except ImportRefused as refusal:
            for problem in refusal.problems[:MOST_ROWS]:
                self.stderr.write(f"row {problem.row}: {problem.column}: {problem.message}")
            raise CommandError("Nothing was written.") from refusal
        finally:
            forget_files(job)

    def _run(self, job: Import, mapping: str, only_check: bool, began: float) -> None:
        self.stdout.write(f"{job.rows} rows. {job.said}")
        begin_check(job, mapping_named(mapping) if mapping else OWN, mapping)
        check(job, rehearsal=only_check)
        counts = ", ".join(f"{job.counts.get(name, 0)} {name}" for name in ("new", "changed", "unchanged", "error"))
        self.stdout.write(f"Checked in {time.monotonic() - began:.1f} s: {counts}.")
        self._refuse(job)
        if only_check:
            return
        try:
            write(job)
        except ImportRefused:
            # What the desk's own rules refuse, a check notes by row.
            job.state = Import.State.CHECKING
            check(job)
            self._refuse(job)
            raise
        self.stdout.write(f"Written as import {job.pk} in {time.monotonic() - began:.1f} s in all.")

    def _refuse(self, job: Import) -> None:
        """Say what a check has refused. Raises CommandError if that is anything."""
        if job.state == Import.State.REFUSED:
            for row in job.outcomes.filter(outcome="error")[:MOST_ROWS]:
                for column, value, message in row.detail:
                    self.stderr.write(f"row {row.number}: {column} = '{value}': {message}")
            raise CommandError(f"{job.counts['error']} rows have errors. Nothing was written.")
