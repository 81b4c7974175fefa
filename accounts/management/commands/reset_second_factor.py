"""`manage.py reset_second_factor NAME`: for somebody who has lost phone and recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from accounts import people


class Command(BaseCommand):
    """Remove an account's second factor and recovery codes, and end its sessions."""

    help = "Remove an account's second factor and recovery codes, and end its sessions."

    def add_arguments(self, parser):
        parser.add_argument("name", help="What the person signs in with.")

    def handle(self, *args, name, **options):
        """Do it, or say why not."""
        try:
            people.reset_second_factor(name)
        except people.Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The account '{name}' has no second factor now, and is signed out everywhere.")
