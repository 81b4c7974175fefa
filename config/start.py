"""What a process reads before it starts: the settings and the port. A refusal is one line, not a traceback."""

import os
import socket
import sys
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

from config import environment

# The status by which a worker tells gunicorn that another try would fail as well (its WORKER_BOOT_ERROR).
# Any other status would have it start new workers for ever.
_NO_RETRY = 3
# Another try may succeed: the database does not answer yet (sysexits.h, EX_TEMPFAIL).
AGAIN = 75


def read_settings() -> None:
    """Name the settings' module to Django and read it, or end the process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        import config.settings  # noqa: F401 -- imported to be read, not used
    except ImproperlyConfigured as error:
        refuse(str(error))


def port() -> int:
    """Return the port to serve on, which PORT chooses, or end the process if it is none."""
    try:
        chosen = environment.number("PORT", 8000)
    except ImproperlyConfigured as error:
        refuse(str(error))
    if not 1 <= chosen <= 65535:
        refuse(f"PORT is {chosen}. Choose a port from 1 to 65535.")
    return chosen


def processes() -> int:
    """Return how many processes serve: WEB_CONCURRENCY, else one for each core, at least two and at most eight.

    While one waits for the disk, another answers. Ends the process if the variable is no such number.
    """
    try:
        chosen = environment.number("WEB_CONCURRENCY", min(max(os.cpu_count() or 1, 2), 8))
    except ImproperlyConfigured as error:
        refuse(str(error))
    if not 1 <= chosen <= 64:
        refuse(f"WEB_CONCURRENCY is {chosen}. Choose from 1 to 64 processes.")
    return chosen


def check_collected() -> None:
    """Refuse production without the list of collected files: every page would answer 500."""
    from config.settings import LOCAL, STATIC_ROOT

    if not LOCAL and not (STATIC_ROOT / "staticfiles.json").exists():
        refuse("the style sheets and scripts are not collected. Run `python manage.py collectstatic` first.")


def check_port(command: str) -> None:
    """Refuse a port that something else uses, before any work is done; `command` is what chooses another."""
    chosen = port()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", chosen))
        except OSError as error:
            another = chosen % 65535 + 1
            refuse(f"port {chosen} cannot be used ({error.strerror}). Choose another: {command} PORT={another}")


def become_server() -> NoReturn:
    """Become gunicorn: a fresh process, so that the memory which preparing took is given back."""
    # It would not flush what stands here.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn"])  # noqa: S606 -- no shell is wanted


def refuse(reason: str, status: int = _NO_RETRY) -> NoReturn:
    """Say on standard error why Chancery does not start, and end the process with a status."""
    sys.stderr.write(f"Chancery does not start: {reason}\n")
    sys.exit(status)
