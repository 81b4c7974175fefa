"""From an object in JSON to a draft: read as an import reads it, laid over what the desk holds.

What an object does not name stays as it is. A part that it names is replaced as a whole: a claim that carries its id
stays the same claim, one without is new, and one that is left out goes.
"""

import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from desk.api.refusals import error, errors_of
from desk.collection.draft import Draft, digest_of, portable
from desk.collection.files import EntryFile
from desk.collection.parse import Parser
from desk.importing.own import OwnObjects
from desk.importing.values import CellProblem
from desk.models import Entry
from desk.schema import Kind, schema
from publication.kinds import KINDS

# Stands in for a slug that cannot be read, so that the rest is checked all the same.
UNREAD = "unread"


@dataclass
class Built:
    """One entry as it shall be, with what the desk has of it (None: it is new) and what is wrong."""

    file: EntryFile
    draft: Draft
    base: Draft | None = None
    entry: Entry | None = None
    errors: list[dict] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether the desk says so already."""
        return self.base is not None and _digest(self.base) == _digest(self.draft)


def build(kind: Kind, data: dict, *, name: str, base: Draft | None = None, entry: Entry | None = None) -> Built:
    """Return the draft that an object makes, over `base` where there is one. `name` is its place, for errors."""
    said = _named(kind, data, base)
    there = {} if base is None else portable(base) | {"slug": base.slug}
    slug, errors = _slug(kind, {**there, **said})
    parts = [part.name for part in schema.parts_of(kind)]
    for part in parts:
        if isinstance(said.get(part), list):
            said[part] = [_with_id(claim) for claim in said[part]]
    whole = {**there, "id": base.id if base else said.get("id") or str(uuid.uuid4()), **said}
    read, wrong = _read(kind, whole, slug)
    if base is not None and str(data.get("id") or base.id).lower() != base.id:
        wrong.append(CellProblem("id", str(data["id"]), f"this entry's id is {base.id}. Leave it out."))
        read["id"] = base.id
    if data.get("kind", kind.name) != kind.name:
        wrong.append(CellProblem("kind", str(data["kind"]), f"entries here are of kind {kind.name}. Leave it out."))
    errors += [error(one.column, one.value, one.message) for one in wrong]
    file = EntryFile(kind, slug or UNREAD, name, read)
    parser = Parser(file, cited=False)
    draft = parser.draft()
    if base is not None:
        _keep(draft, base, said)
    # The desk's own rows were checked when they were written, and are not this request's.
    errors += [one for one in errors_of(parser.errors) if base is None or one["field"].partition(".")[0] in said]
    return Built(file, draft, base, entry, errors)


def _named(kind: Kind, data: dict, base: Draft | None) -> dict:
    """What an object names: all of it but for what is worked out, and what is told and not written."""
    left_out = {*kind.derived, "kind"} | ({"id"} if base else set())
    parts = {part.name for part in schema.parts_of(kind)}
    # No claims are as good as an empty list of them.
    return {
        name: [] if name in parts and value == "" else value for name, value in data.items() if name not in left_out
    }


def _slug(kind: Kind, whole: dict) -> tuple[str, list[dict]]:
    """The slug of an entry, '' with what is wrong if it has none that can be."""
    try:
        slug = OwnObjects(kind).slug(0, whole)
        Entry._meta.get_field("slug").clean(slug, None)
    except CellProblem as problem:
        return "", [error(problem.column, problem.value, problem.message)]
    except ValidationError as refused:
        # A pair's is made of its actors' own, of which more is said where they stand.
        return "", [] if KINDS[kind.name].pair else [error("slug", slug, " ".join(refused.messages))]
    return slug, []


def _with_id(claim):
    """A claim with an id: a new one is no other, wherever it stands in the list."""
    return claim | {"id": claim.get("id") or str(uuid.uuid4())} if isinstance(claim, dict) else claim


def _read(kind: Kind, whole: dict, slug: str) -> tuple[dict, list[CellProblem]]:
    """The object as the parser takes it, read by the reader of our own JSON."""
    said = OwnObjects(kind).said(0, whole | {"slug": slug or UNREAD})
    wrong = list(said.problems)
    identity = whole["id"]
    if not isinstance(identity, str):
        wrong.append(CellProblem("id", "", "is one text. Leave it out for a new entry."))
    # An empty value is none, as in an import.
    read = {name: value for name, value in said.values.items() if value not in ("", [])} | {"id": said.id}
    for claim in said.claims:
        held = {name: value for name, value in claim.data.items() if value not in ("", [])}
        read.setdefault(claim.part.name, []).append(held | {"id": claim.id})
    return read, wrong


def _keep(draft: Draft, base: Draft, said: dict) -> None:
    """Put what an object does not name back as the desk has it, to the letter."""
    own = [name for name in base.values if name not in said and name != "slug"]
    draft.values |= {name: base.values[name] for name in own}
    for child in schema.entry_children:
        if child.file_key not in said:
            draft.children[child.name] = base.children[child.name]
    order = {part.name: place for place, part in enumerate(schema.parts_of(draft.kind))}
    kept = [claim for claim in base.claims if claim.part.name not in said]
    new = [claim for claim in draft.claims if claim.part.name in said]
    draft.claims = sorted([*kept, *new], key=lambda claim: order[claim.part.name])


def _digest(draft: Draft) -> str:
    return digest_of(draft.slug, portable(draft))
