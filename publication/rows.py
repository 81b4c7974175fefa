"""Writing many rows of the record at once: what `bulk_create` does, without building an expression for each value.

The record's tables have plain columns and keys of their own making, so that nothing has to be asked back.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db import connection, models

# Their values go into the database as they are.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, in order, with the keys they have. Raises what the database refuses.

    The caller holds a transaction. PostgreSQL takes them by COPY; triggers run on either database.
    """
    if not rows:
        return
    fields = type(rows[0])._meta.concrete_fields
    table = connection.ops.quote_name(type(rows[0])._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = _values(rows, [(field.attname, _writer(field)) for field in fields])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            insertion = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 -- names from the models
            cursor.executemany(insertion, values)


def _writer(field: models.Field) -> Callable | None:
    """How a value becomes what the database's driver takes; None where it is that already."""
    if field.choices:
        plain = int if isinstance(field, models.IntegerField) else str
        return lambda value: None if value is None else plain(value)
    if isinstance(field, _PLAIN):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _values(rows: Iterable[models.Model], columns: list[tuple[str, Callable | None]]) -> Iterable[tuple]:
    for row in rows:
        held = row.__dict__
        yield tuple(held[name] if write is None else write(held[name]) for name, write in columns)
