"""Keeping the desk's history where rows are written many at once, and forgetting it where it must go.

What is saved or deleted one by one keeps its history by itself: see `desk.models.history`.
"""

from collections.abc import Iterable, Iterator

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from simple_history.utils import get_history_model_for_model

from desk.models import Claim, Entry, ImportEntry, ImportRow, Replay, Schedule
from desk.models.history import acting_account, acting_name, at_rest, is_at_rest
from desk.schema import Child, Kind, schema


def history_of(model: type[models.Model]) -> type[models.Model]:
    """Return the model of a desk model's history. Its rows carry history_id, history_date, history_type, by_name."""
    return get_history_model_for_model(model)


def keep_made(rows: list[models.Model]) -> None:
    """Keep that rows of one model were made, in one moment; they have just been inserted together."""
    if rows and hasattr(rows[0]._meta, "simple_history_manager_attribute"):
        _keep(type(rows[0]), rows, "+")


def keep_changed(model: type[models.Model], keys: Iterable[int]) -> None:
    """Keep what rows of one model say after an update past their `save()`."""
    keys = list(keys)
    for at in range(0, len(keys), 500):
        _keep(model, model._default_manager.filter(pk__in=keys[at : at + 500]), "~")


def _keep(model: type[models.Model], rows: Iterable[models.Model], history_type: str) -> None:
    """Write a row of history for each row, in one moment.

    The library's own way to keep many knows no deletions, asks who acts for each row, and names each field of each.
    """
    if is_at_rest():
        return
    history = history_of(model)
    account = acting_account()
    said = {
        "history_date": timezone.now(),
        "history_type": history_type,
        "history_user_id": None if account is None else account.pk,
        "by_name": acting_name(),
    }
    copied = {found.attname for found in history.tracked_fields}
    names = [found.attname for found in history._meta.concrete_fields]
    history.objects.bulk_create(
        [history(*[getattr(row, name) if name in copied else said.get(name) for name in names]) for row in rows],
        batch_size=1000,
    )


def delete_claims(model: type[Claim], keys: list[int]) -> None:
    """Delete claims of one class with what hangs on them, many at once, and keep what they said."""
    for at in range(0, len(keys), 500):
        rows = model._default_manager.filter(pk__in=keys[at : at + 500])
        for child in schema.claim_children:
            hanging, column = child_model(child, Claim)
            _keep(hanging, hanging._default_manager.filter(**{f"{column}__in": keys[at : at + 500]}), "-")
        _keep(model, rows, "-")
        with at_rest():
            rows.delete()


def child_model(child: Child, owner: type[models.Model]) -> tuple[type[models.Model], str]:
    """Return the model of rows that hang on entries or claims, and the column by which they do."""
    relation = owner._meta.get_field(child.relation)
    return relation.related_model, relation.field.attname


def histories(kind: Kind, keys: list[int]) -> Iterator[tuple[type[models.Model], QuerySet]]:
    """Yield each model that entries of a kind are made of, with the history of their rows, deleted ones included.

    First the entries' own rows, then what hangs on entries, their claims, and what hangs on claims.
    """
    yield kind.model, history_of(kind.model).objects.filter(**{f"{kind.model._meta.pk.attname}__in": keys})
    for child in schema.entry_children:
        model, column = child_model(child, Entry)
        yield model, history_of(model).objects.filter(**{f"{column}__in": keys})
    # Claims that are there may have lost their history to a redaction.
    claims = [Claim.objects.filter(owner_id__in=keys).order_by().values("pk")]
    for part in schema.parts_of(kind):
        rows = history_of(part.model).objects.filter(owner_id__in=keys)
        claims.append(rows.order_by().values(part.model._meta.pk.attname))
        yield part.model, rows
    for child in schema.claim_children:
        model, column = child_model(child, Claim)
        yield model, history_of(model).objects.filter(**{f"{column}__in": claims[0].union(*claims[1:], all=True)})


def forget(entries: Iterable[Entry]) -> None:
    """Delete the history of entries and of all their parts for good."""
    by_kind: dict[str, list[int]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry.pk)
    for name, keys in by_kind.items():
        for at in range(0, len(keys), 500):
            # What hangs on claims is found by the claims' own history, which goes after it.
            for _, rows in reversed(list(histories(schema.kinds[name], keys[at : at + 500]))):
                rows.delete()


def forget_copies(entry: Entry) -> None:
    """Delete what the desk keeps of an entry's earlier texts besides its history.

    That is what was approved and is published or cancelled, answers to programs, and what imports changed. An import
    is no longer undone for this entry: that would bring its earlier text back.
    """
    Schedule.objects.filter(entry_id=entry.pk).exclude(state=Schedule.State.PENDING).update(body=b"", note="")
    Replay.objects.filter(body__contains=str(entry.public_id)).delete()
    imported = ImportEntry.objects.filter(public_id=entry.public_id)
    for job, slug in imported.values_list("job_id", "slug"):
        ImportRow.objects.filter(job_id=job, slug=slug).update(detail=[])
    imported.exclude(before="").delete()
