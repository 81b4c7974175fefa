"""Each database's own full-text index over `Wording`, behind one way to ask. Raw SQL is the point and stays here.

SQLite: two FTS5 tables over the model's table (external content, no positions), kept by a trigger within the
transaction that derives. PostgreSQL: two stored tsvector columns with GIN indexes. Words are cut and made
comparable before (`publication.searching.words`), so that both hold and find the very same. One index is of the names,
one of all words: asking one index for a column would walk every hit of a common word.

Installed after every `migrate`, as the triggers of the log are.
"""

# ruff: noqa: S608, S611 -- every part of these statements is a constant of this file; what is asked goes as parameters

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from publication.reading.database import connection_here

WORDING, FACE = "publication_wording", "publication_face"
# The column of `Wording` behind each index.
INDEXES = ("names", "words")
# From so many entries on it is quicker to ask each face than to list them all.
FREQUENT = 20_000
_VISIBLE = "w.seq_from <= %s AND (w.seq_to IS NULL OR w.seq_to > %s)"
# A blank ends a word, and nothing else does.
_TOKENIZER = "ascii tokenchars '':''"


@dataclass(frozen=True)
class Asked:
    """What is asked of an index: one of several readings, each a list of words that must all stand in the entry.

    Of each group of `marks` the entry must have one.
    """

    readings: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[str, ...], ...] = ()


def _sqlite() -> dict[str, str]:
    found = {
        f"{WORDING}_{column}": (
            f"CREATE VIRTUAL TABLE {WORDING}_{column} USING fts5({column}, content='{WORDING}', content_rowid='id', "
            f"detail=none, columnsize=0, tokenize='{_TOKENIZER}')"
        )
        for column in INDEXES
    }
    inserts = " ".join(
        f"INSERT INTO {WORDING}_{column}(rowid, {column}) VALUES (NEW.id, NEW.{column});" for column in INDEXES
    )
    # Rows are never changed in their words, and are deleted all at once only: see `clear`.
    found["wording_is_indexed"] = f"CREATE TRIGGER wording_is_indexed AFTER INSERT ON {WORDING} BEGIN {inserts} END"
    return found


def _postgresql() -> dict[str, str]:
    found = {}
    for column in INDEXES:
        found[f"{column}_vector"] = (
            f"ALTER TABLE {WORDING} ADD COLUMN {column}_vector tsvector "
            f"GENERATED ALWAYS AS (array_to_tsvector(string_to_array({column}, ' '))) STORED"
        )
        # Without the list of pending rows, which every reader would have to walk until the next vacuum.
        found[f"wording_{column}"] = (
            f"CREATE INDEX wording_{column} ON {WORDING} USING gin ({column}_vector) WITH (fastupdate = off)"
        )
    return found


def parts(vendor: str) -> dict[str, str]:
    """Return the statements that make the index, by the name of what each makes."""
    return _postgresql() if vendor == "postgresql" else _sqlite()


