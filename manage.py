#!/usr/bin/env python
"""Django's command line for Chancery."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command; say in one line which setting is missing or unsafe."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        import config.settings  # noqa: F401 -- read first, so that a refusal is one line, not a traceback
    except ImproperlyConfigured as error:
        sys.exit(f"Chancery does not start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
