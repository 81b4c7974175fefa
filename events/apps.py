"""App configuration."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The events app."""

    name = "events"

    def ready(self):
        """Declare this app's kinds."""
        from events.snapshots import register

        register()