def missing(connection) -> list[str]:
    """Return the names of those parts of the index that the database lacks, sorted."""
    query = "SELECT name FROM sqlite_master WHERE name LIKE '%%wording%%'"
    if connection.vendor == "postgresql":
        query = (
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND NOT attisdropped "
            "UNION SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [WORDING, WORDING] if connection.vendor == "postgresql" else [])
        present = {row[0] for row in cursor.fetchall()}
    return sorted(parts(connection.vendor).keys() - present)


def tables_exist(connection) -> bool:
    """Whether what is indexed has been migrated."""
    return WORDING in connection.introspection.table_names()


def install(connection) -> None:
    """Make those parts of the index that are missing, and fill them."""
    lost = missing(connection)
    with connection.cursor() as cursor:
        for name, statement in parts(connection.vendor).items():
            if name in lost:
                cursor.execute(statement)
    if lost:
        refill(connection)


def refill(connection) -> None:
    """Index all rows again. On SQLite this also takes away every trace of rows that are gone."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for column in INDEXES:
                index = f"{WORDING}_{column}"
                cursor.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def broken(connection) -> bool:
    """Whether the index says otherwise than its table. PostgreSQL keeps its own; SQLite is asked to compare."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        try:
            for column in INDEXES:
                index = f"{WORDING}_{column}"
                cursor.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except DatabaseError:
            return True
    return False


def _quoted(text: str, vendor: str) -> str:
    """A word as a query has it: nothing in it means anything to the database."""
    if vendor == "postgresql":
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return '"' + text.replace('"', '""') + '"'


def query_text(asked: Asked, vendor: str) -> str:
    """Return what is asked in the database's own language of queries."""
    both, either = (" & ", " | ") if vendor == "postgresql" else (" AND ", " OR ")

    def joined(values, sign: str) -> str:
        return "(" + sign.join(values) + ")"

    every = [joined([joined([_quoted(word, vendor) for word in one], both) for one in asked.readings], either)]
    every += [joined([_quoted(mark, vendor) for mark in group], either) for group in asked.marks]
    return both.join(every)


def _source(index: str, vendor: str) -> tuple[str, str]:
    """The table to read from, and the condition."""
    if vendor == "postgresql":
        return f"{WORDING} w", f"w.{index}_vector @@ %s::tsquery"
    # CROSS JOIN: the full-text index leads, whatever SQLite's planner believes.
    return f"{WORDING}_{index} f CROSS JOIN {WORDING} w ON w.id = f.rowid", f"{WORDING}_{index} MATCH %s"


def matching(index: str, asked: Asked, seq: int, limit: int, day: int | None = None) -> list[int]:
    """Return the ids of up to `limit` rows of `Wording` that hold what is asked at `seq`, in the order of ids.

    With `day` only those that may be met on it.
    """
    vendor = connection_here().vendor
    table, condition = _source(index, vendor)
    parameters = [query_text(asked, vendor), seq, seq]
    on_day = ""
    if day is not None:
        on_day = "AND w.s1 <= %s AND w.e2 >= %s"
        parameters += [day, day]
    order = "f.rowid" if vendor == "sqlite" else "w.id"
    with connection_here().cursor() as cursor:
        cursor.execute(
            f"SELECT w.id FROM {table} WHERE {condition} AND {_VISIBLE} {on_day} ORDER BY {order} LIMIT %s",
            [*parameters, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def names_beginning(key: bytes, ranks: Sequence[int], seq: int, limit: int) -> list[tuple[int, int, bytes, str]]:
    """Return (entry, rank, words, shown) of up to `limit` names of each rank that begin with `key`, rank by rank.

    One statement of one index range for each rank: the ORM cannot join limited queries on SQLite.
    """
    one = (
        "SELECT * FROM (SELECT w.entry, w.rank, w.words, w.shown FROM publication_name w "
        f"WHERE w.rank = %s AND w.words >= %s AND w.words < %s AND {_VISIBLE} ORDER BY w.words, w.entry LIMIT %s) a"
    )
    parameters = []
    for rank in ranks:
        # No text holds the byte 255, so that this is the end of what begins with the key.
        parameters += [rank, key, key + b"\xff", seq, seq, limit]
    with connection_here().cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(ranks)), parameters)
        # Neither database promises the order of a union.
        found = [(entry, rank, bytes(words), shown) for entry, rank, words, shown in cursor.fetchall()]
    return sorted(found, key=lambda row: (ranks.index(row[1]), row[2], row[0]))


def entries_holding(asked: Asked, seq: int, column: str = f"{FACE}.entry") -> RawSQL:
    """A condition on a column of entry numbers: that the entry holds what is asked at `seq`.

    For lists, which must skip nothing. `column` is written by us, with its table.

    A rare word's entries are listed once; where a word is common, each face on the way to a full page is asked instead.
    """
    vendor = connection_here().vendor
    table, condition = _source("words", vendor)
    parameters = [query_text(asked, vendor), seq, seq]
    found = f"FROM {table} WHERE {condition} AND {_VISIBLE}"
    with connection_here().cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 {found} LIMIT %s) s", [*parameters, FREQUENT])
        frequent = cursor.fetchone()[0] == FREQUENT
    if not frequent:
        return RawSQL(f"{column} IN (SELECT w.entry {found})", parameters, BooleanField())
    if vendor == "sqlite":
        # The other way round: one row of the table first, then whether the index has it.
        found = f"FROM {WORDING} w CROSS JOIN {WORDING}_words f ON f.rowid = w.id WHERE {condition} AND {_VISIBLE}"
    return RawSQL(f"EXISTS (SELECT 1 {found} AND w.entry = {column})", parameters, BooleanField())
