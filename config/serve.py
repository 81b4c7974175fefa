"""`python -m config.serve`, which `make serve-production` calls: check all that production needs, then serve.

    python -m config.serve              check, collect, and become gunicorn
    python -m config.serve --prepare    check and collect alone: before a running site is reloaded

The database is looked at and never changed: `manage.py migrate` is a step of its own, so that it happens when the
operator means it to.
"""

import os
import sys
from pathlib import Path

from config.start import AGAIN, become_server, check_port, processes, read_settings, refuse


def main(arguments: list[str]) -> None:
    """Check, collect, and serve unless `--prepare` is given. Ends the process with one line if something is amiss."""
    if arguments not in ([], ["--prepare"]):
        refuse(f"'{' '.join(arguments)}' is not known. Give --prepare or nothing.")
    read_settings()
    from config.settings import LOCAL

    if LOCAL:
        refuse("CHANCERY_MODE is 'local'. Unset it for production; for work on one machine use `make run`.")
    processes()
    if not arguments:
        check_port("make serve-production")
    import django

    django.setup()
    _check_settings()
    _check_database()
    _collect()
    if not arguments:
        become_server()


def _check_database() -> None:
    from django.db import Error

    from operation.health import unapplied

    try:
        if fault := unapplied():
            refuse(f"{fault}. Make a backup, then run `python manage.py migrate`.")
    except Error as error:
        refuse(f"the database does not work: {' '.join(str(error).split())}", AGAIN)


def _check_settings() -> None:
    from django.core import checks

    for found in checks.run_checks(include_deployment_checks=True):
        if found.level >= checks.WARNING and not found.is_silenced():
            refuse(f"{found.id}: {found.msg}")


def _collect() -> None:
    """Write style sheets and scripts under names that change with them, and compressed. Old ones stay for old pages.

    A web server of another user serves them from disk, so that everybody may read them, whatever else is private.
    """
    from django.conf import settings
    from django.core.management import call_command

    usual = os.umask(0o022)
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        place = Path(error.filename or settings.STATIC_ROOT)
        refuse(f"{place} cannot be written: {error.strerror}. Set CHANCERY_VAR to another folder.")
    finally:
        os.umask(usual)


if __name__ == "__main__":
    main(sys.argv[1:])
