"""Who asks: a token in the header Authorization (RFC 6750), and nothing else. No cookie lets a program in.

Failures are counted by where they come from, twenty a minute; whoever can be told from others is then not heard for
the rest of it. Where nobody can be told apart, behind a proxy that names no clients, good tokens still work.
"""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication

from accounts import tokens
from accounts.clients import lock_address
from accounts.models import Token
from desk.api.refusals import Refusal
from publication.serving.client import network_of
from publication.serving.limits import Allowance, Counter

MOST_FAILURES = 20
FAILURES = Counter()
CHALLENGE = 'Bearer realm="desk"'


class TokenAuthentication(BaseAuthentication):
    """Takes the account of a working token."""

    def authenticate(self, request) -> tuple:
        """Return the account and its token. Raises Refusal: 401 without a token that works, 429 after many failures."""
        plain = request._request
        if network_of(plain.META) is not None and not (left := FAILURES.look(lock_address(plain), MOST_FAILURES)).left:
            raise _too_many(left)
        scheme, _, text = plain.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != "bearer" or not text.strip():
            raise _unauthorized(
                "Send a token: Authorization: Bearer chancery_… Make one in the admin, under Your account."
            )
        token = tokens.find(text.strip())
        if token is None:
            raise self._failed(plain, "There is no such token.")
        if said := tokens.why_not(token, plain):
            raise self._failed(plain, said)
        tokens.note_used(token)
        return token.user, token

    def authenticate_header(self, request) -> str:
        """What Django REST framework answers with its own 401."""
        return CHALLENGE

    def _failed(self, request: HttpRequest, said: str) -> Refusal:
        left = FAILURES.use(lock_address(request), MOST_FAILURES)
        return _unauthorized(said, "invalid_token") if left.left else _too_many(left)


def require_scope(token: Token, scope: str) -> None:
    """Raise Refusal (403) unless a token was made for this."""
    if scope not in token.scopes:
        raise Refusal(
            403,
            "forbidden",
            f"This token may not be used for this: it has the scopes {token.scope}, '{scope}' is needed.",
            headers={"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'},
        )


def _unauthorized(said: str, code: str = "") -> Refusal:
    # Header fields are ASCII; the words with their dots stand in the body.
    more = f', error="{code}"' if code else ""
    return Refusal(401, "unauthorized", said, headers={"WWW-Authenticate": CHALLENGE + more})


def _too_many(left: Allowance) -> Refusal:
    said = f"Too many tokens that do not work came from where you are. Try again in {left.seconds} s."
    return Refusal(429, "too-many-requests", said, headers={"Retry-After": str(left.seconds)})
