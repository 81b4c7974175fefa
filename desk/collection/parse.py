"""From a file's texts to a draft: every value checked on its own, every error with its place."""

import difflib
import re
import uuid
from collections.abc import Callable, Iterable
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models

from desk.collection.draft import Draft, DraftClaim, Link, claim_id, entry_id, link_namespace, namespace_of
from desk.collection.files import EntryFile, FileError, hint
from desk.models import Claim, Entry
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Child, is_link, schema
from publication.chronology import PeriodError, parse, period

TRUE, FALSE = {"true", "yes"}, {"false", "no"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SLUG = re.compile(r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$")


class Parser:
    """Turns one entry's file into a draft and collects what is wrong with it.

    What comes in is to be published, so each claim needs a citation, unless `cited` is false: the desk's own drafts
    may do without, until somebody publishes them.
    """

    def __init__(self, file: EntryFile, *, cited: bool = True):
        self.file = file
        self.cited = cited
        self.errors: list[FileError] = []

    def draft(self) -> Draft:
        """Return the draft; look at `errors` before using it."""
        file, kind = self.file, self.file.kind
        if not _SLUG.fullmatch(file.slug):
            self._refuse((), file.slug, "the file's name is the slug: lower-case letters, digits, single hyphens.")
        own = tuple(name for name in (*ENTRY_FIELDS, *kind.fields) if name != "slug" and name not in kind.derived)
        children = {child.file_key: child for child in schema.entry_children}
        parts = {part.name: part for part in schema.parts_of(kind)}
        identity = self._identity(("id",), file.data.get("id")) or entry_id(kind.name, file.slug)
        draft = Draft(kind, identity, {"slug": file.slug})
        for name in kind.derived:
            if name in file.data:
                self._refuse((name,), "", "is worked out from other fields. Leave it out.")
        self._unknown((), file.data, {"id", *own, *children, *parts}, kind.derived)
        for name in own:
            draft.values[name] = self._value((name,), kind.model, name, file.data.get(name))
        for key, child in children.items():
            draft.children[child.name] = self._children((key,), Entry, child, file.data.get(key))
        for name, part in parts.items():
            rows = file.data.get(name) or []
            if not isinstance(rows, list):
                self._refuse((name,), rows, "write a list of claims, each beginning with '- '.")
                continue
            for number, row in enumerate(rows):
                draft.claims.append(self._claim(part, number, row))
        self._number(draft)
        return draft

    def _number(self, draft: Draft) -> None:
        """Give ids to the claims that have none: that of their place, or of the next place whose id is free."""
        taken = {claim.id for claim in draft.claims}
        for (_, place), claim in draft.claim_paths():
            while not claim.id:
                identity = claim_id(draft.id, claim.part.name, place)
                place += 1
                if identity not in taken:
                    claim.id = identity
                    taken.add(identity)

    def _claim(self, part, number: int, row) -> DraftClaim:
        path = (part.name, number)
        claim = DraftClaim(part, "", {})
        if not isinstance(row, dict):
            self._refuse(path, row, "write 'field: value' lines.")
            return claim
        children = {child.file_key: child for child in schema.claim_children}
        self._unknown(path, row, {"id", "on", *part.fields, *CLAIM_FIELDS, *children})
        claim.id = self._identity((*path, "id"), row.get("id"))
        for name in part.fields:
            claim.values[name] = self._value((*path, name), part.model, name, row.get(name))
        for name in CLAIM_FIELDS:
            claim.values[name] = self._value((*path, name), Claim, name, row.get(name))
        if "on" in row:
            if "start" in row or "end" in row:
                self._refuse((*path, "on"), row["on"], "write either 'on', or 'start' and 'end'.")
            day = self._value((*path, "on"), Claim, "start", row["on"])
            claim.values["start"] = claim.values["end"] = day
        self._period(path, row, claim)
        for key, child in children.items():
            claim.children[child.name] = self._children((*path, key), Claim, child, row.get(key))
        if self.cited and not row.get("cite") and not claim.values.get("held_back"):
            self._refuse((*path, "cite"), "", "is needed: no claim is published without a citation.")
        return claim

    def _period(self, path: tuple, row: dict, claim: DraftClaim) -> None:
        """Refuse a period in which no day fits; dates that cannot be read have been refused already."""
        start, end, seen = (claim.values[name] for name in ("start", "end", "seen"))
        if None in (start, end, seen):
            return
        try:
            period(parse(start), parse(end, end=True), parse(seen))
        except PeriodError as error:
            where = next(name for name in ("on", "start", "seen") if row.get(name))
            self._refuse((*path, where), "", str(error))

    def _refuse(self, path: tuple, value, message: str) -> None:
        self.errors.append(self.file.error(path, value, message))

    def _unknown(self, path: tuple, data: dict, known: set[str], told: tuple[str, ...] = ()) -> None:
        for key in data:
            if key not in known and key not in told:
                self._refuse((*path, key), "", f"is not a field. {hint(key, known)}")

    def _identity(self, path: tuple, text) -> str:
        """Return the id that a file gives, in its one form; '' if it gives none."""
        if not text:
            return ""
        try:
            return str(uuid.UUID(text))
        except (ValueError, AttributeError, TypeError):
            self._refuse(path, text, "is not an id. Leave it out for a new one; keep those that dump wrote.")
            return ""

    def _children(self, path: tuple, owner, child: Child, value) -> list[dict]:
        if value in (None, ""):
            return []
        try:
            rows = child.read(value)
        except ValueError as error:
            self._refuse(path, "", str(error))
            return []
        model = owner._meta.get_field(child.relation).related_model
        return [{name: self._value(path, model, name, row.get(name)) for name in child.fields} for row in rows]

    def _value(self, path: tuple, model: type[models.Model], name: str, text):
        """Turn a text into a field's value; None or an empty text gives the default."""
        found = model._meta.get_field(name)
        if isinstance(text, list | dict):
            self._refuse(path, "", "is one value, not a list.")
            return None
        text = (text or "").strip()
        if not text:
            value, missing = _absent(model, name)
            if missing:
                self._refuse(path, "", missing)
            return value
        if _CONTROL.search(text):
            self._refuse(path, "", "holds a control character.")
            return None
        if is_link(model, name):
            return self._link(path, model, name, text)
        if isinstance(found, models.BooleanField):
            if text.lower() not in TRUE | FALSE:
                self._refuse(path, text, "write true or false.")
            return text.lower() in TRUE
        try:
            return found.clean(text.replace("−", "-") if isinstance(found, models.IntegerField) else text, None)
        except ValidationError as error:
            self._refuse(path, text, _explain(found, error))
            return None

    def _link(self, path: tuple, model, name: str, text: str) -> Link | None:
        namespace = link_namespace(model, name)
        if namespace is not None:
            return Link(namespace, text)
        namespace, _, slug = text.partition("/")
        namespaces = sorted({namespace_of(kind) for kind in schema.kinds})
        if not slug:
            self._refuse(path, text, "name the kind too: actor/russia, event/munich-speech-2007, topic/energy.")
        elif namespace not in namespaces:
            self._refuse(path, text, f"begin with one of: {', '.join(f'{name}/' for name in namespaces)}.")
        return Link(namespace, slug)


@cache
def _absent(model: type[models.Model], name: str) -> tuple[object, str]:
    """The value of a field that a file leaves out, and what to say where it must not."""
    found = model._meta.get_field(name)
    if is_link(model, name):
        return None, "" if found.null else "is needed: the slug of an entry."
    if found.has_default():
        return found.get_default(), ""
    missing = "" if found.blank or found.null else "is needed."
    return None if found.null else "", missing


def _explain(found: models.Field, error: ValidationError) -> str:
    if found.choices:
        return f"choose one of: {', '.join(str(value) for value, _ in found.flatchoices)}."
    return " ".join(error.messages)


def a_kind(kind: str) -> str:
    """'a country', 'an event'."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def nearest(slug: str, namespace: str, known: Iterable[tuple[str, str]]) -> str:
    """Return the slug of a namespace that is most like `slug`, '' if none is."""
    near = difflib.get_close_matches(slug, [other for found, other in known if found == namespace], 1)
    return near[0] if near else ""


def unresolved(
    file: EntryFile, draft: Draft, known: dict[tuple[str, str], str], near: Callable = nearest
) -> list[FileError]:
    """Return an error for each link of a draft to an entry that neither the files nor the desk have.

    `known` maps (namespace, slug) to the kind. A link whose field wants one kind is also refused another.
    `near(slug, namespace, known)` gives what was perhaps meant.
    """
    errors = []
    namespaces = {namespace_of(kind) for kind in schema.kinds}

    def check(path: tuple, model, name: str, value) -> None:
        if not isinstance(value, Link):
            return
        kind = known.get((value.namespace, value.slug))
        if kind is None and value.namespace not in namespaces:
            return  # the parser has said so
        if kind is None:
            like = near(value.slug, value.namespace, known)
            meant = f" Did you mean '{like}'?" if like else ""
            errors.append(file.error(path, value.slug, f"no {value.namespace} '{value.slug}'.{meant}"))
            return
        wanted = model._meta.get_field(name).related_model.KIND
        if wanted and kind != wanted:
            errors.append(
                file.error(path, value.slug, f"'{value.slug}' is {a_kind(kind)}; {a_kind(wanted)} is wanted here.")
            )

    for name, value in draft.values.items():
        check((name,), draft.kind.model, name, value)
    for child in schema.entry_children:
        for row in draft.children.get(child.name, []):
            for name, value in row.items():
                check((child.file_key,), Entry._meta.get_field(child.relation).related_model, name, value)
    for path, claim in draft.claim_paths():
        for name, value in claim.values.items():
            if name in claim.part.fields:
                check((*path, name), claim.part.model, name, value)
        for child in schema.claim_children:
            for row in claim.children.get(child.name, []):
                for name, value in row.items():
                    check((*path, child.file_key), Claim._meta.get_field(child.relation).related_model, name, value)
    return errors
