"""Signing in, in steps: name and password; a password of one's own, if it was handed; the second factor.

Nobody is signed in before the last step. Until then the (anonymous) session holds whose turn it is, for 15 minutes;
what the desk keeps of a form that was sent while signed out stays beside it.
"""

import time

import django_otp
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts import second_factor
from accounts.models import HandedPassword

KEY = "sign_in"
SECONDS = 15 * 60


def begin(request: HttpRequest, user, backend: str, after: str) -> HttpResponseRedirect:
    """Go on with an account whose password was right, to `after` in the end."""
    # Whoever planted or read the session's key before has nothing of what follows.
    request.session.cycle_key()
    request.session[KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "backend": backend,
        "after": after,
        "at": time.time(),
    }
    return go_on(request, user)


def waiting(request: HttpRequest):
    """Return the account that has given its password and not finished; None if there is none, or it took too long."""
    found = request.session.get(KEY)
    if not found or time.time() - found["at"] > SECONDS:
        return None
    user = get_user_model().objects.filter(pk=found["user"], is_active=True).first()
    # A password that was set meanwhile, elsewhere, is to be asked for.
    if user is None or not constant_time_compare(found["hash"], user.get_session_auth_hash()):
        return None
    return user


def password_chosen(request: HttpRequest, user) -> HttpResponseRedirect:
    """Go on after an account has chosen a password in the course of signing in."""
    request.session[KEY] = {**request.session[KEY], "hash": user.get_session_auth_hash()}
    return go_on(request, user)


def go_on(request: HttpRequest, user) -> HttpResponseRedirect:
    """Lead to the next step, or finish."""
    if HandedPassword.objects.filter(user=user).exists():
        return HttpResponseRedirect(reverse("admin:new_password"))
    if second_factor.of(user):
        return HttpResponseRedirect(reverse("admin:code"))
    if second_factor.required(user):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    return HttpResponseRedirect(finish(request, user))


def may_set_up(user) -> bool:
    """Whether setting the second factor up is the next step of an account that is signing in."""
    return not HandedPassword.objects.filter(user=user).exists() and second_factor.of(user) is None


def finish(request: HttpRequest, user, device=None) -> str:
    """Sign the account in, with the second factor that it has shown, and return where to go."""
    found = request.session.pop(KEY)
    login(request, user, backend=found["backend"])
    if device is not None:
        django_otp.login(request, device)
    return found["after"]
