"""`manage.py make_token NAME --for PURPOSE --scope read …`: make a token of an account."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import people, tokens


class Command(BaseCommand):
    """Make a token with which a program works at the desk in an account's name, and print it, this once."""

    help = "Make a token with which a program works at the desk in an account's name, and print it, this once."

    def add_arguments(self, parser):
        parser.add_argument("name", help="What the account signs in with.")
        parser.add_argument("--for", dest="purpose", required=True, help="What the token is for, in a few words.")
        parser.add_argument(
            "--scope",
            nargs="+",
            default=["read"],
            help=f"What it may be used for: {', '.join(settings.TOKEN_SCOPES)}. 'read' if nothing is said.",
        )
        parser.add_argument("--days", type=int, help=f"Days until it expires; {settings.TOKEN_USUAL_DAYS} if not said.")

    def handle(self, *args, name, purpose, scope, days, **options):
        """Do it, or say why not."""
        try:
            token, text = tokens.make(people.find(name), purpose, scope, days)
        except people.Refused as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"For {name}: {token.scope}, until {token.expires_at:%Y-%m-%d}. It is not shown again.")
        self.stdout.write(text)
