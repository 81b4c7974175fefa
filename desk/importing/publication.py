"""Publishing what an import wrote, as one batch, and taking that back as one."""

from django.db import transaction

from desk.importing.refusal import FileRefused
from desk.models import Entry, Import
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

    Raises PublicationRefused with every problem, or FileRefused for an import that is not written; then nothing
    is published.
    """
    if job.state != Import.State.WRITTEN:
        raise FileRefused(f"This import is {job.get_state_display()}. Write it first.")
    with transaction.atomic():
        entries = written_entries(job)
        before = published_digests(entries)
        after = digests([entry for entry in entries if entry.pk in before])
        due = [entry for entry in entries if before.get(entry.pk, "") != after.get(entry.pk) or _is_gone(entry)]
        if not due:
            raise FileRefused("The record says all of this already.")
        revisions = publish_batch(due, by=by, note=note)
        job.published_seq, job.unpublished_seq = revisions[0].seq, None
        job.save(update_fields=["published_seq", "unpublished_seq"])
    return revisions


def unpublish_import(job: Import, *, by: By, reason: str) -> list[Revision]:
    """Take the import's publication back as one batch. Raises PublicationRefused or FileRefused."""
    if job.published_seq is None or job.unpublished_seq is not None:
        raise FileRefused("This import has no publication to take back.")
    with transaction.atomic():
        revisions = undo_publication(job.published_seq, by=by, reason=reason)
        job.unpublished_seq = revisions[0].seq
        job.save(update_fields=["unpublished_seq"])
    return revisions


def _is_gone(entry: Entry) -> bool:
    return entry.state == Entry.State.WITHDRAWN
