"""`manage.py release 2026.1`: write a numbered release of the record."""

from django.core.management.base import BaseCommand, CommandError

from operation.releases import more_parts
from publication.releasing.shelf import ReleaseRefused
from publication.releasing.writing import write


class Command(BaseCommand):
    """Write a data package of the record as it stands: tables, lines, codebook, changes, checksums."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("number", help="A year and a count: 2026.1. An existing number is refused.")
        parser.add_argument("--known-at", help="The record as it stood: a sequence number, a day, a time.")
        parser.add_argument(
            "--previous",
            metavar="NUMBER:SEQ",
            help="What CHANGES.md compares with, or 'none'; if not given, the last release in the folder.",
        )

    def handle(self, *args, number, known_at, previous, **options):
        try:
            made = write(number, more_parts, known_at=known_at, previous=previous)
        except ReleaseRefused as error:
            raise CommandError(f"Not released: {error}") from error
        size = made.archive.bytes / 1_000_000
        self.stdout.write(
            f"{made.folder}: {len(made.files)} files, {size:.1f} MB, no. {made.seq}, digest {made.digest}."
        )
