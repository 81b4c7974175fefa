"""App configuration: after every migrate the groups get their permissions and the log of steps its guards."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    """The desk app."""

    name = "desk"

    def ready(self):
        """Keep the groups' permissions complete; `desk.permissions` says why here."""
        from desk.permissions import grant
        from desk.quality import own
        from desk.triggers import STEPS, triggers
        from publication.guards import keep_triggers

        own.register()
        post_migrate.connect(grant, dispatch_uid="desk.permissions.grant")
        keep_triggers(self, "desk.E001", "the log of steps", (STEPS,), triggers)
