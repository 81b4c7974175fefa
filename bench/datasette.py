"""Datasette over the same file: the SQL of the raw contender as canned queries, as JSON and as its own page."""

import json
import sys
from pathlib import Path
from urllib.parse import urlencode

from bench.sql import ASKED
from bench.wanted import PAGE

DATABASE = "chancery"


def addresses() -> dict[str, str]:
    """The address that answers each request, by its name: the rows alone as JSON, the page as Datasette draws it."""
    found = {}
    for name, (_, values) in ASKED.items():
        form = "" if name == PAGE else ".json"
        shape = {} if name == PAGE else {"_shape": "array"}
        found[name] = f"/{DATABASE}/{name}{form}?{urlencode({**values, **shape})}"
    return found


def command(folder: Path, port: int) -> list[str]:
    """What starts it for the database in a folder, with a file of its queries beside that."""
    queries = {name: {"sql": sql} for name, (sql, _) in ASKED.items()}
    metadata = folder / "datasette.json"
    metadata.write_text(json.dumps({"databases": {DATABASE: {"queries": queries}}}), encoding="utf-8")
    file = folder / "chancery.sqlite3"
    called = [sys.executable, "-m", "datasette", "serve", str(file), "-m", str(metadata), "-h", "127.0.0.1"]
    return [*called, "-p", str(port), "--setting", "sql_time_limit_ms", "60000"]
