"""`manage.py publish_import 12`: publish all that import 12 wrote, as one batch; `--undo` takes that back as one."""

import time

from django.core.management.base import BaseCommand, CommandError

from desk.importing.job import Busy, working_on
from desk.importing.publication import publish_import, unpublish_import
from desk.importing.refusal import FileRefused
from desk.models import Import
from publication.errors import PublicationRefused


class Command(BaseCommand):
    """Publish a whole import, or take its publication back. All of it, or nothing."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, help="The import's number, as import_table and the admin say.")
        parser.add_argument("--undo", action="store_true", help="Take the publication back.")
        parser.add_argument("--note", default="", help="The public note, or with --undo the public reason.")

    def handle(self, *args, number: int, undo: bool, note: str, **options):
        job = Import.objects.filter(pk=number).first()
        if job is None:
            raise CommandError(f"There is no import {number}.")
        began = time.monotonic()
        try:
            with working_on(job):
                if undo:
                    done = unpublish_import(job, by="publish_import", reason=note or "Imported by mistake.")
                else:
                    done = publish_import(job, by="publish_import", note=note)
        except PublicationRefused as refusal:
            self.stderr.write("\n".join(str(problem) for problem in refusal.problems))
            raise CommandError(f"{len(refusal.problems)} problems. Nothing was published.") from refusal
        except (Busy, FileRefused) as error:
            raise CommandError(str(error)) from error
        said = "Took back" if undo else "Published"
        self.stdout.write(f"{said} {len(done)} entries in {time.monotonic() - began:.1f} s, from {done[0].seq} on.")
