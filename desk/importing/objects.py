"""JSON and NDJSON as a list of objects whose values are texts, or lists and objects of texts."""

import json
import re
from collections import Counter
from pathlib import Path

from desk.importing.refusal import MAX_ROWS, FileRefused

MAX_DEPTH = 8
_HALF = re.compile("[\ud800-\udfff]")


class _Twice(ValueError):
    """A key that stands twice in one object."""


def read_objects(path: Path, form: str) -> list[dict]:
    """Return the objects of a JSON list (or of its one list within an object), or of NDJSON lines.

    Numbers stay as they are written, true and false become texts, null an empty one. Raises FileRefused.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"Byte {error.start} is not UTF-8. JSON is written in UTF-8.") from error
    if form == "ndjson":
        found = [
            parse(line, f"Line {number}") for number, line in enumerate(text.splitlines(), start=1) if line.strip()
        ]
    else:
        found = parse(text, "The file")
        if isinstance(found, dict):
            lists = [value for value in found.values() if isinstance(value, list)]
            found = lists[0] if len(lists) == 1 and all(isinstance(item, dict) for item in lists[0]) else [found]
    if not isinstance(found, list) or not found:
        raise FileRefused('The file holds no entries. Write a list of objects: [{"slug": "…", "title": "…"}].')
    if len(found) > MAX_ROWS:
        raise FileRefused(f"More than {MAX_ROWS:,} entries. Split the file.")
    for number, item in enumerate(found, start=1):
        if not isinstance(item, dict):
            raise FileRefused(f"Item {number} is no object. Write each entry in braces.")
    return [plain(item, f"Item {number}") for number, item in enumerate(found, start=1)]


def parse(text: str, where: str):
    """Return what a JSON text says, numbers as texts. Raises FileRefused, naming `where` it stands."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_each_once)
    except RecursionError as error:
        raise FileRefused(f"{where} has too many lists within lists.") from error
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}, column {error.colno}" if where.startswith("The ") else where
        raise FileRefused(f"{place} is not JSON: {error.msg}.") from error
    except ValueError as error:
        raise FileRefused(f"{where} is not taken: {error}") from error


def _no_number(text: str):
    raise _Twice(f"{text} is no number of JSON. Write null, or leave the field out.")


def _each_once(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _Twice(f"'{twice[:60]}' stands twice in one object.")
    return found


def plain(value, where: str, depth: int = 0):
    """Return texts, lists and objects for what `parse` gave. Raises FileRefused for what no field could hold."""
    if depth > MAX_DEPTH:
        raise FileRefused(f"{where} has more than {MAX_DEPTH} levels.")
    if isinstance(value, dict):
        return {plain(key, where, depth): plain(held, where, depth + 1) for key, held in value.items()}
    if isinstance(value, list):
        return [plain(held, where, depth + 1) for held in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else value
    if "\0" in text:
        raise FileRefused(f"{where} holds a NUL character.")
    if _HALF.search(text):
        raise FileRefused(f"{where} holds half of a pair of surrogates, which is no character.")
    return text
