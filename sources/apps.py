"""App configuration."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The sources app."""

    name = "sources"

    def ready(self):
        """Declare this app's kinds and what the desk watches of them."""
        from sources import quality
        from sources.snapshots import register

        register()
        quality.register()
