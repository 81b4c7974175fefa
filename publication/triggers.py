"""Triggers by which the database itself refuses to change the log.

A table rebuild on SQLite drops triggers silently, so they are installed again after every `migrate`, and
`check` and `verify_record` fail without them. Raw SQL is the point here; it stays in this file.
"""

# ruff: noqa: S608 -- every part of these statements is a constant of this file

import re

LOG, REDACTION = "publication_revision", "publication_redaction"

_KEPT = (
    "seq",
    "batch_end",
    "entry_id",
    "kind",
    "number",
    "operation",
    "snapshot_hash",
    "previous_hash",
    "hash",
    "recorded_at",
    "note",
)

# The only change that a revision may undergo: a redaction that names it takes its body away.
_REDACTING = (
    "NEW.compressed IS NULL AND NEW.salt IS NULL AND EXISTS "
    f"(SELECT 1 FROM {REDACTION} WHERE target_seq = OLD.seq) AND "
    + " AND ".join(f"NEW.{column} {{same}} OLD.{column}" for column in _KEPT)
)
# The number is guarded too: INSERT OR REPLACE on SQLite would delete the revision that has it, and no DELETE
# trigger fires then.
_NEXT = (
    f"NEW.seq = (SELECT COALESCE(MAX(seq), 0) + 1 FROM {LOG}) AND "
    f"NEW.number = (SELECT COALESCE(MAX(number), 0) + 1 FROM {LOG} WHERE entry_id = NEW.entry_id)"
)
_NAMED = (
    f"EXISTS (SELECT 1 FROM {LOG} WHERE seq = NEW.by_seq AND operation = 'redact' AND NEW.target_seq < NEW.by_seq) "
    f"AND NOT EXISTS (SELECT 1 FROM {REDACTION} WHERE target_seq = NEW.target_seq OR id = NEW.id)"
)


def _on_sqlite(name: str, when: str, table: str, condition: str, message: str) -> str:
    """Refuse where the condition holds, or always where there is none."""
    where = f"WHEN {condition} " if condition else ""
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} {where}BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _on_postgresql(name: str, when: str, table: str, condition: str, message: str, each: str = "ROW") -> str:
    """Refuse where the condition does not hold, or always where there is none."""
    row = "OLD" if when in ("DELETE", "TRUNCATE") else "NEW"
    body = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
    if condition:
        body = f"IF NOT ({condition}) THEN {body} END IF;"
    result = "RETURN NULL;" if each == "STATEMENT" else f"RETURN {row};"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} {result} END $$; "
        f"DROP TRIGGER IF EXISTS {name} ON {table}; "
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}();"
    )


def append_only(vendor: str, table: str, name: str, row: str) -> dict[str, str]:
    """Return triggers by which a table's rows are added and never changed or deleted, by their names.

    The table's key is `id`. `name` begins the triggers' names; `row` is what a refusal calls a row, 'a step' for
    example.
    """
    events = [("update", "UPDATE", "changed"), ("delete", "DELETE", "deleted")]
    if vendor != "postgresql":
        found = {
            f"{name}_refuses_{word}": _on_sqlite(f"{name}_refuses_{word}", when, table, "", f"{row} cannot be {done}")
            for word, when, done in events
        }
        # INSERT OR REPLACE would delete the row that has the number, and no DELETE trigger fires then.
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        replaced = f"{name}_refuses_replace"
        return {**found, replaced: _on_sqlite(replaced, "INSERT", table, taken, f"{row} cannot be changed")}
    found = {
        f"{name}_refuses_{word}": _on_postgresql(f"{name}_refuses_{word}", when, table, "", f"{row} cannot be {done}")
        for word, when, done in events
    }
    emptied = f"{name}_refuses_truncate"
    found[emptied] = _on_postgresql(emptied, "TRUNCATE", table, "", f"{row} cannot be deleted", "STATEMENT")
    return found


