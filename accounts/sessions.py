"""Where an account is signed in: noted with each session, listed, ended."""

import logging
import time
from contextlib import contextmanager

from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.utils.timezone import now

from accounts.clients import address_of, device_of
from accounts.models import SignIn

log = logging.getLogger(__name__)

# Seconds for which a session counts as seen without being noted again.
SEEN_EVERY = 300
# When this process noted each session, so that most requests ask the database nothing.
_noted: dict[str, float] = {}
_MOST_NOTED = 10_000


def begin(request: HttpRequest, user) -> None:
    """Note a session that an account has just begun."""
    if not request.session.session_key:
        request.session.create()
    SignIn.objects.update_or_create(
        session_id=request.session.session_key,
        defaults={"user": user, "device": device_of(request), "address": address_of(request), "seen": now()},
    )
    _noted[request.session.session_key] = time.monotonic()


def note_seen(request: HttpRequest) -> None:
    """Note that a session is in use, every five minutes at most.

    A session whose key has changed, as with a new password, is noted anew. If the database is busy, nothing is.
    """
    key, moment = request.session.session_key, time.monotonic()
    if key is None or moment - _noted.get(key, float("-inf")) < SEEN_EVERY:
        return
    if len(_noted) >= _MOST_NOTED:
        _noted.clear()
    _noted[key] = moment
    try:
        with impatient():
            if not SignIn.objects.filter(session_id=key).update(seen=now()):
                begin(request, request.user)
    except OperationalError as error:
        log.info("not noted as seen: %s", error)


@contextmanager
def impatient():
    """On SQLite, wait a quarter of a second for another writer instead of half a minute: a page must not."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 250")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def of(user):
    """Return an account's sessions that have not run out, the last seen first."""
    return SignIn.objects.filter(user=user, session__expire_date__gt=now())


def end(sign_in: SignIn) -> None:
    """End one session."""
    sign_in.session.delete()


def end_all(user, keep: str | None = None) -> int:
    """End an account's sessions but the one whose key is kept; return how many were ended.

    Sessions that nobody noted, from before this app was there, are read one by one.
    """
    keys = set(SignIn.objects.filter(user=user).values_list("session_id", flat=True))
    for session in Session.objects.filter(sign_in=None, expire_date__gt=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            keys.add(session.session_key)
    keys.discard(keep)
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)
