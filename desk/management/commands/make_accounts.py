"""Make the first two accounts."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from desk.permissions import CURATORS, EDITORS

# Bytes of randomness: 18 make a password of 24 characters.
RANDOM_BYTES = 18


class Command(BaseCommand):
    """Create `curator` and `editor`, with passwords that are printed once; do nothing where accounts exist."""

    help = "Create the accounts 'curator' and 'editor' and print their passwords, unless there are accounts already."

    def handle(self, *args, **options):
        """Create both accounts or neither."""
        users = get_user_model()
        with transaction.atomic():
            if users.objects.exists():
                self.stdout.write("There are accounts already; none was made.")
                return
            groups = {group.name: group for group in Group.objects.filter(name__in=[CURATORS, EDITORS])}
            if len(groups) != 2:
                raise CommandError("The groups Curators and Editors are missing. Run `manage.py migrate` first.")
            lines = ["Two accounts for the desk, at /admin/. These passwords are shown this once only:", ""]
            for username, group in (("curator", CURATORS), ("editor", EDITORS)):
                password = secrets.token_urlsafe(RANDOM_BYTES)
                user = users.objects.create_user(username, password=password, is_staff=True)
                user.groups.add(groups[group])
                lines.append(f"    {username:8}  {password}")
            lines += ["", "The curator writes and sends to review; the editor also publishes and withdraws."]
            # Before the commit: an account whose password nobody has read must not stay.
            self.stdout.write("\n".join(lines))
            self.stdout.flush()