def _sqlite() -> dict[str, str]:
    refuse = _on_sqlite
    redacting = _REDACTING.format(same="IS")
    return {
        "log_refuses_update": refuse(
            "log_refuses_update", "UPDATE", LOG, f"NOT ({redacting})", "a published revision cannot be changed"
        ),
        "log_refuses_delete": refuse("log_refuses_delete", "DELETE", LOG, "", "a published revision cannot be deleted"),
        "log_refuses_gap": refuse(
            "log_refuses_gap", "INSERT", LOG, f"NOT ({_NEXT})", "a revision takes the next sequence number"
        ),
        "redaction_refuses_update": refuse(
            "redaction_refuses_update", "UPDATE", REDACTION, "", "a redaction cannot be changed"
        ),
        "redaction_refuses_delete": refuse(
            "redaction_refuses_delete", "DELETE", REDACTION, "", "a redaction cannot be deleted"
        ),
        "redaction_refuses_other": refuse(
            "redaction_refuses_other", "INSERT", REDACTION, f"NOT ({_NAMED})", "a redaction is a revision of the log"
        ),
    }


def _postgresql() -> dict[str, str]:
    refuse = _on_postgresql
    redacting = _REDACTING.format(same="IS NOT DISTINCT FROM")
    return {
        "log_refuses_update": refuse(
            "log_refuses_update", "UPDATE", LOG, redacting, "a published revision cannot be changed"
        ),
        "log_refuses_delete": refuse("log_refuses_delete", "DELETE", LOG, "", "a published revision cannot be deleted"),
        "log_refuses_gap": refuse("log_refuses_gap", "INSERT", LOG, _NEXT, "a revision takes the next sequence number"),
        "log_refuses_truncate": refuse(
            "log_refuses_truncate", "TRUNCATE", LOG, "", "the log cannot be emptied", "STATEMENT"
        ),
        "redaction_refuses_update": refuse(
            "redaction_refuses_update", "UPDATE", REDACTION, "", "a redaction cannot be changed"
        ),
        "redaction_refuses_delete": refuse(
            "redaction_refuses_delete", "DELETE", REDACTION, "", "a redaction cannot be deleted"
        ),
        "redaction_refuses_truncate": refuse(
            "redaction_refuses_truncate", "TRUNCATE", REDACTION, "", "redactions cannot be emptied", "STATEMENT"
        ),
        "redaction_refuses_other": refuse(
            "redaction_refuses_other", "INSERT", REDACTION, _NAMED, "a redaction is a revision of the log"
        ),
    }


def triggers(vendor: str) -> dict[str, str]:
    """Return the statements that create each trigger, by name, for 'sqlite' or 'postgresql'."""
    return _postgresql() if vendor == "postgresql" else _sqlite()


def install(connection, wanted: dict[str, str] | None = None) -> None:
    """Create those triggers that are missing, and renew the others; the log's unless told. Needs their tables."""
    with connection.cursor() as cursor:
        for name, statement in (wanted or triggers(connection.vendor)).items():
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(statement)


def missing(connection, wanted: dict[str, str] | None = None) -> list[str]:
    """Return the names of the triggers that the database lacks, has switched off or has in other words, sorted.

    Asks for the log's unless told which.
    """
    if connection.vendor == "postgresql":
        # The body of a trigger's function is compared; what fires it and where is told by its type and table.
        query = (
            "SELECT tgname, prosrc, tgrelid::regclass::text, tgtype "
            "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0]: row[1:] for row in cursor.fetchall()}
    wanted = wanted or triggers(connection.vendor)
    if connection.vendor == "postgresql":
        wanted = {name: _parts_of(statement) for name, statement in wanted.items()}
    else:
        wanted = {name: (statement,) for name, statement in wanted.items()}
    return sorted(name for name, said in wanted.items() if present.get(name) != said)


# PostgreSQL's catalogue keeps a trigger's kind as bits: row 1, before 2, insert 4, delete 8, update 16, truncate 32.
_BITS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32, "ROW": 1, "STATEMENT": 0}


def _parts_of(statement: str) -> tuple[str, str, int]:
    """The function's body, the table and the type of a PostgreSQL trigger, as the catalogue gives them."""
    body = statement.split("$$")[1]
    when, table, each = re.search(r"BEFORE (\w+) ON (\w+) FOR EACH (\w+) ", statement).groups()
    return body, table, 2 + _BITS[when] + _BITS[each]
