"""Locks against guessing: what django-axes calls, and the page that it answers with.

It counts failures of an account and an address together, of password and code alike, and keeps them in the database.
The form's content and names are not kept: what is typed as a name may be a password in the wrong box.
"""

import math
from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.timezone import now


def lock_name(request: HttpRequest, credentials: dict | None) -> str:
    """Return what stands for a typed name in the table of failures: a keyed hash, the same in capitals."""
    name = (credentials or request.POST).get("username") or ""
    return salted_hmac("accounts.locks", name.casefold(), algorithm="sha256").hexdigest()


def locked_response(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None
) -> HttpResponse:
    """Say that one may not try for now, and until when. The same whether the account exists or not."""
    attempts = AxesProxyHandler.get_implementation().get_user_attempts(request, credentials)
    last = max((row.attempt_time for rows in attempts for row in rows), default=now())
    return turned_away(request, max(1, math.ceil((last + get_cool_off(request) - now()).total_seconds())))


def turned_away(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say that nothing is looked at from where one is, for so many seconds."""
    until = now() + timedelta(seconds=seconds)
    # Full minutes, so that whoever comes back at that time is let in.
    shown = (until + timedelta(seconds=59)).replace(second=0, microsecond=0)
    context = {
        **admin.site.each_context(request),
        "title": "Locked for now",
        "until": shown,
        "minutes": math.ceil(seconds / 60),
    }
    page = render(request, "admin/locked.html", context, status=429)
    page["Retry-After"] = str(seconds)
    page["Cache-Control"] = "no-store"
    return page


def is_locked(request: HttpRequest, name: str) -> bool:
    """Whether an account may not be tried from where the request comes."""
    return not AxesProxyHandler.is_allowed(request, {"username": name})
