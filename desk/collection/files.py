"""Files as people write them: YAML for entries, CSV for tables. Every value is text and knows its line."""

import csv
import difflib
import io
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from desk.schema import CLAIM_FIELDS, Kind, Part, schema

MAX_BYTES = 5 * 1024 * 1024
# An entry's own form has five levels. Deep nesting would exhaust the stack of whoever reads it.
MAX_DEPTH = 20
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class FileError:
    """One thing wrong in a file, and where: what would be accepted stands in the message."""

    file: str
    line: int
    field: str
    value: str
    message: str

    def __str__(self):
        place = f"{self.file}:{self.line}" if self.line else self.file
        named = f": {self.field}" if self.field else ""
        shown = f" = '{self.value[:60]}'" if self.value else ""
        return f"{place}{named}{shown}: {self.message}"


class CollectionRefused(Exception):
    """Files that cannot be loaded. Nothing has been written."""

    def __init__(self, errors: list[FileError]):
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


@dataclass
class EntryFile:
    """One entry as its files have it: plain texts, lists and dicts, and the line of each by its path."""

    kind: Kind
    slug: str
    name: str
    data: dict
    lines: dict[tuple, tuple[str, int]] = field(default_factory=dict)

    def error(self, path: tuple, value: object, message: str) -> FileError:
        """An error at a place in this entry's files; the nearest known line is taken."""
        at = path
        while at and at not in self.lines:
            at = at[:-1]
        file, line = self.lines.get(at, (self.name, 1))
        shown = value if isinstance(value, str) else ""
        return FileError(file, line, dotted(path), shown, message)


def dotted(path: tuple) -> str:
    """Write a path as people read it: 'phases.0.cite'."""
    return ".".join(str(step) for step in path if step is not None)


def read_collection(root: Path) -> tuple[list[EntryFile], list[FileError]]:
    """Read every entry's files under `root`, and every error that keeps one from being read."""
    found, errors = [], []
    if not root.is_dir():
        return [], [
            FileError(str(root), 0, "", "", "is not a folder. Name the collection's folder, for example data/.")
        ]
    folders = {kind.folder: kind for kind in schema.kinds.values()}
    for path in sorted(root.iterdir()):
        if path.is_dir() and path.name not in folders and not path.name.startswith("."):
            errors.append(
                FileError(path.name, 0, "", "", f"is not a kind's folder. Folders are: {', '.join(sorted(folders))}.")
            )
        elif path.suffix in (".yaml", ".yml", ".csv"):
            errors.append(FileError(path.name, 0, "", "", "stands in no kind's folder, sources/ for example."))
    for folder, kind in folders.items():
        paths = sorted((root / folder).glob("*")) if (root / folder).is_dir() else []
        entries = {path.stem: path for path in paths if path.suffix == ".yaml"}
        for path in paths:
            if path.is_dir():
                errors.append(FileError(str(path.relative_to(root)), 0, "", "", "is a folder; entries are files."))
            elif path.suffix == ".yaml":
                entry = _read_entry(kind, path, root, errors)
                if entry is not None:
                    found.append(entry)
            elif path.suffix == ".csv":
                slug, _, part = path.stem.partition(".")
                tables = [part.name for part in schema.parts_of(kind) if part.table]
                if slug not in entries or part not in tables:
                    errors.append(
                        FileError(
                            str(path.relative_to(root)),
                            0,
                            "",
                            "",
                            _stray_table(folder, slug, part, slug in entries, tables),
                        )
                    )
            elif not path.name.startswith("."):
                errors.append(FileError(str(path.relative_to(root)), 0, "", "", "is neither .yaml nor .csv."))
    return found, errors


def _stray_table(folder: str, slug: str, part: str, has_entry: bool, tables: list[str]) -> str:
    if not has_entry:
        return f"belongs to no entry: {folder}/{slug}.yaml is missing."
    return f"'{part}' is not a table of this kind. Tables are: {', '.join(tables) or 'none'}."


def _text_of(path: Path, name: str, errors: list[FileError]) -> str | None:
    if path.stat().st_size > MAX_BYTES:
        errors.append(FileError(name, 0, "", "", f"is larger than {MAX_BYTES // 1024 // 1024} MB."))
        return None
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        errors.append(FileError(name, line, "", "", f"byte {error.start} is not UTF-8. Save the file as UTF-8."))
        return None
    if "\0" in text:
        errors.append(FileError(name, text[: text.index("\0")].count("\n") + 1, "", "", "holds a NUL character."))
        return None
    return text


