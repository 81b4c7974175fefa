"""`python -m config.serve`, which `make serve-production` calls: check all that production needs, then serve.

    python -m config.serve              check, collect, and become gunicorn
    python -m config.serve --prepare    check and collect alone: before a running site is reloaded

The database is looked at and never changed: `manage.py migrate` is a step of its own, so that it happens when the
operator means it to.
"""

import filecmp
import os
import sys
import tempfile
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

    They are made aside and moved one by one, the list of them last: what a running site serves is there at each moment.
    A web server of another user serves them from disk, so that everybody may read them, whatever else is private.
    """
    from django.conf import settings
    from django.contrib.staticfiles.management.commands.collectstatic import Command
    from django.core.management import call_command
    from django.utils.module_loading import import_string

    folder, usual = Path(settings.STATIC_ROOT), os.umask(0o022)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="static-", dir=folder.parent) as aside:
            command = Command()
            command.storage = import_string(settings.STORAGES["staticfiles"]["BACKEND"])(location=aside)
            call_command(command, interactive=False, verbosity=0)
            made = [path.relative_to(aside) for path in Path(aside).rglob("*") if path.is_file()]
            for path in sorted(made, key=lambda path: path.name == "staticfiles.json"):
                _move(Path(aside) / path, folder / path)
    except OSError as error:
        place = Path(error.filename or folder)
        refuse(f"{place} cannot be written: {error.strerror}. Set CHANCERY_VAR to another folder.")
    finally:
        os.umask(usual)


def _move(made: Path, target: Path) -> None:
    """Put a file in its place unless the same is there."""
    if not target.exists() or not filecmp.cmp(made, target, shallow=False):
        target.parent.mkdir(parents=True, exist_ok=True)
        made.replace(target)


if __name__ == "__main__":
    main(sys.argv[1:])
