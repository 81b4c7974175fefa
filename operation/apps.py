"""App configuration of the operator's commands and addresses."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """Has no models."""

    name = "operation"
