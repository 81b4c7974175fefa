"""Whether what was acknowledged is in the record, read from the database itself."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

Ask = Callable[[str], list[tuple]]


def sqlite(path: Path) -> Ask:
    """A way to ask a SQLite file."""

    def ask(statement: str) -> list[tuple]:
        connection = sqlite3.connect(path)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    return ask


def lost(ask: Ask, acknowledged: list[int]) -> list[int]:
    """The acknowledged numbers of a drill's publisher that are not in the record."""
    notes = {note for (note,) in ask("SELECT note FROM publication_revision WHERE note LIKE 'drill %'")}
    return [number for number in acknowledged if f"drill {number}" not in notes]


def gaps(ask: Ask) -> int:
    """How many sequence numbers are missing between 1 and the last."""
    [(count, last)] = ask("SELECT count(*), coalesce(max(seq), 0) FROM publication_revision")
    return last - count


def told(ask: Ask, acknowledged: list[int], broken: str) -> tuple[str, bool]:
    """What became of the publications, in words, and whether all is well; `broken` is what verify_record says."""
    missing, holes = lost(ask, acknowledged), gaps(ask)
    said = f"{len(missing)} of {len(acknowledged)} acknowledged lost, {holes} gaps, "
    said += f"verify_record: {broken or 'whole'}"
    return said, not missing and not holes and not broken
