"""Tokens: a program's key to the desk, in the name of an account, never with more rights than the account has.

A token has 256 random bits, so that one round of SHA-256 keeps it as well as a slow hash would. It is shown once.
"""

import hashlib
import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.utils.timezone import now

from accounts import audit, locks, second_factor
from accounts.models import HandedPassword, Token
from accounts.refusal import Refused
from accounts.sessions import SEEN_EVERY, impatient

log = logging.getLogger(__name__)

# By its beginning a token is known for what it is, by people and by programs that look for lost secrets.
PREFIX = "chancery_"
# 32 bytes are 43 letters of base64; nothing longer than this is looked up.
BYTES, MOST_LETTERS = 32, 100
MOST_TOKENS = 20


def make(user, name: str, scopes: list[str], days: int | None = None, *, by: str | None = None) -> tuple[Token, str]:
    """Make a token of an account and return it with its text, which is not to be had again.

    It expires after so many days, 90 if none are given. Raises Refused, saying what would be accepted.
    """
    days = settings.TOKEN_USUAL_DAYS if days is None else days
    known = settings.TOKEN_SCOPES
    if not name.strip() or len(name) > 60:
        raise Refused("Give the token a name of up to 60 letters that says what it is for.")
    if not scopes or (unknown := [scope for scope in scopes if scope not in known]):
        said = f"'{unknown[0]}' is no scope" if scopes else "A token without a scope is good for nothing"
        raise Refused(f"{said}. Choose from: {', '.join(known)}.")
    if not 1 <= days <= settings.TOKEN_MOST_DAYS:
        raise Refused(f"A token lasts from 1 to {settings.TOKEN_MOST_DAYS} days, not {days}.")
    text = PREFIX + secrets.token_urlsafe(BYTES)
    made = now()
    with transaction.atomic():
        # Held, so that two requests cannot both make the last one.
        get_user_model().objects.select_for_update().get(pk=user.pk)
        if user.tokens.working().count() >= MOST_TOKENS:
            raise Refused(f"An account has at most {MOST_TOKENS} working tokens. Revoke one first.")
        token = Token.objects.create(
            user=user,
            name=name.strip(),
            digest=_digest(text),
            scope=" ".join(scope for scope in known if scope in scopes),
            rights=rights_of(user),
            made_at=made,
            expires_at=made + timedelta(days=days),
        )
        audit.record(audit.What.TOKEN_MADE, user, by=by, detail=f"{token.name}: {token.scope}, for {days} days")
    return token, text


def revoke(token: Token) -> bool:
    """Take a token back for good; return whether it was not so before."""
    with transaction.atomic():
        done = Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now())
        if done:
            audit.record(audit.What.TOKEN_REVOKED, token.user, detail=token.name)
    return bool(done)


def revoke_all(user) -> int:
    """Take all tokens of an account back; return how many worked."""
    return sum(revoke(token) for token in user.tokens.working().select_related("user"))


def find(text: str) -> Token | None:
    """Return the token of a text, whether it works or not; None if nobody ever had it."""
    if not text.startswith(PREFIX) or len(text) > MOST_LETTERS or not text.isascii():
        return None
    return Token.objects.select_related("user").filter(digest=_digest(text)).first()


def why_not(token: Token, request: HttpRequest) -> str:
    """Return why a token does not work now, '' if it does. For whoever holds it: it tells of the account."""
    user = token.user
    if token.revoked_at is not None:
        return "This token was revoked."
    if token.expires_at <= now():
        return f"This token expired on {token.expires_at:%Y-%m-%d}. Make another in the admin."
    if not user.is_active or not user.is_staff:
        return "The account of this token is disabled."
    if token.rights != rights_of(user):
        return "The account's role has changed since this token was made. Make another in the admin."
    if HandedPassword.objects.filter(user=user).exists():
        return "The account has to choose a password of its own first. Sign in to the admin."
    if second_factor.required(user) and second_factor.of(user) is None:
        return "The account must have a second factor and has none. Set one up in the admin."
    if locks.is_locked(request, user.get_username()):
        return "The account is locked where you are, after wrong passwords or codes. Try again later."
    return ""


def note_used(token: Token) -> None:
    """Note that a token is in use, every five minutes at most, and not at all while the database is busy."""
    moment = now()
    if token.used_at is not None and moment - token.used_at < timedelta(seconds=SEEN_EVERY):
        return
    try:
        with impatient():
            Token.objects.filter(pk=token.pk).update(used_at=moment)
    except OperationalError as error:
        log.info("not noted as used: %s", error)


def rights_of(user) -> str:
    """Return a digest of an account's role: its groups, its single permissions, and whether it may do everything."""
    groups = sorted(user.groups.values_list("pk", flat=True))
    single = sorted(user.user_permissions.values_list("pk", flat=True))
    return hashlib.sha256(repr((groups, single, user.is_staff, user.is_superuser)).encode()).hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
