"""`manage.py create_account NAME --group GROUP`: make an account for the desk."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import people


class Command(BaseCommand):
    """Make an account and print its password, once. It works once: whoever signs in with it chooses another."""

    help = "Make an account for the desk and print a password that works once."

    def add_arguments(self, parser):
        parser.add_argument("name", help="What the person signs in with: letters, digits and @.+-_")
        parser.add_argument(
            "--group", action="append", required=True, help="Its role, Curators for example; may be given again."
        )
        parser.add_argument("--email", default="", help="The person's e-mail address.")

    def handle(self, *args, name, group, email, **options):
        """Make it; print before the commit, so that no account stays whose password nobody has read."""
        try:
            with transaction.atomic():
                password = people.make(name, group, email)
                self.stdout.write(
                    f"Account '{name}' in {', '.join(group)}. This password is shown this once, and works once, to "
                    f"choose another at /admin/:\n\n    {password}\n"
                )
                self.stdout.flush()
        except people.Refused as error:
            raise CommandError(str(error)) from error
