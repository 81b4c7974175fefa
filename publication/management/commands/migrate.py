"""`manage.py migrate`, which does not begin with what it is there to mend."""

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Django's migrate begins with the checks of the database, and ours fail where a guard or an index is missing.

    These are made good after all migrations are done (`post_migrate`), so they are not asked before.
    """

    def check(self, *args, databases=None, **kwargs):
        """Check as Django does, but for what the database itself holds."""
        return super().check(*args, **kwargs)
