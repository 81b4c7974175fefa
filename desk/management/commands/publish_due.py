"""`manage.py publish_due`: publish what was scheduled and is due. For a timer, every minute for example."""

from django.core.management.base import BaseCommand, CommandError

from desk.scheduling import publish_due


class Command(BaseCommand):
    """Publish what is due; running it again, or twice at once, publishes nothing twice."""

    help = __doc__

    def handle(self, *args, **options):
        """Say what became of each; end with an error if one was refused."""
        refused = 0
        for outcome in publish_due():
            if outcome.revision is None:
                refused += 1
                self.stderr.write(f"{outcome.schedule}: not published. {outcome.problem}")
            else:
                self.stdout.write(f"{outcome.schedule}: published as no. {outcome.revision.seq}.")
        if refused:
            raise CommandError(f"{refused} scheduled publications were refused. The desk's review queue lists them.")
