"""App configuration: after every migrate triggers and search index are made good, and old rules' rows derived anew."""

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate


def _install_triggers(sender, using, **kwargs):
    from publication.triggers import install, tables_exist

    if tables_exist(connections[using]):
        install(connections[using])


def _install_search(sender, using, **kwargs):
    from publication.searching.native import install, tables_exist

    if tables_exist(connections[using]):
        install(connections[using])


def _derive_anew(sender, using, **kwargs):
    from publication.rebuild import rebuild_if_outdated

    if using == DEFAULT_DB_ALIAS and "publication_derivation" in connections[using].introspection.table_names():
        rebuild_if_outdated()


def check_triggers(app_configs=None, databases=None, **kwargs):
    """Report the log's guards that a database lacks. Runs with `check --database default`."""
    from publication.triggers import missing, tables_exist

    errors = []
    for alias in databases or ():
        connection = connections[alias]
        if tables_exist(connection) and (lost := missing(connection)):
            errors.append(
                Error(
                    f"Triggers that guard the record are missing: {', '.join(lost)}.",
                    hint="Run `manage.py migrate`, which installs them again.",
                    id="publication.E001",
                )
            )
    return errors


def check_search(app_configs=None, databases=None, **kwargs):
    """Report the parts of the search index that a database lacks. Runs with `check --database default`."""
    from publication.searching.native import missing, tables_exist

    errors = []
    for alias in databases or ():
        connection = connections[alias]
        if tables_exist(connection) and (lost := missing(connection)):
            errors.append(
                Error(
                    f"Parts of the search index are missing: {', '.join(lost)}.",
                    hint="Run `manage.py migrate`, which makes and fills them again.",
                    id="publication.E002",
                )
            )
    return errors


class PublicationConfig(AppConfig):
    """The record."""

    name = "publication"

    def ready(self):
        """Keep the log guarded."""
        # A signal for once, not for a rule: Django offers no other moment after all migrations are done.
        post_migrate.connect(_install_triggers, sender=self)
        post_migrate.connect(_install_search, sender=self)
        post_migrate.connect(_derive_anew, sender=self)
        register(check_triggers, Tags.database)
        register(check_search, Tags.database)
