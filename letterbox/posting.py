"""Putting a letter in: the one function of this app that writes, and what keeps the box from being stuffed."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from letterbox.models import Knock, Suggestion
from publication.models import Face
from publication.serving.client import network_of

HOUR = timedelta(hours=1)
PER_CLIENT = 5
PER_SITE = 200


class BoxFull(Exception):
    """Too many letters within the hour, from one client or from all together."""


def client_of(request: HttpRequest, now: datetime) -> str:
    """Return a hash that tells clients apart for a day, keyed with the site's secret; '' where that cannot be told.

    Where it cannot, only the limit for all holds.
    """
    network = network_of(request.META)
    if network is None:
        return ""
    return salted_hmac(f"letterbox {now.date()}", str(network), algorithm="sha256").hexdigest()


def post(
    about: Face | None, seq: int, *, text: str, source: str, contact: str, client: str, now: datetime | None = None
) -> None:
    """Store a suggestion on an entry, or on the site. Raises BoxFull, and stores nothing, beyond 5 an hour and client.

    Knocks older than an hour are deleted first; no suggestion is read.
    """
    now = now or datetime.now(UTC)
    with transaction.atomic():
        Knock.objects.filter(at__lt=now - HOUR).delete()
        if Knock.objects.count() >= PER_SITE:
            raise BoxFull
        if client and Knock.objects.filter(client=client).count() >= PER_CLIENT:
            raise BoxFull
        Knock.objects.create(client=client, at=now)
        Suggestion.objects.create(
            about=about.public_id if about else None,
            about_kind=about.kind if about else "",
            about_title=about.title if about else "",
            seq=seq,
            text=text,
            source=source,
            contact=contact,
            sent_at=now,
        )
