"""App configuration: the desk's groups get their permissions after every migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    """The desk app."""

    name = "desk"

    def ready(self):
        """Keep the groups' permissions complete; `desk.permissions` says why here."""
        from desk.permissions import grant
        from desk.quality import own

        own.register()
        post_migrate.connect(grant, dispatch_uid="desk.permissions.grant")
