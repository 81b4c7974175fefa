"""The mapping screen: a mapping made of one choice per column, for tables that need no more than that.

Whatever the screen cannot say (dates of three columns, rows that count only sometimes) is written as JSON.
"""

from dataclasses import dataclass

from desk.importing.mapping import default_key
from desk.importing.values import MappingError
from desk.models import Claim
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Kind, is_link, schema

ENTRY = "entry."
WAYS = [("slug", "slug"), ("id", "permanent id"), ("name", "name")]


@dataclass(frozen=True)
class Choice:
    """What a column may become."""

    value: str
    label: str


def schemes() -> list[tuple[str, str]]:
    """The schemes of identifiers, with their names."""
    for kind in schema.kinds.values():
        for part in kind.parts:
            if part.name == "identifiers":
                return [(str(value), str(label)) for value, label in part.model._meta.get_field("scheme").choices]
    return []


def ways() -> list[tuple[str, str]]:
    """How the entry that a cell means may be found."""
    return [*WAYS, *((f"identifier:{value}", label) for value, label in schemes())]


def targets(kind: Kind) -> list[tuple[str, list[Choice]]]:
    """What columns of a kind's table may become, in groups."""
    own = [name for name in (*ENTRY_FIELDS, *kind.fields) if name != "slug" and name not in kind.derived]
    own += [child.file_key for child in schema.entry_children]
    groups = [
        ("Which entry", [Choice(f"{ENTRY}{way}", f"the entry’s {label}") for way, label in ways()]),
        (kind.name.capitalize(), [Choice(name, _label(kind.model, name)) for name in own]),
    ]
    for part in schema.parts_of(kind):
        names = [*part.fields, "on", *(name for name in CLAIM_FIELDS if name != "held_back"), "cite"]
        choices = [
            Choice(f"{part.name}.{name}", f"{part.label}: {_label(part.model if name in part.fields else Claim, name)}")
            for name in names
        ]
        groups.append((part.label.capitalize(), choices))
    return groups


def _label(model, name: str) -> str:
    known = {"on": "on one day", "cite": "citation line", "topics": "topics"}
    return known.get(name) or str(model._meta.get_field(name).verbose_name)


def guess(kind: Kind, columns: list[str]) -> list[str]:
    """Return a target per column whose name says it, '' for the others."""
    known = {choice.value for _, choices in targets(kind) for choice in choices}
    found = []
    for column in columns:
        word = column.strip().lower().replace(" ", "_")
        named = {"slug": "entry.slug", "id": "entry.id", "name": "title"}.get(word, word)
        parts = [f"{part.name}.{word}" for part in kind.parts if f"{part.name}.{word}" in known and word not in known]
        target = named if named in known else parts[0] if len(parts) == 1 else ""
        found.append(target if target not in found else "")
    return found


def spec_of(kind: Kind, columns: list[str], post: dict) -> dict:
    """Return the mapping that the screen's fields say. Raises MappingError that names the column."""
    spec: dict = {"kind": kind.name, "entry": {"create": "create" in post}, "fields": {}, "claims": []}
    rules: dict[str, dict] = {}
    known = {choice.value for _, choices in targets(kind) for choice in choices}

    def put(target: str, value) -> None:
        if target not in known:
            raise MappingError(f"'{target[:60]}' is nothing that a column can become.")
        if target.startswith(ENTRY):
            way = target.removeprefix(ENTRY)
            if way == "slug":
                spec["entry"]["slug"] = value | {"slug": True}
            else:
                by, _, scheme = way.partition(":")
                spec["entry"]["find"] = value | {"find": {"by": by} | ({"scheme": scheme} if scheme else {})}
            return
        part, _, name = target.rpartition(".")
        held = rules.setdefault(part, {}) if part else spec["fields"]
        if name in held:
            raise MappingError(f"two columns become '{target}'. Choose one of them.")
        held[name] = value

    for number, column in enumerate(columns):
        target = post.get(f"target_{number}", "")
        if target:
            put(target, _value(kind, column, number, target, post))
    for line in post.get("constants", "").splitlines():
        if line.strip():
            target, sign, text = (word.strip() for word in line.partition("="))
            if not sign:
                raise MappingError(f"'{line[:60]}': write 'field = text', 'members.status = observer' for example.")
            put(target, {"text": text})
    parts = {part.name: part for part in schema.parts_of(kind)}
    for name, fields in rules.items():
        spec["claims"].append({"part": name, "fields": fields, "key": default_key(parts[name], list(fields))})
    source = {
        name: post.get(f"source_{name}", "").strip() for name in ("slug", "title", "type", "source_url", "published")
    }
    if source["slug"]:
        spec["source"] = {name: text for name, text in source.items() if text}
    spec["locator"] = post.get("locator", "").strip()
    return spec


def _value(kind: Kind, column: str, number: int, target: str, post: dict) -> dict:
    value: dict = {"column": column}
    words = {}
    for line in post.get(f"words_{number}", "").splitlines():
        if line.strip():
            theirs, sign, ours = (word.strip() for word in line.partition("="))
            if not sign:
                raise MappingError(f"{column}: write each translation as 'theirs = ours', one a line.")
            words[theirs] = ours
    if words:
        value["translate"] = words
        value["otherwise"] = "keep"
    way = post.get(f"by_{number}", "slug")
    if _names_entry(kind, target) and way != "slug":
        by, _, scheme = way.partition(":")
        value["find"] = {"by": by} | ({"scheme": scheme} if scheme else {})
        if post.get(f"on_{number}"):
            value["find"]["on"] = post[f"on_{number}"]
    return value


def _names_entry(kind: Kind, target: str) -> bool:
    part, _, name = target.rpartition(".")
    parts = {found.name: found for found in schema.parts_of(kind)}
    model = parts[part].model if part in parts else kind.model
    own = parts[part].fields if part in parts else kind.fields
    return name in own and is_link(model, name)
