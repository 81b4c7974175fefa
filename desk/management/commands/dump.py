"""`manage.py dump`: write the desk back to the collection's files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from desk.collection.dump import dump


class Command(BaseCommand):
    """Write every desk entry to its files. Loading them again changes nothing."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, nargs="?", default=settings.COLLECTION_DIR, help="Default: the collection's folder."
        )

    def handle(self, *args, folder: Path, **options):
        changed, stray = dump(folder, remember=folder.resolve() == settings.COLLECTION_DIR.resolve())
        for name in stray:
            self.stderr.write(f"{name} belongs to no entry of the desk; left alone.")
        self.stdout.write(f"{changed} files written in {folder}.")
