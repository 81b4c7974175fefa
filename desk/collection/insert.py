"""Writing many new rows at once. Django's bulk_create refuses models with a parent row; this writes both.

Rows are inserted table by table, the parent's first, with the fields' own `pre_save` (dates set their bounds).
Nothing else of `save()` runs: the desk's rules live in `clean()` and in the database, not there.
"""

from django.db import connections, models, router, transaction


def insert(rows: list[models.Model]) -> None:
    """Insert unsaved rows of one model, all of them or none, and give them their keys.

    The model's parents hang together by their primary keys alone, as Entry, Actor and Country do. Raises what
    the database refuses; then nothing is written and the rows have no keys.
    """
    if not rows:
        return
    model = type(rows[0])
    using = router.db_for_write(model)
    lineage = [table for table in reversed(model.__mro__) if _is_table(table)]
    try:
        with transaction.atomic(using=using, savepoint=True):
            for table in lineage:
                _insert(table, rows, using)
    except Exception:
        for row in rows:
            _forget(row, lineage)
        raise
    for row in rows:
        row._state.adding, row._state.db = False, using


def _is_table(found: type) -> bool:
    return hasattr(found, "_meta") and not found._meta.abstract and not found._meta.proxy


def _insert(table: type[models.Model], rows: list[models.Model], using: str) -> None:
    key = table._meta.pk
    fields = [found for found in table._meta.local_concrete_fields if not found.generated]
    given = key.remote_field is not None
    if not given:
        fields.remove(key)
    most = max(connections[using].ops.bulk_batch_size(fields, rows), 1)
    for at in range(0, len(rows), most):
        some = rows[at : at + most]
        returned = table._base_manager._insert(
            some, fields=fields, using=using, returning_fields=None if given else [key]
        )
        if not given:
            for row, (value,) in zip(some, returned, strict=True):
                _set_key(row, value)


def _set_key(row: models.Model, value: int) -> None:
    """Give a row the key that its first table made; every other table's is a link to it."""
    for table in type(row).__mro__:
        if _is_table(table):
            setattr(row, table._meta.pk.attname, value)


def _forget(row: models.Model, lineage: list[type[models.Model]]) -> None:
    for table in lineage:
        setattr(row, table._meta.pk.attname, None)
