"""Rebuilding: everything derived, from the log alone."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import groupby

from django.db import connection, transaction

from publication.derive import derive
from publication.log import lock
from publication.models import About, Claim, Derivation, Face, Gram, Mention, Name, Revision, Word, Wording
from publication.projection import RULES
from publication.searching.native import refill

DERIVED = (Face, Claim, About, Mention, Wording, Name, Word, Gram)


def publications(after: int = 0) -> Iterator[list[Revision]]:
    """Yield the log's publications after a sequence number, each as its list of revisions, in order."""
    revisions = Revision.objects.filter(seq__gt=after).order_by("seq").iterator(chunk_size=500)
    for _, batch in groupby(revisions, key=lambda revision: revision.batch_end):
        yield list(batch)


def rebuild(report: Callable[[int], None] = lambda seq: None) -> None:
    """Delete all derived rows and derive them again from the log, in one transaction.

    `report` is called with the last sequence number done. Readers see the old rows until it commits.
    """
    with transaction.atomic():
        for model in DERIVED:
            model.objects.all().delete()
        refill(connection)
        for batch in publications():
            derive(batch)
            report(batch[-1].seq)
        Derivation.objects.update_or_create(pk=1, defaults={"rules": RULES})


def rebuild_if_outdated() -> bool:
    """Rebuild where the derived rows were made by other rules than this code's; return whether that was so."""
    made = Derivation.objects.filter(pk=1).values_list("rules", flat=True).first()
    if made == RULES:
        return False
    with transaction.atomic():
        lock()
        rebuild()
    return True


def derived_digest() -> str:
    """Return the SHA-256 over all derived rows in the order of their ids: equal digests, equal bytes."""
    total = hashlib.sha256()
    for model in DERIVED:
        names = [column.attname for column in model._meta.concrete_fields]
        total.update(model.__name__.encode())
        for row in model.objects.order_by("id").values_list(*names).iterator(chunk_size=1000):
            total.update(repr(tuple(_plain(value) for value in row)).encode())
    return total.hexdigest()


def _plain(value):
    """A column's value as both databases give it."""
    if isinstance(value, memoryview):
        return bytes(value)
    if hasattr(value, "as_tuple"):
        return f"{value:.6f}"
    return str(value) if value.__class__.__name__ == "UUID" else value
