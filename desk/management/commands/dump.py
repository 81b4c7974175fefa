"""`manage.py dump`: write the desk back to the collection's files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from desk.collection.dump import dump
from desk.collection.files import CollectionRefused


class Command(BaseCommand):
    """Write every desk entry to its files. Loading them again changes nothing."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, nargs="?", default=settings.COLLECTION_DIR, help="Default: the collection's folder."
        )

    def handle(self, *args, folder: Path, **options):
        try:
            changed, stray = dump(folder, remember=folder.resolve() == settings.COLLECTION_DIR.resolve())
        except CollectionRefused as refusal:
            self.stderr.write("\n".join(str(error) for error in refusal.errors))
            raise CommandError(f"{len(refusal.errors)} files would be overwritten. Nothing was written.") from refusal
        for name in stray:
            self.stderr.write(f"{name} belongs to no entry of the desk; left alone.")
        self.stdout.write(f"{changed} files written in {folder}.")
