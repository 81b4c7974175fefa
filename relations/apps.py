"""App configuration."""

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    """The relations app."""

    name = "relations"

    def ready(self):
        """Declare this app's kinds and what the desk watches of them."""
        from relations import quality
        from relations.snapshots import register

        register()
        quality.register()
