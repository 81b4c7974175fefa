"""App configuration of the operator's commands and addresses."""

import gc

from django.apps import AppConfig


class OperationConfig(AppConfig):
    """Has no models."""

    name = "operation"

    def ready(self) -> None:
        """Report errors of every process, where somebody asked for them; look for garbage less often."""
        from operation.reporting import report_errors

        report_errors()
        # Reading, importing and publishing make many objects that stay for a while, and no rings of them: what is not
        # used any more goes by itself. Python would look through them again with every 700th; without that an import is
        # a third faster, publishing a tenth, and a process larger by 5 to 25 MB.
        gc.set_threshold(50_000, 20, 20)
