"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk app."""

    name = "desk"
