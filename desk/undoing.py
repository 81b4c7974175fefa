"""Taking a whole publication back: one more publication, after which readers see what they saw before."""

from django.db import transaction

from desk.models import Entry
from desk.publishing import By, append_signed, set_state
from publication.errors import Problem, PublicationRefused
from publication.log import Operation, lock
from publication.models import Revision

CONTENT = (Revision.Operation.PUBLISH, Revision.Operation.RESTORE)


def undo_publication(first_seq: int, *, by: By, reason: str) -> list[Revision]:
    """Take back the publication that begins at a sequence number, as one batch; return its revisions.

    What it made public for the first time is withdrawn, with the public `reason`; what was public before is
    published again as it stood; what had been withdrawn is withdrawn again. Desk rows keep what they say. Raises
    PublicationRefused, by name, if an entry has been published, withdrawn or merged since, or others cite it.
    """
    with transaction.atomic():
        lock()
        revisions = list(
            Revision.objects.filter(seq__gte=first_seq).order_by("seq").filter(seq__lte=_end_of(first_seq))
        )
        _refuse_later(revisions)
        before = _before(revisions, first_seq)
        operations, back, gone = [], [], []
        for revision in revisions:
            last, was_public = before.get(revision.entry_id, (None, False))
            if was_public:
                operations.append(Operation(Revision.Operation.PUBLISH, last.snapshot, reason))
                back.append(revision.entry_id)
            else:
                tombstone = {"id": str(revision.entry_id), "kind": revision.kind, "reason": reason}
                operations.append(Operation(Revision.Operation.WITHDRAW, tombstone, reason))
                gone.append(revision.entry_id)
        done = append_signed(operations, by)
        set_state(_entries(gone), Entry.State.WITHDRAWN)
        set_state(_entries(back), Entry.State.PUBLISHED)
    return done


def _end_of(first_seq: int) -> int:
    first = Revision.objects.filter(seq=first_seq).only("batch_end").first()
    earlier = Revision.objects.filter(seq=first_seq - 1).only("batch_end").first()
    if first is None or (earlier is not None and earlier.batch_end == first.batch_end):
        raise PublicationRefused([Problem(str(first_seq), "", "is not the first number of a publication.")])
    return first.batch_end


def _refuse_later(revisions: list[Revision]) -> None:
    problems = []
    ids = {revision.entry_id: revision for revision in revisions}
    for revision in revisions:
        if revision.operation not in CONTENT:
            message = f"this publication did not publish it ({revision.operation}). Undo that by its own step."
            problems.append(Problem(str(revision.entry_id), "", message, str(revision.entry_id)))
    later = Revision.objects.filter(seq__gt=revisions[-1].seq).values_list("entry_id", "seq")
    for entry_id, seq in later:
        if entry_id in ids:
            title = (ids.pop(entry_id).snapshot or {}).get("title") or str(entry_id)
            problems.append(Problem(title, "", f"has revision {seq} since. Undo that first.", str(entry_id)))
    if problems:
        raise PublicationRefused(problems)


def _before(revisions: list[Revision], first_seq: int) -> dict:
    """Each entry's last content before a publication, and whether readers saw it then."""
    found: dict = {}
    ids = [revision.entry_id for revision in revisions]
    for at in range(0, len(ids), 500):
        rows = Revision.objects.filter(entry_id__in=ids[at : at + 500], seq__lt=first_seq).order_by("seq")
        for revision in rows:
            last, _ = found.get(revision.entry_id, (None, False))
            if revision.operation in CONTENT:
                found[revision.entry_id] = revision, True
            elif revision.operation != Revision.Operation.REDACT:
                found[revision.entry_id] = last, False
    return {key: (last, public and last.compressed is not None) for key, (last, public) in found.items() if last}


def _entries(ids: list) -> list[Entry]:
    found = []
    for at in range(0, len(ids), 500):
        found += Entry.objects.filter(public_id__in=ids[at : at + 500])
    return found
