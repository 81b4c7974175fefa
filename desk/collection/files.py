"""Files as people write them: YAML for entries, CSV for tables. Every value is text and knows its line."""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from desk.schema import Kind, Part, schema

MAX_BYTES = 5 * 1024 * 1024
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
        return FileError(file, line, ".".join(str(step) for step in path), shown, message)


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
    for folder, kind in folders.items():
        paths = sorted((root / folder).glob("*")) if (root / folder).is_dir() else []
        entries = {path.stem: path for path in paths if path.suffix == ".yaml"}
        for path in paths:
            if path.suffix == ".yaml":
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
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        errors.append(FileError(name, mark.line + 1 if mark else 0, "", "", f"is not YAML: {problem}."))
        return None
    entry = EntryFile(kind, path.stem, name, {})
    if not isinstance(node, yaml.MappingNode):
        errors.append(FileError(name, 1, "", "", "must hold 'key: value' lines, beginning with the title."))
        return None
    before = len(errors)
    entry.data = _plain(node, (), entry, errors, set())
    for part in schema.parts_of(kind):
        table = path.with_name(f"{path.stem}.{part.name}.csv")
        if part.table and table.exists():
            if part.name in entry.data:
                errors.append(entry.error((part.name,), "", f"stands both here and in {table.name}. Keep one."))
            _read_table(entry, part, table, root, errors)
    return entry if len(errors) == before else None


def _plain(node, path: tuple, entry: EntryFile, errors: list[FileError], above: set[int]):
    """Turn a YAML node into texts, lists and dicts, noting lines; refuse aliases and repeated keys."""
    line = node.start_mark.line + 1
    entry.lines.setdefault(path, (entry.name, line))
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if id(node) in above:
        errors.append(FileError(entry.name, line, "", "", "YAML aliases are not accepted. Write the value out."))
        return None
    above.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, at), entry, errors, above) for at, item in enumerate(node.value)]
    found = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in found:
            errors.append(entry.error((*path, key), "", f"'{key}' stands twice."))
        entry.lines[(*path, key)] = (entry.name, key_node.start_mark.line + 1)
        found[key] = _plain(value_node, (*path, key), entry, errors, above)
    return found


def _read_table(entry: EntryFile, part: Part, path: Path, root: Path, errors: list[FileError]) -> None:
    name = str(path.relative_to(root))
    text = _text_of(path, name, errors)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[dict] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        if len(set(header)) != len(header):
            errors.append(FileError(name, 1, "", "", "a column's name stands twice."))
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
                rows.append({column: cell for column, cell in zip(header, cells, strict=True) if cell.strip()})
            line = reader.line_num + 1
    except csv.Error as error:
        errors.append(FileError(name, reader.line_num, "", "", f"is not CSV: {error}."))
        return
    entry.data[part.name] = rows


# --- writing


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Writes texts plainly: since every scalar is read as text, '1991' needs no quotation marks."""

    yaml_implicit_resolvers = {}


class _Flow(list):
    """A list that is written on one line."""


def _represent_text(dumper, text: str):
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(
    _Flow, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)


def yaml_text(data: dict) -> str:
    """Return an entry's data as its YAML file, lists of texts on one line."""
    shaped = {
        key: _Flow(value) if isinstance(value, list) and value and isinstance(value[0], str) else value
        for key, value in data.items()
    }
    return yaml.dump(
        shaped,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=110,
        default_flow_style=False,
        line_break="\n",
    )


def csv_text(rows: list[dict], columns: list[str]) -> str:
    """Return rows as a CSV table with those of `columns` that some row fills, in that order."""
    used = [column for column in columns if any(row.get(column) for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, used, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
