"""The steps of an entry's life as people take them: review, publication, withdrawal, merger, redaction.

Each function takes one step for one account: behind the publication lock it reads the entry anew, asks `desk.rules`,
acts through `desk.publishing`, and writes down who did what (`desk.models.Step`). All of it happens, or nothing. Every
refusal is a PublicationRefused that names the entry. The loader and the operator's commands call `desk.publishing`
themselves: what they do is the operator's right and stands in the record's own log.
"""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from desk import publishing
from desk.comparison import compare
from desk.describing import describe
from desk.models import Comment, Entry, Schedule, Signature, Step
from desk.rules import why_not, why_not_resolve
from publication.errors import Problem, PublicationRefused
from publication.log import lock
from publication.models import Face, Revision

State, Action = Entry.State, Step.Action


def submit(entries: Iterable[Entry], *, by: AbstractBaseUser, comment: str = "") -> None:
    """Send entries to review. Refuses, and sends none, where one says just what the record says."""
    with transaction.atomic():
        entries = held(entries, by, "submit")
        found = compare(entries)
        same = [entry for entry in entries if found[entry.pk].is_public and not found[entry.pk].differs]
        refuse([(entry, "has nothing to review: the desk says what the record says.") for entry in same])
        _set_state(entries, State.IN_REVIEW)
        log(entries, Action.SUBMIT, State.IN_REVIEW, by, comment)


def request_changes(entry: Entry, *, by: AbstractBaseUser, comment: str) -> None:
    """Give an entry that waits for review back to its authors, with what is asked of them."""
    with transaction.atomic():
        [entry] = held([entry], by, "request_changes")
        if not comment.strip():
            refuse([(entry, "says not what to change. Write it in the comment.")])
        _set_state([entry], State.CHANGES)
        log([entry], Action.REQUEST_CHANGES, State.CHANGES, by, comment)


def publish(
    entries: Iterable[Entry], *, by: AbstractBaseUser, note: str = "", expect: dict[int, str] | None = None
) -> list[Revision]:
    """Publish entries as one batch, leaving out those of which the record says the same already.

    `expect` maps primary keys to the digests of what was approved. Of two editors who approve the same at once the
    second is refused and told of the first. A publication that was scheduled for one of them is cancelled.
    """
    with transaction.atomic():
        entries = held(entries, by, "publish")
        new = _new_to_the_record(entries)
        if not new:
            refuse([(entry, f"has nothing to publish: {_said_already(entry)}") for entry in entries])
        cancel_pending(new)
        revisions = publishing.publish_batch(new, by=by, note=note, expect=expect)
        log(new, Action.PUBLISH, State.PUBLISHED, by, note, revisions)
    return revisions


def withdraw(entries: Iterable[Entry], *, by: AbstractBaseUser, reason: str) -> list[Revision]:
    """Withdraw entries as one batch, for a public reason; what was scheduled for them is cancelled."""
    with transaction.atomic():
        entries = held(entries, by, "withdraw")
        cancel_pending(entries)
        revisions = publishing.withdraw(entries, by=by, reason=reason)
        log(entries, Action.WITHDRAW, State.WITHDRAWN, by, reason, revisions)
    return revisions


def restore(entry: Entry, *, by: AbstractBaseUser, note: str = "") -> Revision:
    """Make a withdrawn or merged entry public again, as it was last published."""
    with transaction.atomic():
        [entry] = held([entry], by, "restore")
        revision = publishing.restore(entry, by=by, note=note)
        log([entry], Action.RESTORE, State.PUBLISHED, by, note, [revision])
    return revision


def merge(loser: Entry, winner: Entry, *, by: AbstractBaseUser, note: str = "") -> list[Revision]:
    """Merge one entry into another; refuses with every collision that `desk.merging` finds."""
    with transaction.atomic():
        loser, winner = held([loser, winner], by, "merge")
        cancel_pending([loser])
        revisions = publishing.merge(loser, winner, by=by, note=note)
        comment = f"Into {winner}. {note}".strip()
        log([loser], Action.MERGE, State.MERGED, by, comment, revisions)
    return revisions


def redact(entry: Entry, seqs: Sequence[int], *, by: AbstractBaseUser, reason: str) -> Revision:
    """Remove the bodies of past revisions for good, for a public reason."""
    with transaction.atomic():
        [entry] = held([entry], by, "redact")
        revision = publishing.redact(entry, seqs, by=by, reason=reason)
        log([entry], Action.REDACT, entry.state, by, reason, [revision])
    return revision


