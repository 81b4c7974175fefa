"""App configuration."""

from django.apps import AppConfig


class LetterboxConfig(AppConfig):
    """The slot in the door: visitors put letters in, curators take them out at the desk."""

    name = "letterbox"
