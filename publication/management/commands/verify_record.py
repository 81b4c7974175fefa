"""`manage.py verify_record`: is the record whole?"""

from django.core.management.base import BaseCommand, CommandError

from publication.models import Revision
from publication.verify import record_digest, verify


class Command(BaseCommand):
    """Check sequence, hashes, chain and triggers, and that all derived rows equal a rebuild."""

    help = __doc__

    def handle(self, *args, **options):
        finding = verify()
        if finding is not None:
            raise CommandError(f"The record is broken. {finding}")
        self.stdout.write(f"The record is whole: {Revision.objects.count()} revisions, digest {record_digest()}.")
