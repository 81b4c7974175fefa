"""Verifying the record: its numbering, its hashes, its chain, its triggers, and all that is derived from it."""

import zlib
from dataclasses import dataclass

from django.db import connection, transaction

from publication import canonical
from publication.log import FIRST_HASH, lock, revision_hash
from publication.models import Redaction, Revision
from publication.rebuild import derived_digest, rebuild
from publication.searching import native
from publication.triggers import missing


@dataclass(frozen=True)
class Finding:
    """What is broken first: the revision's sequence number (0: none in particular) and what is wrong."""

    seq: int
    message: str

    def __str__(self):
        return f"revision {self.seq}: {self.message}" if self.seq else self.message


def verify_log() -> Finding | None:
    """Return the first break in the log, or None: gapless numbers, whole batches, true hashes, one chain."""
    named = set(Redaction.objects.values_list("by_seq", "target_seq"))
    redacted = {target for _, target in named}
    previous_hash, expected, batch_end, last_time = FIRST_HASH, 1, 0, None
    numbers: dict = {}
    for revision in Revision.objects.order_by("seq").iterator(chunk_size=500):
        if revision.seq != expected:
            return Finding(revision.seq, f"sequence number {expected} is missing before it.")
        if revision.batch_end != batch_end and revision.seq != batch_end + 1:
            return Finding(revision.seq, f"the publication before it ends at {batch_end}, so it is not whole.")
        number = numbers[revision.entry_id] = numbers.get(revision.entry_id, 0) + 1
        if revision.number != number:
            return Finding(revision.seq, f"its number is {revision.number} where {number} follows.")
        if revision.previous_hash != previous_hash:
            return Finding(revision.seq, "it does not name the hash of the revision before.")
        if revision.hash != revision_hash(revision):
            return Finding(revision.seq, "its hash is not the hash of what it says.")
        if last_time is not None and revision.batch_end != batch_end and revision.recorded_at <= last_time:
            return Finding(revision.seq, "its time is not after the publication before.")
        body_finding = _body_finding(revision, redacted, named)
        if body_finding is not None:
            return body_finding
        previous_hash, expected, batch_end, last_time = (
            revision.hash,
            revision.seq + 1,
            revision.batch_end,
            revision.recorded_at,
        )
    if batch_end != expected - 1:
        return Finding(expected - 1, f"its publication should end at {batch_end}; the rest is missing.")
    if named:
        # Rows that no redaction of the log asked for, whose bodies are gone without a reason in the chain.
        by_seq, target_seq = min(named, key=lambda pair: pair[1])
        return Finding(target_seq, f"its body is gone, yet revision {by_seq} does not redact it.")
    return None


def _body_finding(revision: Revision, redacted: set[int], named: set[tuple[int, int]]) -> Finding | None:
    """What is wrong with one revision's body. Takes from `named` the pairs that a redaction's body confirms."""
    if revision.compressed is None:
        return None if revision.seq in redacted else Finding(revision.seq, "its body is gone, yet nothing redacts it.")
    if revision.seq in redacted:
        return Finding(revision.seq, "it was redacted, yet its body is still there.")
    try:
        body = revision.snapshot_bytes
    except zlib.error:
        return Finding(revision.seq, "its body cannot be read.")
    if canonical.digest(body, bytes(revision.salt or b"")) != revision.snapshot_hash:
        return Finding(revision.seq, "its body does not match its hash.")
    if revision.operation == Revision.Operation.REDACT:
        for target in revision.snapshot["redacts"]:
            if (revision.seq, target) not in named:
                return Finding(target, f"revision {revision.seq} redacts it, yet it is not noted as redacted.")
            named.discard((revision.seq, target))
    return None


def verify_derived() -> Finding | None:
    """Return a Finding if the derived rows differ from a rebuild, else None. Rolls its rebuild back."""
    if native.missing(connection) or native.broken(connection):
        return Finding(0, "the search index differs from its rows. Run `manage.py migrate`, then `manage.py rebuild`.")
    with transaction.atomic():
        lock()
        stored = derived_digest()
        rebuild()
        fresh = derived_digest()
        transaction.set_rollback(True)
    return None if stored == fresh else Finding(0, "derived rows differ from a rebuild. Run `manage.py rebuild`.")


def verify() -> Finding | None:
    """Return the first thing wrong with the record, or None. Nothing is published while it runs."""
    lost = missing(connection)
    if lost:
        return Finding(0, f"triggers that guard the log are missing: {', '.join(lost)}. Run `manage.py migrate`.")
    with transaction.atomic():
        lock()
        return verify_log() or verify_derived()


def record_digest() -> str:
    """Return the hash of the last revision: the whole record in one value. FIRST_HASH while it is empty."""
    head = Revision.objects.head()
    return head.hash if head else FIRST_HASH
