"""App configuration: what Django says of accounts is heard, and after every migrate the audit log has its guards."""

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.models.signals import post_migrate


def _install_triggers(sender, using, **kwargs):
    from accounts.triggers import table_exists, triggers
    from publication.triggers import install

    connection = connections[using]
    if table_exists(connection):
        install(connection, triggers(connection.vendor))


def check_triggers(app_configs=None, databases=None, **kwargs):
    """Report the audit log's guards that a database lacks. Runs with `check --database default`."""
    from accounts.triggers import table_exists, triggers
    from publication.triggers import missing

    errors = []
    for alias in databases or ():
        connection = connections[alias]
        if table_exists(connection) and (lost := missing(connection, triggers(connection.vendor))):
            errors.append(
                Error(
                    f"Triggers that guard the audit log are missing: {', '.join(lost)}.",
                    hint="Run `manage.py migrate`, which installs them again.",
                    id="accounts.E001",
                )
            )
    return errors


class AccountsConfig(AppConfig):
    """Accounts: second factor, locks, sessions, audit log."""

    name = "accounts"

    def ready(self):
        """Listen, and keep the audit log guarded."""
        from accounts import watching

        watching.connect()
        post_migrate.connect(_install_triggers, sender=self)
        register(check_triggers, Tags.database)
