"""`manage.py export_table countries.csv --kind country`: all entries of a kind, in the form that import_table reads."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from desk.importing.export import TYPES, export
from desk.schema import schema


class Command(BaseCommand):
    """Write a kind's entries to a file; its ending says in which form."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=f"Ends in {', '.join('.' + form for form in TYPES)}.")
        parser.add_argument("--kind", required=True, choices=list(schema.kinds))

    def handle(self, *args, file: Path, kind: str, **options):
        form = file.suffix.lstrip(".")
        if form not in TYPES:
            raise CommandError(f"{file}: end the name in one of {', '.join('.' + name for name in TYPES)}.")
        found = schema.kinds[kind]
        try:
            with file.open("wb") as out:
                for piece in export(found, found.model._default_manager.all(), form):
                    out.write(piece)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        self.stdout.write(f"{found.model._default_manager.count()} entries of kind {kind} are in {file}.")
