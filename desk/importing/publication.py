"""Publishing what an import wrote, as one batch, and taking that back as one."""

from django.db import transaction

from desk import workflow
from desk.importing.refusal import FileRefused
from desk.models import Entry, Import, Step
from desk.publishing import By, digests, publish_batch, published_digests
from desk.undoing import undo_publication
from publication.models import Revision


def written_entries(job: Import) -> list[Entry]:
    """The desk's entries that an import made or changed."""
    ids = list(job.entries.exclude(outcome="unchanged").values_list("public_id", flat=True))
    found = []
    for at in range(0, len(ids), 500):
        found += Entry.objects.filter(public_id__in=ids[at : at + 500]).order_by("pk")
    return found


def publish_import(job: Import, *, by: By, note: str = "") -> list[Revision]:
    """Publish all that an import wrote and that the record does not say yet, as one batch.

    An account publishes under the rules of `desk.workflow`, a command in the operator's right. Raises
    PublicationRefused with every problem, or FileRefused for an import that is not written; then nothing is published.
    """
    if job.state != Import.State.WRITTEN:
        raise FileRefused(f"Only an import that was written can be published; this one: {job.get_state_display()}.")
    with transaction.atomic():
        entries = written_entries(job)
        before = published_digests(entries)
        after = digests([entry for entry in entries if entry.pk in before])
        due = [entry for entry in entries if before.get(entry.pk, "") != after.get(entry.pk) or _is_gone(entry)]
        if not due:
            raise FileRefused("The record says all of this already.")
        publish = publish_batch if isinstance(by, str) else workflow.publish
        revisions = publish(due, by=by, note=note)
        job.published_seq, job.unpublished_seq = revisions[0].seq, None
        job.save(update_fields=["published_seq", "unpublished_seq"])
    return revisions


def unpublish_import(job: Import, *, by: By, reason: str) -> list[Revision]:
    """Take the import's publication back as one batch. Raises PublicationRefused or FileRefused."""
    if job.published_seq is None or job.unpublished_seq is not None:
        raise FileRefused("This import has no publication to take back.")
    with transaction.atomic():
        entries = [] if isinstance(by, str) else workflow.held(written_entries(job), by, "withdraw")
        workflow.cancel_pending(entries)
        revisions = undo_publication(job.published_seq, by=by, reason=reason)
        _log(entries, revisions, by, reason)
        job.unpublished_seq = revisions[0].seq
        job.save(update_fields=["unpublished_seq"])
    return revisions


def _log(entries: list[Entry], revisions: list[Revision], by: By, reason: str) -> None:
    """Write down what became of each entry: it was withdrawn, or published again as it stood."""
    operations = {str(revision.entry_id): revision.operation for revision in revisions}
    for operation, action, after in (
        (Revision.Operation.WITHDRAW, Step.Action.WITHDRAW, Entry.State.WITHDRAWN),
        (Revision.Operation.PUBLISH, Step.Action.PUBLISH, Entry.State.PUBLISHED),
    ):
        some = [entry for entry in entries if operations.get(str(entry.public_id)) == operation]
        workflow.log(some, action, after, by, reason, revisions)


def _is_gone(entry: Entry) -> bool:
    return entry.state == Entry.State.WITHDRAWN
