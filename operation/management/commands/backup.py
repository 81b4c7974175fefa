"""`manage.py backup FOLDER`: copy the database while the site runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from operation.backups import BackupError, make


class Command(BaseCommand):
    """Make a backup below a folder: a consistent copy, a manifest, checksums."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="Where backups are kept; each gets a folder of its own.")
        parser.add_argument("--keep", type=int, default=0, help="Delete all but this many of the newest (0: keep all).")

    def handle(self, *args, folder, keep, **options):
        if keep < 0:
            raise CommandError(f"--keep is {keep}. Give a whole number, 0 or more.")
        try:
            backup = make(folder.absolute(), keep)
        except BackupError as error:
            raise CommandError(str(error)) from error
        state = backup.state
        self.stdout.write(f"{backup.folder}: {state.seq} revisions, digest {state.digest}.")
