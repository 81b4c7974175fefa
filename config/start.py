"""What a process reads before it starts: the settings and the port. A refusal is one line, not a traceback."""

import os
import sys
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

from config import environment

# The status by which a worker tells gunicorn that another try would fail as well (its WORKER_BOOT_ERROR).
# Any other status would have it start new workers for ever.
_NO_RETRY = 3


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


def refuse(reason: str) -> NoReturn:
    """Say on standard error why Chancery does not start, and end the process."""
    sys.stderr.write(f"Chancery does not start: {reason}\n")
    sys.exit(_NO_RETRY)
