"""App configuration."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The sources app."""

    name = "sources"

    def ready(self):
        """Declare this app's kinds."""
        from sources.snapshots import register

        register()
