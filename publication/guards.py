"""What a database must hold besides its tables: made after every `migrate`, and asked for by `check --database`."""

from collections.abc import Callable

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.models.signals import post_migrate


def keep(
    app: AppConfig,
    code: str,
    what: str,
    *,
    again: str,
    exists: Callable,
    missing: Callable,
    install: Callable,
) -> None:
    """Keep something of an app's in its databases; called once, when the app is ready.

    The three functions take a connection: whether the tables are there at all, the names of what is lacking, and
    what makes it. `code` is the error's id, `what` its subject, and `again` says what `migrate` does about it.
    """

    # A signal for once, not for a rule: Django offers no other moment after all migrations are done.
    def after_migrate(sender, using, **kwargs):
        if exists(connections[using]):
            install(connections[using])

    def report(app_configs=None, databases=None, **kwargs):
        found = [connections[alias] for alias in databases or ()]
        lost = [", ".join(missing(connection)) for connection in found if exists(connection)]
        hint = f"Run `manage.py migrate`, which {again} again."
        return [Error(f"{what} are missing: {names}.", hint=hint, id=code) for names in lost if names]

    # Nothing else holds these two functions.
    post_migrate.connect(after_migrate, sender=app, weak=False)
    register(report, Tags.database)


def keep_triggers(app: AppConfig, code: str, what: str, tables: tuple[str, ...], triggers: Callable) -> None:
    """Keep the triggers that guard some tables; `triggers` gives their statements by name for a vendor."""
    from publication.triggers import install, missing

    keep(
        app,
        code,
        f"Triggers that guard {what}",
        again="installs them",
        exists=lambda connection: set(tables) <= set(connection.introspection.table_names()),
        missing=lambda connection: missing(connection, triggers(connection.vendor)),
        install=lambda connection: install(connection, triggers(connection.vendor)),
    )
