"""Publications put off: what was approved is kept as bytes, and published when it is due.

What an editor approves is the snapshot of that moment. The desk may be edited at once; the schedule publishes what was
approved and nothing else. Should the record have moved on in between (a publication, a withdrawal, a merger of
something that it points at), then what was approved is out of date: nothing is published, and the queue says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from desk import workflow
from desk.models import Entry, Schedule, Step
from desk.publishing import leaf_entries, publish_frozen
from desk.snapshot import snapshots
from publication import canonical
from publication.errors import PublicationRefused
from publication.log import lock, snapshot_digest
from publication.models import Revision

State, Action = Entry.State, Step.Action


class _TriedOut(Exception):
    """Ends the trial of a publication, so that nothing of it stays."""


@dataclass(frozen=True)
class Outcome:
    """What became of one schedule: the revision that it made, or the problem that kept it."""

    schedule: Schedule
    revision: Revision | None
    problem: str = ""


def schedule(entry: Entry, *, by: AbstractBaseUser, at: datetime, note: str = "", expect: str = "") -> Schedule:
    """Approve an entry as the desk has it now, to be published at a later time.

    `at` knows its time zone; `expect` is the digest of what was read. Refuses what could not be published now, so
    that a missing citation is told to the editor and not to a command at night.
    """
    with transaction.atomic():
        [entry] = workflow.held([entry], by, "schedule")
        if at <= timezone.now():
            workflow.refuse([(entry, f"cannot be published at {at:%Y-%m-%d %H:%M} UTC: that is past.")])
        snapshot = canonical.normalize(_snapshot_of(entry))
        body, digest = canonical.to_bytes(snapshot), snapshot_digest(snapshot)
        _try_out(entry, body, by, expect or digest)
        last = Revision.objects.of(entry.public_id).last()
        made = Schedule.objects.create(
            entry=entry,
            at=at,
            note=note,
            body=body,
            digest=digest,
            number=last.number if last else 0,
            before=entry.state,
            by=by,
        )
        Entry.objects.filter(pk=entry.pk).update(state=State.SCHEDULED)
        comment = f"For {at:%Y-%m-%d %H:%M} UTC. {note}".strip()
        workflow.log([entry], Action.SCHEDULE, State.SCHEDULED, by, comment)
    return made


def cancel(entry: Entry, *, by: AbstractBaseUser, comment: str = "") -> None:
    """Take back a scheduled publication; an entry that nobody touched since is again what it was before."""
    with transaction.atomic():
        [entry] = workflow.held([entry], by, "cancel")
        pending = Schedule.objects.get(entry=entry, state=Schedule.State.PENDING)
        after = pending.before if entry.state == State.SCHEDULED else entry.state
        workflow.cancel_pending([entry])
        Entry.objects.filter(pk=entry.pk).update(state=after)
        workflow.log([entry], Action.CANCEL, after, by, comment)


def publish_due(now: datetime | None = None) -> Iterator[Outcome]:
    """Publish what is due, each in a transaction of its own, and yield what became of it.

    Safe to run twice at once or again: behind the lock each schedule is read anew, and only a pending one is acted
    on. One that is refused stays pending with its problem, and is tried again the next time.
    """
    now = now or timezone.now()
    due = Schedule.objects.filter(state=Schedule.State.PENDING, at__lte=now).order_by("at", "pk")
    for key in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            outcome = _publish_one(key)
        if outcome is not None:
            yield outcome


def _publish_one(key: int) -> Outcome | None:
    lock()
    rows = Schedule.objects.select_related("entry", "by")
    found = rows.filter(pk=key, state=Schedule.State.PENDING).first()
    if found is None:
        return None
    entry = found.entry
    entry.was = entry.state
    try:
        with transaction.atomic():
            revision = _publish_frozen(found)
    except PublicationRefused as refusal:
        problem = " ".join(str(one) for one in refusal.problems)
        Schedule.objects.filter(pk=key).update(problem=problem)
        return Outcome(found, None, problem)
    # Whoever sent a newer text to review meanwhile still waits for an answer.
    after = State.PUBLISHED if entry.state == State.SCHEDULED else entry.state
    Entry.objects.filter(pk=entry.pk).update(state=after)
    Schedule.objects.filter(pk=key).update(state=Schedule.State.DONE, problem="")
    comment = f"As approved on {found.approved_at:%Y-%m-%d %H:%M} UTC. {found.note}".strip()
    workflow.log([entry], Action.PUBLISH, after, found.by, comment, [revision])
    return Outcome(found, revision)


def _publish_frozen(found: Schedule) -> Revision:
    last = Revision.objects.of(found.entry.public_id).defer("compressed", "salt").last()
    number = last.number if last else 0
    if number != found.number:
        workflow.refuse(
            [
                (
                    found.entry,
                    f"the record has moved on since this was approved (revision {found.number} then, {number} now). "
                    "Cancel the schedule, compare again, and approve what stands now.",
                )
            ]
        )
    return publish_frozen(found.entry, bytes(found.body), by=found.by, note=found.note, expect=found.digest)


def _snapshot_of(entry: Entry) -> dict:
    [leaf] = leaf_entries([entry])
    [snapshot] = snapshots([leaf])
    return snapshot


def _try_out(entry: Entry, body: bytes, by: AbstractBaseUser, expect: str) -> None:
    """Publish and take it back, to hear what the record would refuse."""
    try:
        with transaction.atomic():
            publish_frozen(entry, body, by=by, expect=expect)
            raise _TriedOut
    except _TriedOut:
        return
