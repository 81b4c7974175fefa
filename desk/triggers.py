"""Triggers by which the database itself keeps the desk's log of steps: rows are added, never changed or deleted."""

from publication.triggers import append_only

STEPS = "desk_step"


def triggers(vendor: str) -> dict[str, str]:
    """Return the statements that create each trigger, by name, for 'sqlite' or 'postgresql'."""
    return append_only(vendor, STEPS, "steps", "a step that was taken")
