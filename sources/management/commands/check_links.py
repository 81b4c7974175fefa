"""Check the links of sources: do they still answer?"""

import ipaddress
import time

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils import timezone

from sources.links import Answer, ask
from sources.models import LinkCheck, Source


class Command(BaseCommand):
    """Ask sources' addresses one after another, the longest unchecked first, and store what came of it."""

    help = (
        "Ask the web addresses of sources whether they still answer, the longest unchecked first, and store the "
        "answers for the desk. Addresses within this machine's own network are not asked."
    )

    def add_arguments(self, parser):
        """Bounds, and exceptions for a network of one's own."""
        parser.add_argument("--seconds", type=int, default=600, help="Begin no further link after this time.")
        parser.add_argument("--most", type=int, default=1000, help="Check at most so many links.")
        parser.add_argument("--timeout", type=float, default=10.0, help="Seconds to wait for each step of an answer.")
        parser.add_argument(
            "--allow", action="append", default=[], metavar="NETWORK", help="Also ask this network: 10.1.0.0/16."
        )

    def handle(self, *args, **options):
        """Check and say how many of them look dead."""
        try:
            allowed = tuple(ipaddress.ip_network(text) for text in options["allow"])
        except ValueError as error:
            raise CommandError(f"--allow: {error}. Give a network such as 10.1.0.0/16.") from error
        if options["seconds"] < 1 or options["most"] < 1 or not 0 < options["timeout"] <= 120:
            raise CommandError("--seconds and --most are 1 or more; --timeout is above 0 and at most 120.")
        sources = Source.objects.exclude(source_url="").select_related("link_check")
        sources = sources.order_by(F("link_check__checked_at").asc(nulls_first=True), "pk")[: options["most"]]
        until = time.monotonic() + options["seconds"]
        checked = dead = 0
        for source in sources:
            if time.monotonic() >= until:
                break
            answer = ask(source.source_url, allowed=allowed, timeout=options["timeout"])
            store(source, answer)
            checked += 1
            dead += bool(answer.problem)
            if answer.problem:
                self.stdout.write(f"{source.slug}: {answer.problem} ({source.source_url})")
        self.stdout.write(f"{checked} links checked; {dead} look dead.")


def store(source: Source, answer: Answer) -> None:
    """Keep what a check found, and count how often in a row it was a problem."""
    last = LinkCheck.objects.filter(source=source, url=source.source_url).first()
    failures = (last.failures if last else 0) + 1 if answer.problem else 0
    LinkCheck.objects.update_or_create(
        source=source,
        defaults={
            "url": source.source_url,
            "status": answer.status,
            "problem": answer.problem[:200],
            "failures": failures,
            "checked_at": timezone.now(),
        },
    )
