"""Writing the log: the one function that appends to the record.

`append` runs in one transaction behind one lock. Sequence numbers are 1, 2, 3 …; a failed or killed
publication leaves no trace, since the number is taken from the last committed revision inside the lock.
"""

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from publication import canonical
from publication.checks import check_batch
from publication.derive import derive
from publication.errors import ClockRefused, Problem, PublicationRefused
from publication.models import Redaction, Revision
from publication.rows import insert

# Any constant will do, as long as every writer of the record uses this one.
LOCK_KEY = 0x43_48_41_4E
CLOCK_TOLERANCE = timedelta(minutes=1)
FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Operation:
    """One change to one entry: what to do, and the snapshot to do it with.

    `snapshot` is a dict for publish and restore; for withdraw, merge and redact it holds the entry's `id` and
    `kind`, a `reason`, and what the operation needs (`into`, `redacts`). `expect` is the SHA-256 of the
    canonical snapshot that was approved: anything else is refused. `name` is what a refusal calls an entry
    that the record does not know; it is not logged.
    """

    operation: str
    snapshot: dict
    note: str = ""
    expect: str = ""
    name: str = ""

    @property
    def entry_id(self) -> str:
        """The entry's permanent id."""
        return self.snapshot["id"]

    @property
    def kind(self) -> str:
        """The entry's kind."""
        return self.snapshot["kind"]


@dataclass
class Numbers:
    """The number of each entry's last revision, read once per batch."""

    last: dict[str, int] = field(default_factory=dict)

    def load(self, ids: list[str]) -> None:
        """Read the numbers of these entries."""
        for at in range(0, len(ids), 500):
            rows = Revision.objects.filter(entry_id__in=ids[at : at + 500]).values_list("entry_id", "number")
            for entry_id, number in rows:
                key = str(entry_id)
                self.last[key] = max(number, self.last.get(key, 0))

    def next(self, entry_id: str) -> int:
        """Give out an entry's next number."""
        self.last[entry_id] = self.last.get(entry_id, 0) + 1
        return self.last[entry_id]


def snapshot_digest(snapshot: dict) -> str:
    """Return the SHA-256 of a snapshot's canonical bytes, unsalted: what `expect` is compared with."""
    return canonical.digest(canonical.to_bytes(canonical.normalize(snapshot)))


def lock() -> None:
    """Wait for the publication lock and hold it to the end of the transaction.

    On SQLite the transaction itself is the lock: it began with IMMEDIATE.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def append(operations: Sequence[Operation], *, now: datetime | None = None) -> list[Revision]:
    """Append one publication of one or more operations and return its revisions, in order.

    Raises PublicationRefused, with every problem found, if any operation would break a promise; ClockRefused
    if this machine's clock is more than a minute behind the log. Then nothing is written. `now` is for
    tests; `publication.replay` appends what another record published, with its times.
    """
    if not operations:
        return []
    with transaction.atomic():
        lock()
        head = Revision.objects.head()
        when = _record_time(head, now)
        prepared = [prepare(operation) for operation in operations]
        check_batch(prepared)
        return write(prepared, head, when)


def write(prepared: list[Operation], head: Revision | None, when: datetime) -> list[Revision]:
    """Write prepared operations after `head`, with what is derived from them.

    The caller holds the lock and has checked: `append`, or a rehearsal, which keeps nothing.
    """
    first = head.seq + 1 if head else 1
    end = first + len(prepared) - 1
    previous = head.hash if head else FIRST_HASH
    numbers = Numbers()
    numbers.load([operation.entry_id for operation in prepared])
    revisions = []
    for seq, operation in enumerate(prepared, start=first):
        raw = canonical.to_bytes(operation.snapshot)
        salt = secrets.token_bytes(16)
        revision = Revision(
            seq=seq,
            batch_end=end,
            entry_id=operation.entry_id,
            kind=operation.kind,
            number=numbers.next(operation.entry_id),
            operation=operation.operation,
            compressed=zlib.compress(raw, 6),
            salt=salt,
            snapshot_hash=canonical.digest(raw, salt),
            previous_hash=previous,
            recorded_at=when,
            note=operation.note,
        )
        revision.hash = previous = revision_hash(revision)
        revisions.append(revision)
    insert(revisions)
    redacted = _redact(prepared, first)
    if redacted:
        # Rare and thorough: what a body said may stand in many derived rows, so all are made anew.
        from publication.rebuild import rebuild

        rebuild()
    else:
        derive(revisions)
    return revisions


def prepare(operation: Operation) -> Operation:
    """Return the operation with its snapshot in canonical form. Raises PublicationRefused."""
    try:
        snapshot = canonical.normalize(operation.snapshot)
    except canonical.NotCanonical as error:
        raise PublicationRefused([Problem(operation.snapshot.get("title", ""), "", str(error))]) from error
    if operation.expect:
        found = canonical.digest(canonical.to_bytes(snapshot))
        if found != operation.expect:
            raise PublicationRefused(
                [
                    Problem(
                        snapshot.get("title", snapshot["id"]),
                        "",
                        "the desk has changed since this was approved. Compare again, then approve what stands now.",
                    )
                ]
            )
    return replace(operation, snapshot=snapshot)


def _record_time(head: Revision | None, now: datetime | None) -> datetime:
    when = now or datetime.now(UTC)
    if head is None:
        return when
    if now is None and when < head.recorded_at - CLOCK_TOLERANCE:
        raise ClockRefused(
            [
                Problem(
                    "clock",
                    "",
                    f"this machine says {when.isoformat()}, but the record was last written at "
                    f"{head.recorded_at.isoformat()}. Set the clock, then publish again.",
                )
            ]
        )
    return max(when, head.recorded_at + timedelta(microseconds=1))


def revision_hash(revision: Revision) -> str:
    """Return the SHA-256 that chains a revision to the one before: all it says but its body, and the body's hash."""
    return canonical.digest(
        canonical.to_bytes(
            {
                "batch_end": revision.batch_end,
                "entry": str(revision.entry_id),
                "kind": revision.kind,
                "note": revision.note,
                "number": revision.number,
                "operation": revision.operation,
                "previous": revision.previous_hash,
                "recorded_at": revision.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
                "seq": revision.seq,
                "snapshot": revision.snapshot_hash,
            }
        )
    )


def _redact(operations: list[Operation], first: int) -> bool:
    """Remove the bodies that redactions in this batch name; return whether there were any."""
    redactions = []
    for seq, operation in enumerate(operations, start=first):
        if operation.operation == Revision.Operation.REDACT:
            redactions += [Redaction(by_seq=seq, target_seq=target) for target in operation.snapshot["redacts"]]
    return remove_bodies(redactions)


def remove_bodies(redactions: list[Redaction]) -> bool:
    """Note redactions and remove the bodies that they name; return whether one was there.

    Within the transaction that appends the revisions which redact, and after them.
    """
    Redaction.objects.bulk_create(redactions)
    targets = [redaction.target_seq for redaction in redactions]
    held = Revision.objects.filter(seq__in=targets, compressed__isnull=False)
    return bool(targets) and held.update(compressed=None, salt=None) > 0