# --- comments


def comment(entry: Entry, text: str, *, by: AbstractBaseUser, claim=None, thread: Comment | None = None) -> Comment:
    """Write a comment on an entry, on one of its claims, or as an answer in a thread of that entry."""
    with transaction.atomic():
        [entry] = held([entry], by, "comment")
        claim = thread.claim if thread else claim
        said = thread.said if thread else describe(claim) if claim else ""
        parent = claim and getattr(claim, "claim_ptr", claim)
        return Comment.objects.create(entry=entry, claim=parent, said=said, thread=thread, text=text, by=by)


def resolve(thread: Comment, *, by: AbstractBaseUser, resolved: bool) -> None:
    """Close a thread, or open it again."""
    with transaction.atomic():
        thread = Comment.objects.threads().select_related("entry").select_for_update(of=("self",)).get(pk=thread.pk)
        said = why_not_resolve(by, thread)
        refuse([(thread.entry, f"'{thread}' {said}")] if said else [])
        Comment.objects.filter(pk=thread.pk).update(
            resolved_at=timezone.now() if resolved else None, resolved_by=by if resolved else None
        )


# --- what all steps share


def held(entries: Iterable[Entry], by: AbstractBaseUser, action: str) -> list[Entry]:
    """Take the lock, read entries anew and ask the rules of each. Call it first, within a transaction."""
    lock()
    wanted = list(entries)
    keys, found = [entry.pk for entry in wanted], {}
    for at in range(0, len(keys), 500):
        found |= Entry.objects.in_bulk(keys[at : at + 500])
    refuse([(entry, "is no longer at the desk.") for entry in wanted if entry.pk not in found])
    entries = [found[key] for key in dict.fromkeys(keys)]
    for entry in entries:
        entry.was = entry.state
    refuse([(entry, said) for entry in entries if (said := why_not(by, action, entry))])
    return entries


def refuse(problems: Iterable[tuple[Entry, str]]) -> None:
    """Raise PublicationRefused with these, if there are any."""
    found = [Problem(str(entry), "", said) for entry, said in problems]
    if found:
        raise PublicationRefused(found)


def log(
    entries: Sequence[Entry],
    action: str,
    after: str,
    by: AbstractBaseUser,
    comment: str = "",
    revisions: Sequence[Revision] = (),
) -> None:
    """Write one step for each entry that `held` gave, which remembers the state before as `was`."""
    seqs = {str(revision.entry_id): revision.seq for revision in revisions}
    Step.objects.bulk_create(
        [
            Step(
                about=entry.public_id,
                kind=entry.kind,
                title=entry.title,
                action=action,
                before=entry.was,
                after=after,
                comment=comment,
                seq=seqs.get(str(entry.public_id)),
                by=by,
            )
            for entry in entries
        ],
        batch_size=500,
    )


def cancel_pending(entries: Sequence[Entry]) -> None:
    """Cancel what is scheduled for entries: another step has overtaken it."""
    keys = [entry.pk for entry in entries]
    for at in range(0, len(keys), 500):
        pending = Schedule.objects.filter(entry__in=keys[at : at + 500], state=Schedule.State.PENDING)
        pending.update(state=Schedule.State.CANCELLED)


def _set_state(entries: Sequence[Entry], state: str) -> None:
    keys = [entry.pk for entry in entries]
    for at in range(0, len(keys), 500):
        Entry.objects.filter(pk__in=keys[at : at + 500]).update(state=state)


def _new_to_the_record(entries: list[Entry]) -> list[Entry]:
    """Those of entries of which the record does not already say what the desk says."""
    ids, public = {entry.public_id: entry for entry in entries}, []
    ordered = sorted(ids)
    for at in range(0, len(ordered), 500):
        faces = Face.objects.open().filter(public_id__in=ordered[at : at + 500], state=Face.State.PUBLIC)
        public += [ids[public_id] for public_id in faces.values_list("public_id", flat=True)]
    same = {pk for pk, found in compare(public).items() if not found.differs}
    return [entry for entry in entries if entry.pk not in same]


def _said_already(entry: Entry) -> str:
    last = Revision.objects.of(entry.public_id).defer("compressed", "salt").last()
    signed = Signature.objects.filter(first_seq__lte=last.seq, last_seq__gte=last.seq).first()
    by = f" by {signed.by_name}" if signed else ""
    return f"the record says the same since revision {last.number}{by}, {last.recorded_at:%Y-%m-%d %H:%M} UTC."
