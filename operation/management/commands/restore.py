"""`manage.py restore BACKUP`: fill an empty database from a backup and verify the record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from operation.backups import BackupError, restore


class Command(BaseCommand):
    """Restore a backup into the database that DATABASE_URL names, which must be empty."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, help="The backup's folder, as `manage.py backup` printed it.")

    def handle(self, *args, backup, **options):
        try:
            found = restore(backup.absolute())
        except BackupError as error:
            raise CommandError(str(error)) from error
        state = found.state
        self.stdout.write(f"Restored and verified: {state.seq} revisions, digest {state.digest}.")
