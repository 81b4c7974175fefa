"""Triggers by which the database itself keeps the audit log: lines are added, never changed or deleted."""

from publication.triggers import append_only

AUDIT = "accounts_auditline"


def triggers(vendor: str) -> dict[str, str]:
    """Return the statements that create each trigger, by name, for 'sqlite' or 'postgresql'."""
    return append_only(vendor, AUDIT, "audit", "a line of the audit log")
