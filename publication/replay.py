"""Replaying: appending to this record what another one published, byte for byte, so that both have the same digest.

Nothing here decides what may be published: the origin did. What is checked is that each revision is what the
origin's chain of hashes says, that publications come whole, and that rows can be derived from them.
"""

import json

from django.db import transaction

from publication import canonical
from publication.canonical import NotCanonical
from publication.checks import CONTENT
from publication.chronology import EDTFError, PeriodError
from publication.derive import derive
from publication.kinds import KINDS
from publication.log import FIRST_HASH, Numbers, lock, remove_bodies, revision_hash
from publication.models import Redaction, Revision
from publication.rebuild import rebuild


class ReplayRefused(Exception):
    """A revision that does not follow on this record, or is not what its hashes say. Nothing was written."""


def replay(revisions: list[Revision]) -> None:
    """Append one whole publication of another record: unsaved revisions, in order, and derive its rows.

    A revision whose body the origin has redacted comes without one (`compressed` and `salt` None). Raises
    ReplayRefused, naming the first revision that is wrong; then nothing is written.
    """
    with transaction.atomic():
        lock()
        head = Revision.objects.head()
        _check_publication(head, revisions)
        numbers = Numbers()
        numbers.load([str(revision.entry_id) for revision in revisions])
        previous = head
        for revision in revisions:
            _check_revision(previous, revision, numbers.next(str(revision.entry_id)))
            previous = revision
        Revision.objects.bulk_create(revisions, batch_size=500)
        redactions = [
            Redaction(by_seq=revision.seq, target_seq=target)
            for revision in revisions
            if revision.operation == Revision.Operation.REDACT
            for target in _targets(revision)
        ]
        try:
            if remove_bodies(redactions):
                rebuild()
            else:
                derive(revisions)
        except (ArithmeticError, AttributeError, EDTFError, LookupError, PeriodError, TypeError, ValueError) as error:
            # The hashes agree, so this is what the origin holds: a snapshot that this version cannot read.
            raise ReplayRefused(
                f"revisions {revisions[0].seq} to {revisions[-1].seq} cannot be read by this version "
                f"({type(error).__name__}: {error}). Bring it up to the origin's."
            ) from error


def unexplained() -> int | None:
    """The first revision whose body is gone though no redaction says so, or None. It ends a replay up to the head."""
    explained = Redaction.objects.values("target_seq")
    rows = Revision.objects.filter(compressed=None).exclude(seq__in=explained).order_by("seq")
    return rows.values_list("seq", flat=True).first()


def _check_publication(head: Revision | None, revisions: list[Revision]) -> None:
    """What can be said of a publication as a whole."""
    first, last = revisions[0], revisions[-1]
    expected = head.seq + 1 if head else 1
    if first.seq != expected:
        raise ReplayRefused(f"revision {first.seq} came where {expected} follows.")
    if any(revision.batch_end != last.seq for revision in revisions):
        raise ReplayRefused(f"the publication that begins with revision {first.seq} is not whole.")
    if any(revision.recorded_at != first.recorded_at for revision in revisions):
        raise ReplayRefused(f"the publication that begins with revision {first.seq} has more than one time.")
    if head is not None and first.recorded_at <= head.recorded_at:
        raise ReplayRefused(f"revision {first.seq} is not later than the one before.")


def _check_revision(previous: Revision | None, revision: Revision, number: int) -> None:
    """Whether one revision follows on another, and its hashes are those of what it says."""

    def refuse(message: str):
        raise ReplayRefused(f"revision {revision.seq}: {message}")

    if previous is not None and revision.seq != previous.seq + 1:
        refuse(f"it came where {previous.seq + 1} follows.")
    if revision.previous_hash != (previous.hash if previous else FIRST_HASH):
        refuse("it does not name the hash of the revision before. The two records have different histories.")
    if revision.hash != revision_hash(revision):
        refuse("its hash is not the hash of what it says.")
    if revision.kind not in KINDS or revision.operation not in Revision.Operation.values:
        refuse(f"this version knows no '{revision.operation}' of a '{revision.kind}'. Bring it up to the origin's.")
    if revision.number != number:
        refuse(f"its number is {revision.number} where {number} follows.")
    if revision.compressed is None:
        if revision.operation not in CONTENT:
            refuse(f"a {revision.operation} always has a body, and this one has none.")
        return
    raw = revision.snapshot_bytes
    if canonical.digest(raw, bytes(revision.salt or b"")) != revision.snapshot_hash:
        refuse("its body does not match its hash.")
    _check_body(revision, raw, refuse)


def _check_body(revision: Revision, raw: bytes, refuse) -> None:
    """A body is a snapshot's canonical bytes, of the entry that the revision names."""
    try:
        snapshot = json.loads(raw)
        same = isinstance(snapshot, dict) and canonical.to_bytes(canonical.normalize(snapshot)) == raw
    except (NotCanonical, RecursionError, ValueError):
        same = False
    if not same:
        refuse("its body is not in canonical form.")
    if (snapshot.get("id"), snapshot.get("kind")) != (str(revision.entry_id), revision.kind):
        refuse("its body is another entry's.")


def _targets(revision: Revision) -> list[int]:
    """The revisions that a redaction names: earlier ones with content, of the same entry, not redacted before."""
    named = revision.snapshot.get("redacts")
    found = {target.seq: target for target in Revision.objects.of(revision.entry_id).content()}
    if not isinstance(named, list) or not named or len(set(map(str, named))) != len(named):
        raise ReplayRefused(f"revision {revision.seq} does not say which revisions it redacts.")
    for target in named:
        if target not in found or target >= revision.seq or Redaction.objects.filter(target_seq=target).exists():
            raise ReplayRefused(f"revision {revision.seq} redacts {target}, which it may not.")
    return named
