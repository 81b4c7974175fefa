"""Queries of which Django makes the SQL once, for those that nearly every request asks.

Making it takes Django ten times as long as the database takes to answer. Only values differ between two requests, so
the SQL is made with marks in their places, and the marks are replaced.
"""

from collections.abc import Callable

from django.db.models import Model, QuerySet

from publication.reading.database import alias_here, connection_here

# Where the numbers begin that stand for a value while the SQL is made: no query has such a number in it.
_MARKS = 1 << 52


class Prepared:
    """Rows of a model of the record, asked for by whole numbers and by text, of the database that is read from.

    `make` is given a mark for each of its arguments and returns the query; it may not look at them. `of` says of which
    type each is, `int` or `str`.
    """

    def __init__(self, make: Callable[..., QuerySet], **of: type):
        self._make = make
        self._of = of
        self._marks = {kind(_MARKS + n): name for n, (name, kind) in enumerate(of.items())}
        self._made: tuple | None = None

    def first(self, **values: int | str) -> Model | None:
        """Return the query's first row with these values, or None. One query; raises as any query does.

        Raises TypeError for a value of another type and for another name.
        """
        if values.keys() != self._of.keys() or any(type(values[name]) is not kind for name, kind in self._of.items()):
            raise TypeError(f"This query takes {self._of}, not {values}.")
        sql, slots, compiler, converters, names = self._made or self._prepare()
        with connection_here().cursor() as cursor:
            cursor.execute(sql, [values[slot] if named else slot for named, slot in slots])
            row = cursor.fetchone()
        if row is None:
            return None
        if converters:
            [row] = compiler.apply_converters([row], converters)
        return compiler.query.model.from_db(alias_here(), names, row)

    def _prepare(self) -> tuple:
        """The SQL, its values, what reads a row, and the fields in it. Two threads may make the same.

        A replica is of the primary's kind and has its tables: what is made for one serves the other.
        """
        rows = self._make(**{name: mark for mark, name in self._marks.items()})
        query = (rows if rows.ordered else rows.order_by("pk"))[:1].query
        compiler = query.get_compiler(alias_here())
        sql, values = compiler.as_sql()
        slots = [(value in self._marks, self._marks.get(value, value)) for value in values]
        columns = [column for column, _, _ in compiler.select]
        names = [column.target.attname for column in columns]
        self._made = sql, slots, compiler, compiler.get_converters(columns), names
        return self._made
