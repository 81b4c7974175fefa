"""App configuration: what Django says of accounts is heard, and after every migrate the audit log has its guards."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: second factor, locks, sessions, audit log."""

    name = "accounts"

    def ready(self):
        """Listen, and keep the audit log guarded."""
        from accounts import watching
        from accounts.triggers import AUDIT, triggers
        from publication.guards import keep_triggers

        watching.connect()
        keep_triggers(self, "accounts.E001", "the audit log", (AUDIT,), triggers)
