"""What is measured besides requests: bringing rows in, publishing, whole sets, searching, memory. One process for each.

`python -m bench.work NAME FOLDER` prints what it found as JSON: a list of (contender, figure), Chancery's first.
"""

import csv
import io
import json
import os
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.sql import ALL_EVENTS, ASKED
from bench.wanted import SEARCH, WANTED

ROWS, PUBLISHED, ROUNDS = 5_000, 500, 5
Found = list[tuple[str, float]]


def imported(folder: Path) -> Found:
    """Rows in a second from a CSV file to drafts: checked, written, or refused whole; each contender's own database."""
    from desk.models import Entry

    def ours(file: Path) -> None:
        from django.core.management import call_command

        call_command("import_table", str(file), kind="event", stdout=io.StringIO())

    def theirs(file: Path) -> None:
        from import_export import resources
        from tablib import Dataset

        from events.models import Event

        class Events(resources.ModelResource):
            class Meta:
                model = Event
                fields = ("slug", "title", "type", "summary")
                import_id_fields = ("slug",)

        table = Dataset().load(file.read_text(encoding="utf-8"), format="csv")
        # What its admin does: a dry run for the preview, then the same again.
        for dry in (True, False):
            Events().import_data(table, dry_run=dry, raise_errors=True, use_transactions=True)

    rates: dict[str, list[float]] = {}
    for turn in range(3):
        for name, bring_in in (("Chancery", ours), ("django-import-export", theirs)):
            file = folder / f"{name}.csv"
            with file.open("w", encoding="utf-8", newline="") as out:
                table = csv.writer(out)
                table.writerow(["slug", "title", "type", "summary"])
                table.writerows(
                    [f"{name.lower()}-{turn}-{n}", f"Meeting {n}", "meeting", f"The {n}th time."] for n in range(ROWS)
                )
            before, began = Entry.objects.count(), time.perf_counter()
            bring_in(file)
            rates.setdefault(name, []).append(ROWS / (time.perf_counter() - began))
            if Entry.objects.count() - before != ROWS:
                sys.exit(f"{name} brought in {Entry.objects.count() - before} of {ROWS} rows.")
    return [(name, statistics.median(found)) for name, found in rates.items()]


def published(folder: Path) -> Found:
    """Entries of five claims in a second, published in one batch; and the same rows of the record by `executemany`."""
    from bench.data import batch_of_events
    from desk.publishing import publish_batch

    rates = []
    for turn in range(3):
        entries = batch_of_events(PUBLISHED, turn * PUBLISHED)
        began = time.perf_counter()
        publish_batch(entries, by="bench", note="made for the benchmark")
        rates.append(PUBLISHED / (time.perf_counter() - began))
    return [("Chancery", statistics.median(rates)), ("rows alone, executemany", _copied(folder))]


def _copied(folder: Path) -> float:
    """Entries in a second whose rows of the record are copied into a file with the same tables."""
    with sqlite3.connect(folder / "chancery.sqlite3") as there:
        tables = [name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE name LIKE 'publication_%'")]
        plain = [name for name in tables if "wording_" not in name and not name.startswith("publication_wording_")]
        made = dict(there.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        # Names that the database itself has given.
        found = {name: f"SELECT * FROM {name}" for name in plain if name in made}  # noqa: S608 -- such names
        rows = {name: there.execute(sql).fetchall() for name, sql in found.items()}
        indexes = [sql for name, sql in there.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index'")]
        indexes = [sql for sql in indexes if sql and "publication_" in sql]
        entries = there.execute("SELECT count(*) FROM publication_revision").fetchone()[0]
    (folder / "copy.sqlite3").unlink(missing_ok=True)
    with sqlite3.connect(folder / "copy.sqlite3") as copy:
        for name in rows:
            copy.execute(made[name])
        for sql in indexes:
            copy.execute(sql)
        began = time.perf_counter()
        for name, some in rows.items():
            if some:
                marks = ",".join("?" * len(some[0]))
                copy.executemany(f"INSERT INTO {name} VALUES ({marks})", some)  # noqa: S608 -- such a name
        copy.commit()
    return entries / (time.perf_counter() - began)


def whole_set(folder: Path) -> Found:
    """Events in a second with their claims and citations, all of them as NDJSON."""
    import orjson

    from bench import raw

    get = _client()
    there = sqlite3.connect(folder / "chancery.sqlite3")

    def ours() -> int:
        return sum(part.count(b"\n") for part in get("/api/v1/events/?format=ndjson").streaming_content)

    def theirs() -> int:
        rows = there.execute(ALL_EVENTS).fetchall()
        some = (rows[at : at + 500] for at in range(0, len(rows), 500))
        return sum(len([orjson.dumps(one) + b"\n" for one in raw.whole(there, part)]) for part in some)

    if (counted := ours()) != (other := theirs()):
        sys.exit(f"Chancery has {counted} events, the other {other}.")
    return [("Chancery", counted / _took(ours)), ("raw rows + orjson", counted / _took(theirs))]


def searched(folder: Path) -> Found:
    """Milliseconds of SQL for a word: Chancery's ranked hits; LIKE over titles and summaries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    get, address = _client(), next(wanted.address for wanted in WANTED if wanted.name == SEARCH)
    get(address)
    with CaptureQueriesContext(connection) as asked:
        get(address)
    there = sqlite3.connect(folder / "chancery.sqlite3")
    ours = [(query["sql"],) for query in asked if "publication_wording" in query["sql"]]

    def run(some: list[tuple]) -> Callable[[], None]:
        return lambda: [there.execute(*one).fetchall() for one in some]

    return [("Chancery", 1000 * _took(run(ours))), ("LIKE", 1000 * _took(run([ASKED[SEARCH]])))]


def remembered(folder: Path) -> Found:
    """Megabytes of a process that has answered each request a hundred times."""
    get = _client()
    for wanted in WANTED:
        for _ in range(100):
            get(wanted.address)
    return [("Chancery", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)]


def _took(do: Callable[[], object]) -> float:
    """Seconds, the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        do()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _client() -> Callable:
    from django.test import Client

    return Client(SERVER_NAME="127.0.0.1").get


# By name: what it does, and whether it is done in an empty database of its own.
WORK = {
    "imported": (imported, True),
    "published": (published, True),
    "whole set": (whole_set, False),
    "searched": (searched, False),
    "remembered": (remembered, False),
}


def main() -> None:
    """Do one piece of work; see the file's beginning."""
    import django

    work, alone = WORK[sys.argv[1]]
    folder = Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as own:
        if alone:
            folder = Path(own)
            os.environ["CHANCERY_VAR"] = own
        django.setup()
        if alone:
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
        print(json.dumps(work(folder)))


if __name__ == "__main__":
    main()
