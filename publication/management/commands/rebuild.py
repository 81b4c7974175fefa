"""`manage.py rebuild`: make everything derived anew from the log."""

from django.core.management.base import BaseCommand
from django.db import transaction

from publication.log import lock
from publication.models import Revision
from publication.rebuild import rebuild


class Command(BaseCommand):
    """Delete all derived rows and derive them again from the revisions, in one transaction."""

    help = __doc__

    def handle(self, *args, **options):
        with transaction.atomic():
            lock()
            rebuild()
        self.stdout.write(f"Rebuilt from {Revision.objects.count()} revisions.")
