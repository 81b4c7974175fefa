"""Keeping clients until something is published: a bounded number of them, each on a thread without a transaction."""

import threading
import time

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from publication.models import Revision
from publication.problems import problem
from publication.reading.moment import BadParameter

LONGEST = 30
RETRY_AFTER = 10
# So many of a process's threads may wait at once; the others stay free for readers (gunicorn.conf.py gives eight).
MOST = 4
STEP = 0.5
_seats = threading.BoundedSemaphore(MOST)


class Full(Exception):
    """As many clients as may are waiting already."""


def wait_for(after: int, seconds: float) -> None:
    """Return once the record goes on after a sequence number, or when so many seconds have passed. Raises Full.

    A query each half second, each by itself: nothing is locked in between.
    """
    if not _seats.acquire(blocking=False):
        raise Full
    try:
        until = time.monotonic() + seconds
        while not Revision.objects.filter(seq__gt=after).exists():
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(STEP, left))
    finally:
        _seats.release()


def hold(request: HttpRequest, after: int, head: int) -> HttpResponse | None:
    """Wait as long as `wait` asks for, if the record ends at `after`; then the caller reads it anew.

    Whoever asks for what comes after a number that the record does not have yet reads another history, and has nothing
    to wait for: the answer says at once where this one ends.

    Return 503 instead of waiting where as many clients wait as may. Raises BadParameter.
    """
    text = request.GET.get("wait", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= LONGEST):
        raise BadParameter("wait", f"'{text[:20]}' is not a number of seconds from 0 to {LONGEST}.")
    if after != head:
        return None
    try:
        wait_for(after, int(text))
    except Full:
        said = _("%(number)s clients are waiting already. Ask without `wait`, or again later.") % {"number": MOST}
        response = problem(503, "too-many-waiting", said)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return None
