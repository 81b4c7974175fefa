#!/usr/bin/env python
"""Django's command line for Chancery."""

import sys

from config.start import read_settings


def main() -> None:
    """Run a management command; say in one line which setting is missing or unsafe."""
    read_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
