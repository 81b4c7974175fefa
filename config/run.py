"""`python -m config.run`, which `make run` calls: bring the database up to date and serve the site.

One process does all that comes before serving, since each start of Django costs half a second. Nothing here
overwrites what curators changed: the loader leaves entries alone whose files are as they were.
"""

import os
import sys

from config import environment
from config.start import become_server, check_port, read_settings, refuse


def main() -> None:
    """Prepare the database, then become the server."""
    if environment.text("CHANCERY_MODE") == "local":
        # One person tries both accounts. The desk says on every page that nobody has to read twice.
        os.environ.setdefault("CHANCERY_SECOND_READER", "false")
    read_settings()
    check_port("make run")
    import django

    django.setup()
    from django.db import DatabaseError

    try:
        _prepare()
    except DatabaseError as error:
        refuse(f"the database does not work: {' '.join(str(error).split())}")
    become_server()


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
