"""App configuration."""

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    """The relations app."""

    name = "relations"

    def ready(self):
        """Declare this app's kinds."""
        from relations.snapshots import register

        register()
