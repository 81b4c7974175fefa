"""`manage.py mirror URL`: build a copy of another site's record, and follow it."""

from django.core.management.base import BaseCommand, CommandError

from publication.mirroring.following import Mirror
from publication.mirroring.origin import Origin, OriginError
from publication.models import Revision
from publication.replay import ReplayRefused
from publication.verify import record_digest


class Command(BaseCommand):
    """Read another site's change feed into this database, an empty one or its mirror so far, and check every hash."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("url", help="The site: https://chancery.example.org")
        parser.add_argument("--once", action="store_true", help="End when all is read, instead of waiting for more.")
        parser.add_argument(
            "--tries", type=int, default=8, help="How often to ask, until all is read, if the site does not answer (8)."
        )

    def handle(self, *args, url, once, tries, **options):
        if tries < 1:
            raise CommandError(f"--tries is {tries}. Give a whole number, 1 or more.")
        try:
            mirror = Mirror(Origin(url), self.stdout.write, tries)
            mirror.catch_up()
            self.stdout.write(f"Equal: {Revision.objects.count()} revisions, digest {record_digest()}.")
            if not once:
                mirror.follow()
        except (OriginError, ReplayRefused) as error:
            raise CommandError(f"The mirror stopped: {error}") from error
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