def _read_entry(kind: Kind, path: Path, root: Path, errors: list[FileError]) -> EntryFile | None:
    name = str(path.relative_to(root))
    text = _text_of(path, name, errors)
    if text is None:
        return None
    before = len(errors)
    entry = EntryFile(kind, path.stem, name, {})
    try:
        data = _Reader(text, entry, errors).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        errors.append(FileError(name, mark.line + 1 if mark else 0, "", "", f"is not YAML: {problem}."))
        return None
    if len(errors) == before and not isinstance(data, dict):
        errors.append(FileError(name, 1, "", "", "must hold 'key: value' lines, beginning with the title."))
        return None
    entry.data = data if isinstance(data, dict) else {}
    for part in schema.parts_of(kind):
        table = path.with_name(f"{path.stem}.{part.name}.csv")
        if part.table and table.exists():
            if part.name in entry.data:
                errors.append(entry.error((part.name,), "", f"stands both here and in {table.name}. Keep one."))
            _read_table(entry, part, table, root, errors)
    return entry if len(errors) == before else None


class _TooDeep(yaml.YAMLError):
    """Lists within lists beyond any entry's form."""

    def __init__(self, mark):
        self.problem_mark = mark
        self.problem = f"more than {MAX_DEPTH} levels of lists"


class _Reader:
    """Turns YAML into texts, lists and dicts, noting lines; refuses aliases, repeated keys and deep nesting.

    It works on the parser's events: composing nodes first would follow any depth until the process dies.
    """

    def __init__(self, text: str, entry: EntryFile, errors: list[FileError]):
        self.events = yaml.parse(text, Loader=_Loader)
        self.entry = entry
        self.errors = errors

    def document(self):
        """Return the one document's value, None for an empty file. Raises yaml.YAMLError."""
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, (), "holds a second document ('---'). An entry is one.")
                    break
            elif not isinstance(event, yaml.StreamStartEvent | yaml.DocumentEndEvent | yaml.StreamEndEvent):
                value = self._value(event, (), 1)
        return value

    def _value(self, event, path: tuple, depth: int):
        self.entry.lines.setdefault(path, (self.entry.name, event.start_mark.line + 1))
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, path, "YAML aliases are not accepted. Write the value out.")
            return None
        if depth > MAX_DEPTH:
            raise _TooDeep(event.start_mark)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self._value(event, (*path, len(items)), depth + 1))
            return items
        found: dict = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._value(event, (*path, None), depth + 1)
            if not isinstance(key, str):
                self._refuse(event, path, "a key is one word.")
                key = "?"
            elif key in found:
                self._refuse(event, (*path, key), f"'{key}' stands twice.")
            self.entry.lines[(*path, key)] = (self.entry.name, event.start_mark.line + 1)
            found[key] = self._value(next(self.events), (*path, key), depth + 1)
        return found

    def _refuse(self, event, path: tuple, message: str) -> None:
        line = event.start_mark.line + 1
        self.errors.append(FileError(self.entry.name, line, dotted(path), "", message))


def table_columns(part: Part) -> list[str]:
    """Return the columns that a part's table may have, in the order in which dump writes them."""
    return ["id", *part.fields, "on", *CLAIM_FIELDS, *(child.file_key for child in schema.claim_children)]


def hint(word: str, known) -> str:
    """Return 'Did you mean …?' for a word that is nearly one of `known`, else the list of them."""
    near = difflib.get_close_matches(word, list(known), 1)
    return f"Did you mean '{near[0]}'?" if near else f"Accepted are: {', '.join(sorted(known))}."


def _read_table(entry: EntryFile, part: Part, path: Path, root: Path, errors: list[FileError]) -> None:
    name = str(path.relative_to(root))
    text = _text_of(path, name, errors)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[dict] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        known = table_columns(part)
        for column in header:
            if column not in known:
                errors.append(FileError(name, 1, column, "", f"is not a column. {hint(column, known)}"))
        if len(set(header)) != len(header):
            errors.append(FileError(name, 1, "", "", "a column's name stands twice."))
            return
        if not header:
            errors.append(FileError(name, 1, "", "", "is empty. Its first line names the columns."))
            return
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(header) or (0 < len(cells) < len(header) and any(cells)):
                errors.append(
                    FileError(name, line, "", "", f"{len(cells)} cells where {len(header)} columns are named.")
                )
            elif any(cells):
                at = len(rows)
                entry.lines[part.name, at] = (name, line)
                for column in header:
                    entry.lines[part.name, at, column] = (name, line)
                cells_by_column = zip(header, cells, strict=True)
                rows.append({column: cell for column, cell in cells_by_column if cell.strip() and column in known})
            line = reader.line_num + 1
    except csv.Error as error:
        errors.append(FileError(name, reader.line_num, "", "", f"is not CSV: {error}."))
        return
    entry.data[part.name] = rows
