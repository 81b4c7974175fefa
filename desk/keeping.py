"""A form sent while signed out: kept until its author has signed in again, and handed to nobody else.

The form names its author in a signed field. What a signed-out browser sends with a good signature is put into its
(anonymous) session, which signing in carries over, with however many steps that takes. It is shown again to the
same account alone, as an unsaved form, with a fresh token against forgery: nothing is saved by itself. The stock
check against forgery has been passed before anything is kept.
"""

import time
from datetime import UTC, datetime

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

AUTHOR = "desk_user"
SESSION_KEY = "desk_kept"
# What a session holds is read with each request: a form of 50 claims has about 40 kB.
MOST_CHARACTERS = 1_000_000
_SALT = "desk.keeping"
# Nobody gets these again: they belong to the request that was not answered.
_DROPPED = {"csrfmiddlewaretoken", AUTHOR, "password"}


def signed(user) -> str:
    """Return what a form carries to say whose it is."""
    return signing.dumps(user.pk, salt=_SALT)


def keep(request: HttpRequest) -> HttpResponse | None:
    """Keep what a signed-out browser sent and ask it to sign in; None if this is no form of the desk."""
    try:
        author = signing.loads(request.POST.get(AUTHOR, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in _DROPPED]
    if sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return None  # the browser's own draft still has it
    request.session[SESSION_KEY] = {"author": author, "path": request.path, "at": time.time(), "fields": fields}
    return redirect_to_login(reverse("admin:kept"), reverse("admin:login"))


def kept_view(request: HttpRequest, admin_site) -> HttpResponse:
    """Show what was kept to its author; throw it away if asked to, or if somebody else has signed in."""
    found = request.session.get(SESSION_KEY)
    if request.method == "POST":
        request.session.pop(SESSION_KEY, None)
        return HttpResponseRedirect(reverse("admin:index"))
    if found is not None and found["author"] != request.user.pk:
        del request.session[SESSION_KEY]
        found = {"other": True}
    context = {
        **admin_site.each_context(request),
        "title": "What you wrote is still here" if found and "fields" in found else "Nothing is kept here",
        "kept": found,
        "kept_at": datetime.fromtimestamp(found["at"], UTC) if found and "at" in found else None,
    }
    return TemplateResponse(request, "admin/kept.html", context)


def taken_up(request: HttpRequest) -> None:
    """Forget what was kept: it stands in a form again."""
    request.session.pop(SESSION_KEY, None)
