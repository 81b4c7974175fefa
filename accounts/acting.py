"""The request that is being answered, for those who write down who did something, and from where.

Django saves accounts and their groups from forms, commands and shells, and none of them says who asked. The middleware
keeps the request of each thread; outside of one, whoever runs the command has done it.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from accounts import sessions

_request: ContextVar[HttpRequest | None] = ContextVar("accounts_request", default=None)
COMMAND = "a command"


def acting_middleware(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware, after those that sign in: remember the request, and when a session of the desk was last seen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            response = get_response(request)
            # Public pages ask for no session, and must not begin to.
            found = request.resolver_match
            if found is not None and found.app_name == "admin" and request.user.is_authenticated:
                sessions.note_seen(request)
            return response
        finally:
            _request.reset(token)

    return middleware


def current_request() -> HttpRequest | None:
    """Return the request that is being answered, or None."""
    return _request.get()


def actor() -> str:
    """Return the name of whoever acts: the signed-in account's, '' for a visitor, or that it is a command."""
    request = _request.get()
    return COMMAND if request is None else request.user.get_username()


def somebody_else(user) -> bool:
    """Whether a signed-in account other than this one acts."""
    request = _request.get()
    return request is not None and request.user.is_authenticated and request.user.pk != user.pk
