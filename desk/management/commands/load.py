"""`manage.py load data/`: check the collection's files, then write and publish them, or nothing."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from desk.collection.files import CollectionRefused
from desk.collection.load import load


class Command(BaseCommand):
    """Load the collection's files. Unchanged files are left alone; loading twice publishes nothing twice."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="The collection's folder, data/ for example.")
        parser.add_argument("--check", action="store_true", help="Try everything, write nothing.")

    def handle(self, *args, folder: Path, check: bool, **options):
        began = time.monotonic()
        try:
            outcome = load(folder, check=check, report=self._report)
        except CollectionRefused as refusal:
            self.stderr.write("\n".join(str(error) for error in refusal.errors))
            raise CommandError(f"{len(refusal.errors)} errors. Nothing was written.") from refusal
        for conflict in outcome.conflicts:
            self.stderr.write(self.style.WARNING(f"Conflict: {conflict}"))
        done = "Checked" if check else "Loaded"
        self.stdout.write(
            f"{done} in {time.monotonic() - began:.1f} s: {len(outcome.new)} new, {len(outcome.changed)} changed, "
            f"{outcome.unchanged} unchanged, {len(outcome.conflicts)} in conflict; "
            f"{len(outcome.revisions)} revisions {'would be ' if check else ''}published."
        )

    def _report(self, line: str) -> None:
        # On a terminal the line is rewritten in place; elsewhere each step is one line.
        self.stdout.write(line, ending="\r\x1b[K" if sys.stdout.isatty() else "\n")
        self.stdout.flush()
