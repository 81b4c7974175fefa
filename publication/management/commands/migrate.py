"""`manage.py migrate`, which renews the log's guards before it begins."""

from django.core.management.commands import migrate
from django.db import connections

from publication.triggers import install, missing, tables_exist


class Command(migrate.Command):
    """Django's migrate begins with the checks of the database, and these fail where a trigger is missing.

    So the triggers are renewed first, if the log has been migrated; once more after all migrations are done,
    since a rebuilt table has lost them (see `publication.apps`).
    """

    def check(self, *args, databases=None, **kwargs):
        """Renew the triggers, then check as Django does."""
        for alias in databases or ():
            connection = connections[alias]
            if tables_exist(connection) and missing(connection):
                install(connection)
        return super().check(*args, databases=databases, **kwargs)
