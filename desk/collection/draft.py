"""A draft: one entry with its claims as values, whether it comes from files or from the desk.

Both sides meet here. What a draft says is compared, digested and written in one form, the portable form:
texts, lists and dicts, as they stand in the collection's files.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.db import models

from desk.models import ACTOR_KINDS, Claim, Entry
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Child, Kind, Part, is_link, schema
from desk.snapshot import ClaimRows, EntryRows, Links, plain_decimal

# The root of ids that are made of natural keys (RFC 9562, version 5), so that two installations of the same
# files agree on every address.
NAMESPACE = uuid.UUID("6f1c1f0e-8f3b-5c55-9a53-7d1f6a1f9c10")


@dataclass(frozen=True)
class Link:
    """Another entry, by its namespace and slug."""

    namespace: str
    slug: str


@dataclass
class DraftClaim:
    """One claim: its part, permanent id, values by field, and child rows by child name."""

    part: Part
    id: str
    values: dict
    children: dict[str, list[dict]] = field(default_factory=dict)


@dataclass
class Draft:
    """One entry: its kind, permanent id, values by field, child rows, and claims in page order."""

    kind: Kind
    id: str
    values: dict
    children: dict[str, list[dict]] = field(default_factory=dict)
    claims: list[DraftClaim] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The entry's slug; a dyad's is made of its actors'."""
        return self.values["slug"]

    def claim_paths(self) -> Iterator[tuple[tuple, DraftClaim]]:
        """Yield each claim with its path in the entry's file: the part's name and the place in it."""
        places: dict[str, int] = {}
        for claim in self.claims:
            place = places[claim.part.name] = places.get(claim.part.name, -1) + 1
            yield (claim.part.name, place), claim

    def links(self) -> set[Link]:
        """Return every other entry that the draft names."""
        rows = [self.values, *(row for some in self.children.values() for row in some)]
        for claim in self.claims:
            rows += [claim.values, *(row for some in claim.children.values() for row in some)]
        return {value for row in rows for value in row.values() if isinstance(value, Link)}

    @property
    def digest(self) -> str:
        """The SHA-256 of the portable form and the file's name: equal digests, equal content."""
        return digest_of(self.slug, portable(self))


def namespace_of(kind: str) -> str:
    """The namespace in which a kind's slugs are unique."""
    return "actor" if kind in ACTOR_KINDS else kind


def entry_id(kind: str, slug: str) -> str:
    """The permanent id of an entry whose file gives none."""
    return str(uuid.uuid5(NAMESPACE, f"{namespace_of(kind)}/{slug}"))


def claim_id(owner_id: str, part: str, number: int) -> str:
    """The permanent id of a claim whose file gives none: the entry, the part and the place in it."""
    return str(uuid.uuid5(uuid.UUID(owner_id), f"{part}/{number}"))


def link_namespace(model: type[models.Model], name: str) -> str | None:
    """The namespace of a link's targets, or None where any kind may stand."""
    target = model._meta.get_field(name).related_model
    if target.KIND:
        return namespace_of(target.KIND)
    return None if target is Entry else "actor"


@cache
def default_of(model: type[models.Model], name: str):
    """A field's default as a value of a draft; None for links without one."""
    found = model._meta.get_field(name)
    if is_link(model, name) or not found.has_default():
        return None if is_link(model, name) or found.null else ""
    return found.get_default()


# --- to the portable form


def portable(draft: Draft) -> dict:
    """Return the draft as its file holds it: texts only, defaults and derived fields left out."""
    model = draft.kind.model
    data = {"id": draft.id}
    for name in (*ENTRY_FIELDS, *draft.kind.fields):
        if name != "slug" and name not in draft.kind.derived:
            _put(data, model, name, draft.values.get(name))
    for child in schema.entry_children:
        if draft.children.get(child.name):
            data[child.file_key] = child.write(_texts(child, Entry, draft.children[child.name]))
    for part in schema.parts_of(draft.kind):
        rows = [_portable_claim(claim) for claim in draft.claims if claim.part.name == part.name]
        if rows:
            data[part.name] = rows
    return data


def digest_of(slug: str, data: dict) -> str:
    """Return a draft's digest from its slug and its portable form."""
    text = json.dumps({"slug": slug, **data}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _portable_claim(claim: DraftClaim) -> dict:
    data = {}
    for name in claim.part.fields:
        _put(data, claim.part.model, name, claim.values.get(name))
    values = dict(claim.values)
    if values.get("start") and values["start"] == values.get("end"):
        data["on"] = values.pop("start")
        values.pop("end")
    for name in CLAIM_FIELDS:
        _put(data, Claim, name, values.get(name))
    for child in schema.claim_children:
        if claim.children.get(child.name):
            data[child.file_key] = child.write(_texts(child, Claim, claim.children[child.name]))
    data["id"] = claim.id
    return data


def _texts(child: Child, owner, rows: list[dict]) -> list[dict]:
    model = owner._meta.get_field(child.relation).related_model
    return [{name: _text(model, name, row.get(name)) or "" for name in child.fields} for row in rows]


def _put(data: dict, model, name: str, value) -> None:
    if value is None or value == default_of(model, name):
        return
    text = _text(model, name, value)
    if text:
        data[name] = text


def _text(model, name: str, value) -> str:
    if isinstance(value, Link):
        return value.slug if link_namespace(model, name) else f"{value.namespace}/{value.slug}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return "" if value is None else str(value)


# --- from the desk


def from_desk(rows: EntryRows, links: Links) -> Draft:
    """Return the draft of an entry as the desk holds it now."""
    entry = rows.entry
    values = _read(rows.kind.model, entry, (*ENTRY_FIELDS, *rows.kind.fields), links)
    children = {
        child.name: [_read(type(row), row, child.fields, links) for row in rows.children[child.name]]
        for child in schema.entry_children
    }
    claims = [_claim_from_desk(claim_rows, links) for claim_rows in rows.claims]
    return Draft(rows.kind, str(entry.public_id), values, children, claims)


def _claim_from_desk(rows: ClaimRows, links: Links) -> DraftClaim:
    values = _read(rows.part.model, rows.claim, (*rows.part.fields, *CLAIM_FIELDS), links)
    children = {
        child.name: [_read(type(row), row, child.fields, links) for row in rows.children[child.name]]
        for child in schema.claim_children
    }
    return DraftClaim(rows.part, str(rows.claim.public_id), values, children)


def _read(model, row, names: tuple[str, ...], links: Links) -> dict:
    values = {}
    for name in names:
        value = getattr(row, model._meta.get_field(name).attname)
        if value is not None and is_link(model, name):
            _, namespace, _, slug, _ = links.known[value]
            value = Link(namespace, slug)
        values[name] = value
    return values
