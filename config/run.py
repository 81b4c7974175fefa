"""`python -m config.run`, which `make run` calls: bring the database up to date and serve the site.

One process does all that comes before serving, since each start of Django costs half a second. Nothing here
overwrites what curators changed: the loader leaves entries alone whose files are as they were.
"""

import os
import socket
import sys

from config import environment
from config.start import port, read_settings, refuse


def main() -> None:
    """Prepare the database, then become the server."""
    if environment.text("CHANCERY_MODE") == "local":
        # One person tries both accounts. The desk says on every page that nobody has to read twice.
        os.environ.setdefault("CHANCERY_SECOND_READER", "false")
    read_settings()
    _check_port()
    import django

    django.setup()
    from django.db import DatabaseError

    try:
        _prepare()
    except DatabaseError as error:
        refuse(f"the database does not work: {' '.join(str(error).split())}")
    # A fresh process serves: the memory that loading took is given back. It would not flush what stands here.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn"])  # noqa: S606 -- no shell is wanted


def _check_port() -> None:
    """Refuse a port that something else uses, before any work is done."""
    chosen = port()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", chosen))
        except OSError as error:
            another = chosen % 65535 + 1
            refuse(f"port {chosen} cannot be used ({error.strerror}). Choose another: make run PORT={another}")


def _prepare() -> None:
    """Migrate, load the collection and make the first accounts."""
    from django.conf import settings
    from django.core.management import CommandError, call_command

    from publication.models import Revision

    print("Preparing the database", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    try:
        call_command("load", settings.COLLECTION_DIR)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        if not Revision.objects.exists():
            refuse("the collection has errors, shown above. Correct its files and run this again.")
        sys.stderr.write("The site starts with what the database holds.\n")
    call_command("make_accounts")


if __name__ == "__main__":
    main()
