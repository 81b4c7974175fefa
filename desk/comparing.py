"""Two snapshots of one entry side by side, field by field and claim by claim, in words."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from desk.models import Entry
from desk.schema import schema
from publication.canonical import refs_in
from publication.models import Face

SAME, OUT, IN = "same", "out", "in"
# Keys that say which entry or claim it is, not what is said.
_IDENTITY = {"format", "id", "kind", "part", "claims"}
_WRITTEN = ("source", "locator", "quotation", "note")
# Texts with more words than this are shown whole, old and new: marking each word would take long and tell little.
MOST_WORDS = 3000


@dataclass(frozen=True)
class Change:
    """One field that differs. `pieces` are (same | out | in, text) in reading order."""

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
    """Return what differs; an empty dict stands for nothing at all."""
    names = _names(refs_in(old) | refs_in(new))
    before = {claim["id"]: claim for claim in old.get("claims", [])}
    after = {claim["id"]: claim for claim in new.get("claims", [])}
    kind = schema.kinds[(new or old)["kind"]]
    order = [part.name for part in schema.parts_of(kind)]
    labels = {part.name: part.label for part in schema.parts_of(kind)}
    claims = []
    for claim_id in dict.fromkeys([*after, *before]):
        was, now = before.get(claim_id, {}), after.get(claim_id, {})
        changes = _changes(was, now, names)
        if changes:
            said = now or was
            what = "added" if not was else "removed" if not now else "changed"
            title = said.get("text") or ", ".join(_words(value, names) for value in _telling(said)) or said["predicate"]
            claims.append((order.index(said["part"]), ClaimChange(labels[said["part"]], title[:200], what, changes)))
    return Comparison(_changes(old, new, names), [claim for _, claim in sorted(claims, key=lambda pair: pair[0])])


def _telling(claim: dict) -> Iterable:
    """The values that tell a claim without a text: who, in what role, since when."""
    names = ("subject", "object", "name", "value", "status", "role", "level", "start")
    return [claim[name] for name in names if claim.get(name) not in (None, "", False)]


def _changes(old: dict, new: dict, names: dict[str, str]) -> list[Change]:
    found = []
    for key in dict.fromkeys([*new, *old]):
        if key in _IDENTITY:
            continue
        was, now = _words(old.get(key), names), _words(new.get(key), names)
        if was != now:
            found.append(Change(key.replace("_", " "), pieces(was, now)))
    return found


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    """Return two texts as one with what went out and what came in, word by word."""
    was, now = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    if not was or not now or len(was) + len(now) > MOST_WORDS:
        return [piece for piece in ((OUT, old), (IN, new)) if piece[1]]
    found = []
    for step, first, last, start, end in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if step == "equal":
            found.append((SAME, "".join(was[first:last])))
            continue
        found += [piece for piece in ((OUT, "".join(was[first:last])), (IN, "".join(now[start:end]))) if piece[1]]
    return found


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
