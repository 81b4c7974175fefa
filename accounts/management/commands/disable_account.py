"""`manage.py disable_account NAME`: switch an account off."""

from django.core.management.base import BaseCommand, CommandError

from accounts import people


class Command(BaseCommand):
    """Switch an account off and end its sessions. What it wrote stays; an administrator can switch it on again."""

    help = "Switch an account off and end its sessions. What it wrote stays."

    def add_arguments(self, parser):
        parser.add_argument("name", help="What the person signs in with.")

    def handle(self, *args, name, **options):
        """Do it, or say why not."""
        try:
            ended = people.disable(name)
        except people.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The account '{name}' is disabled. Sessions ended: {ended}.")
