"""Writing drafts to the desk: rows are created, changed or deleted so that the desk says what the draft says."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from desk.collection.draft import Draft, DraftClaim, Link, namespace_of
from desk.collection.files import EntryFile, FileError
from desk.models import Claim, Entry
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Child, is_link, schema

# A new row is inserted into each of its tables; without this Django would first try to update the child's.
NEW = (models.Model,)


class Writer:
    """Writes drafts within the caller's transaction; `errors` says what the models refused."""

    def __init__(self, existing: dict[str, Entry], report: Callable[[str], None]):
        self.existing = existing
        self.report = report
        self.errors: list[FileError] = []
        self.keys: dict[Link, int] = {
            Link(namespace, slug): pk for pk, namespace, slug in Entry.objects.values_list("pk", "namespace", "slug")
        }

    def write(self, drafts: list[tuple[EntryFile, Draft]]) -> dict[str, Entry]:
        """Write entries first, then their claims; return the leaf entries by permanent id."""
        order = list(schema.kinds)
        drafts = sorted(drafts, key=lambda pair: order.index(pair[1].kind.name))
        written = {}
        for file, draft in drafts:
            entry = self._entry(file, draft)
            if entry is not None:
                written[draft.id] = entry
                self.keys[Link(namespace_of(entry.kind), entry.slug)] = entry.pk
        # Go on with what could be written, so that one load reports everything.
        drafts = [(file, draft) for file, draft in drafts if draft.id in written]
        for file, draft in drafts:
            self._late_links(file, draft, written[draft.id])
        # What goes goes first: a claim may have moved to another entry's file, with its id.
        held = {draft.id: self._held(draft, written[draft.id]) for _, draft in drafts}
        for number, (file, draft) in enumerate(drafts, start=1):
            entry = written[draft.id]
            for child in schema.entry_children:
                self._children(child, Entry, entry, draft.children.get(child.name, []), file, (child.file_key,))
            for path, said in draft.claim_paths():
                self._claim(file, said, entry, held[draft.id].get(said.id), path)
            if number % 50 == 0 or number == len(drafts):
                self.report(f"Writing entries: {number} of {len(drafts)}")
        return written

    def _entry(self, file: EntryFile, draft: Draft) -> Entry | None:
        model = draft.kind.model
        old = self.existing.get(draft.id)
        entry = model._default_manager.get(pk=old.pk) if old is not None else model(public_id=UUID(draft.id))
        names = [name for name in (*ENTRY_FIELDS, *draft.kind.fields) if name not in draft.kind.derived]
        if any(
            self._lost(draft.values.get(name)) and not model._meta.get_field(name).null for name in draft.kind.fields
        ):
            return None
        for name in names:
            self._assign(entry, name, draft.values.get(name))
        if draft.kind.prepare is not None:
            draft.kind.prepare(entry)
            if entry.slug != file.slug:
                self.errors.append(file.error((), file.slug, f"this file must be named {entry.slug}.yaml."))
                return None
        return entry if self._save(entry, file, (), new=old is None) else None

    def _late_links(self, file: EntryFile, draft: Draft, entry: Entry) -> None:
        """Set links to entries that were written after this one."""
        late = [
            name
            for name in draft.kind.fields
            if draft.values.get(name) in self.keys
            and getattr(entry, entry._meta.get_field(name).attname) != self.keys[draft.values[name]]
        ]
        for name in late:
            self._assign(entry, name, draft.values[name])
        if late:
            self._save(entry, file, (), new=False)

    def _held(self, draft: Draft, entry: Entry) -> dict[str, Claim]:
        """Return the claims that the desk has and the draft keeps, by permanent id; delete the others."""
        kept: dict[str, Claim] = {}
        if draft.id not in self.existing:
            return kept
        models = {said.id: said.part.model for said in draft.claims}
        for part in schema.parts_of(draft.kind):
            for claim in part.model._default_manager.filter(owner_id=entry.pk):
                identity = str(claim.public_id)
                # An id that stands in another part now is another row there.
                if models.get(identity) is part.model:
                    kept[identity] = claim
                else:
                    claim.delete()
        return kept

    def _claim(self, file: EntryFile, said: DraftClaim, entry: Entry, old: Claim | None, path: tuple) -> None:
        if any(self._lost(said.values.get(name)) for name in said.part.fields):
            return
        claim = old if old is not None else said.part.model(public_id=UUID(said.id))
        # The instance, not only its key: rules of a claim look at its owner.
        claim.owner = entry.entry_ptr if hasattr(entry, "entry_ptr") else entry
        claim.position = path[1]
        for name in (*said.part.fields, *CLAIM_FIELDS):
            self._assign(claim, name, said.values.get(name))
        if self._save(claim, file, path, new=old is None):
            for child in schema.claim_children:
                self._children(child, Claim, claim, said.children.get(child.name, []), file, (*path, child.file_key))

    def _lost(self, value) -> bool:
        """Whether a value is a link to an entry that could not be written; that entry's error says why."""
        return isinstance(value, Link) and value not in self.keys

    def _assign(self, row: models.Model, name: str, value) -> None:
        found = row._meta.get_field(name)
        if is_link(type(row), name):
            value = None if value is None else self.keys.get(value)
        elif value is None and not found.null:
            value = ""
        setattr(row, found.attname, value)

    def _save(self, row: models.Model, file: EntryFile, path: tuple, *, new: bool) -> bool:
        """Save one row after its own rules; turn a refusal into errors with their place."""
        try:
            row.clean()
            with transaction.atomic():
                row.save(force_insert=NEW) if new else row.save()
        except ValidationError as error:
            self._refused(error, file, path)
            return False
        except (IntegrityError, DataError) as error:
            try:
                # Only now, since each constraint costs a query: which of them was it?
                row.validate_constraints()
            except ValidationError as explained:
                self._refused(explained, file, path)
            else:
                self.errors.append(file.error(path, "", f"the database refuses it: {error}"))
            return False
        return True

    def _refused(self, error: ValidationError, file: EntryFile, path: tuple) -> None:
        if hasattr(error, "error_dict"):
            for name, messages in error.message_dict.items():
                where = path if name == "__all__" else (*path, name)
                self.errors += [file.error(where, "", message) for message in messages]
        else:
            self.errors += [file.error(path, "", message) for message in error.messages]

    def _children(
        self,
        child: Child,
        owner: type[models.Model],
        row: models.Model,
        wanted: list[dict],
        file: EntryFile,
        path: tuple,
    ) -> None:
        """Bring child rows to what is wanted; rows that stay the same keep their identity."""
        relation = owner._meta.get_field(child.relation)
        model, column = relation.related_model, relation.field.attname
        held = list(model._default_manager.filter(**{column: row.pk}))
        position = any(found.name == "position" for found in model._meta.fields)
        kept, added = [], []
        for place, values in enumerate(wanted):
            if any(self._lost(values.get(name)) for name in child.fields):
                continue
            fresh = model(**{column: row.pk})
            for name in child.fields:
                self._assign(fresh, name, values.get(name))
            same = next((old for old in held if all(_same(old, fresh, name) for name in child.fields)), None)
            if same is not None:
                held.remove(same)
            (added if same is None else kept).append((place, same or fresh))
        # What goes goes first: a line of which only the note changed is unique by its place all the same.
        for gone in held:
            gone.delete()
        for place, old in kept:
            if position and old.position != place:
                old.position = place
                old.save(update_fields=["position"])
        for place, fresh in added:
            if position:
                fresh.position = place
            self._save(fresh, file, path, new=True)


def _same(one: models.Model, other: models.Model, name: str) -> bool:
    attname = one._meta.get_field(name).attname
    return getattr(one, attname) == getattr(other, attname)
