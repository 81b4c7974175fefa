"""Two snapshots of one entry side by side, field by field and claim by claim, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from desk.models import Entry
from desk.schema import schema
from publication.canonical import refs_in
from publication.models import Face
from publication.reading.differences import difference, said
from publication.reading.wordings import pieces

_WRITTEN = ("source", "locator", "quotation", "note")


@dataclass(frozen=True)
class Change:
    """One field that differs. `pieces` are those of `publication.reading.wordings`."""

    label: str
    pieces: list[tuple[str, str]]


@dataclass
class ClaimChange:
    """One claim that was 'added', 'removed' or 'changed'."""

    part: str
    title: str
    what: str
    changes: list[Change] = field(default_factory=list)


@dataclass
class Comparison:
    """All that differs between two snapshots."""

    fields: list[Change]
    claims: list[ClaimChange]

    def __bool__(self):
        return bool(self.fields or self.claims)


def compare_snapshots(old: dict, new: dict) -> Comparison:
    """Return what differs; a snapshot with nothing but its kind stands for nothing at all."""
    names = _names(refs_in(old) | refs_in(new))
    found = difference(old, new)
    parts = schema.parts_of(schema.kinds[(new or old)["kind"]])
    order = {part.name: number for number, part in enumerate(parts)}
    labels = {part.name: part.label for part in parts}
    claims = []
    for one in sorted(found.claims, key=lambda one: order[one.part]):
        now = one.new or one.old
        title = now.get("text") or ", ".join(_words(value, names) for value in _telling(now)) or now["predicate"]
        changes = [_change(change.name, change.old, change.new, names) for change in one.changes]
        if one.kind != "changed":
            pairs = [(name, value, None) if one.new is None else (name, None, value) for name, value in said(now)]
            changes = [_change(name, was, value, names) for name, was, value in pairs]
        claims.append(ClaimChange(labels[one.part], title[:200], one.kind, changes))
    return Comparison([_change(change.name, change.old, change.new, names) for change in found.fields], claims)


def _telling(claim: dict) -> Iterable:
    """The values that tell a claim without a text: who, in what role, since when."""
    names = ("subject", "object", "name", "value", "status", "role", "level", "start")
    return [claim[name] for name in names if claim.get(name) not in (None, "", False)]


def _change(name: str, old, new, names: dict[str, str]) -> Change:
    return Change(name.replace("_", " "), pieces(_words(old, names), _words(new, names)))


def _words(value, names: dict[str, str]) -> str:
    """A value of a snapshot as people read it."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, list):
        return "\n".join(_words(item, names) for item in value)
    if isinstance(value, dict):
        if set(value) == {"$ref"}:
            return names.get(value["$ref"], value["$ref"])
        # In the order in which curators write a citation; stored snapshots are in the order of the alphabet.
        order = sorted(value, key=lambda key: (_WRITTEN.index(key) if key in _WRITTEN else len(_WRITTEN), key))
        return " | ".join(text for key in order if (text := _words(value[key], names)))
    return str(value)


def _names(ids: set[str]) -> dict[str, str]:
    """What entries are called: at the desk now, or else in the record."""
    ordered, found = sorted(ids), {}
    for at in range(0, len(ordered), 500):
        some = ordered[at : at + 500]
        for rows in (Face.objects.open().filter(public_id__in=some), Entry.objects.filter(public_id__in=some)):
            found |= {str(public_id): title for public_id, title in rows.values_list("public_id", "title")}
    return found
