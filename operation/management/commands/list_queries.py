"""`manage.py list_queries`: every query of the public addresses, and how this database answers it."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operation.queries import collect, page, section


class Command(BaseCommand):
    """List the queries that public addresses make, with their plans. Reads, and writes nothing but the file."""

    help = "List the queries that public addresses make, with their plans on this database."

    def add_arguments(self, parser):
        parser.add_argument("--write", type=Path, help="A file whose part for this database is made anew.")

    def handle(self, *args, write, **options):
        """Do it."""
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        # Not through a proxy, and not as one client among others.
        settings.SECURE_SSL_REDIRECT, settings.API_RATE = False, 0
        queries = collect()
        if not queries:
            raise CommandError("No query was made. Load a collection first: manage.py load data")
        if write is None:
            self.stdout.write(section(queries))
            return
        text = write.read_text(encoding="utf-8") if write.exists() else ""
        write.write_text(page(text, section(queries)), encoding="utf-8")
        unexcused = [query for query in queries if query.grows and not query.excuse]
        self.stdout.write(f"{len(queries)} queries in {write}; {len(unexcused)} that grow without a reason.")
