"""App configuration: after every migrate the groups get their permissions and the log of steps its guards."""

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.models.signals import post_migrate


def _install_triggers(sender, using, **kwargs):
    from desk.triggers import STEPS, triggers
    from publication.triggers import install

    connection = connections[using]
    if STEPS in connection.introspection.table_names():
        install(connection, triggers(connection.vendor))


def check_triggers(app_configs=None, databases=None, **kwargs):
    """Report the guards of the log of steps that a database lacks. Runs with `check --database default`."""
    from desk.triggers import STEPS, triggers
    from publication.triggers import missing

    errors = []
    for alias in databases or ():
        connection = connections[alias]
        if STEPS in connection.introspection.table_names() and (
            lost := missing(connection, triggers(connection.vendor))
        ):
            errors.append(
                Error(
                    f"Triggers that guard the log of steps are missing: {', '.join(lost)}.",
                    hint="Run `manage.py migrate`, which installs them again.",
                    id="desk.E001",
                )
            )
    return errors


class DeskConfig(AppConfig):
    """The desk app."""

    name = "desk"

    def ready(self):
        """Keep the groups' permissions complete; `desk.permissions` says why here."""
        from desk.permissions import grant
        from desk.quality import own

        own.register()
        post_migrate.connect(grant, dispatch_uid="desk.permissions.grant")
        post_migrate.connect(_install_triggers, sender=self)
        register(check_triggers, Tags.database)
