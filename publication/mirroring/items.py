"""A revision as it came from a feed: nothing of it is believed before it is looked at."""

import zlib
from datetime import UTC, datetime
from uuid import UUID

from publication import canonical
from publication.models import Revision
from publication.replay import ReplayRefused

TEXTS = ("entry", "recorded_at", "operation", "kind", "note", "hash", "previous_hash", "snapshot_hash")
NUMBERS = ("seq", "batch_end", "number")
# What the log's columns hold.
LONGEST = {"kind": 20, "operation": 10, "hash": 64, "previous_hash": 64, "snapshot_hash": 64}
SALT = 16


def revision_of(item) -> Revision:
    """Return the unsaved revision that an item describes. Raises ReplayRefused where it describes none."""
    if not isinstance(item, dict):
        raise ReplayRefused("the feed holds something that is no revision.")
    seq = item.get("seq")

    def refuse(name: str):
        raise ReplayRefused(f"revision {seq!r:.20}: its '{name}' is missing or not what it should be.")

    for name in NUMBERS:
        if type(item.get(name)) is not int or not 1 <= item[name] < 2**62:
            refuse(name)
    for name in TEXTS:
        if not isinstance(item.get(name), str) or len(item[name]) > LONGEST.get(name, 1_000_000) or "\0" in item[name]:
            refuse(name)
    try:
        entry_id = UUID(item["entry"])
        recorded_at = datetime.fromisoformat(item["recorded_at"])
    except ValueError:
        refuse("entry or recorded_at")
    if recorded_at.tzinfo is None or str(entry_id) != item["entry"]:
        refuse("entry or recorded_at")
    snapshot, salt = item.get("snapshot"), item.get("salt")
    if snapshot is None and salt is not None:
        refuse("salt")
    if snapshot is not None and not (isinstance(snapshot, dict) and isinstance(salt, str)):
        refuse("salt")
    compressed = None
    if snapshot is not None:
        try:
            salt = bytes.fromhex(salt)
            compressed = zlib.compress(canonical.to_bytes(canonical.normalize(snapshot)), 6)
        except ValueError:
            refuse("snapshot or salt")
        if len(salt) != SALT:
            refuse("salt")
    return Revision(
        seq=seq,
        batch_end=item["batch_end"],
        entry_id=entry_id,
        kind=item["kind"],
        number=item["number"],
        operation=item["operation"],
        compressed=compressed,
        salt=salt,
        snapshot_hash=item["snapshot_hash"],
        previous_hash=item["previous_hash"],
        hash=item["hash"],
        recorded_at=recorded_at.astimezone(UTC),
        note=item["note"],
    )
