"""App configuration of the operator's commands and addresses."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """Has no models."""

    name = "operation"

    def ready(self) -> None:
        """Report errors of every process, where somebody asked for them."""
        from operation.reporting import report_errors

        report_errors()
