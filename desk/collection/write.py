"""Writing drafts to the desk: rows are created, changed or deleted so that the desk says what the draft says."""

from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from django.db import models
from django.utils import timezone

from desk.collection.draft import Draft, DraftClaim, Link, namespace_of
from desk.collection.files import EntryFile
from desk.collection.hanging import hanging_of, has_place, same_value, values_of
from desk.collection.rows import Fresh, Rows
from desk.history import delete_claims
from desk.models import Claim, Entry
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, Child, schema

Drafts = list[tuple[EntryFile, Draft]]
# So many drafts' new claims are inserted together.
CHUNK = 100


class Writer(Rows):
    """Writes drafts within the caller's transaction; `errors` says what the models refused."""

    def __init__(self, existing: dict[str, Entry], report: Callable[[str], None], keys: dict[Link, int] | None = None):
        super().__init__(keys)
        self.existing = existing
        self.report = report
        self._hanging: dict[str, dict[int, list]] = {}

    def write(self, drafts: Drafts) -> dict[str, Entry]:
        """Write entries first, then their claims; return the leaf entries by permanent id."""
        written = self.entries(drafts)
        # Go on with what could be written, so that one load reports everything.
        drafts = [(file, draft) for file, draft in drafts if draft.id in written]
        for at in range(0, len(drafts), CHUNK):
            self.report(f"Writing entries: {at + len(drafts[at : at + CHUNK])} of {len(drafts)}")
            self.claims(drafts[at : at + CHUNK], written)
        return written

    # --- entries

    def entries(self, drafts: Drafts) -> dict[str, Entry]:
        """Write the entries' own rows, without claims; return the leaf entries by permanent id."""
        order = list(schema.kinds)
        drafts = sorted(drafts, key=lambda pair: order.index(pair[1].kind.name))
        by_kind = defaultdict(list)
        for file, draft in drafts:
            by_kind[draft.kind.name].append((file, draft))
        written: dict[str, Entry] = {}
        for some in by_kind.values():
            old = self._leaves([draft for _, draft in some])
            fresh, same = [], []
            for file, draft in some:
                there = old.get(draft.id)
                before = None if there is None else values_of(there)
                entry = self._entry(file, draft, there)
                if entry is None:
                    continue
                if there is None:
                    fresh.append(Fresh(entry, file, ()))
                elif values_of(entry) == before:
                    same.append(entry.pk)
                elif not self.save(entry, file, (), new=False):
                    continue
                written[draft.id] = entry
            # What changes is only what hangs on them.
            for at in range(0, len(same), 500):
                Entry.objects.filter(pk__in=same[at : at + 500]).update(changed_at=timezone.now())
            for lost in self.insert(fresh):
                del written[str(lost.row.public_id)]
            for _, draft in some:
                if draft.id in written:
                    entry = written[draft.id]
                    self.keys[Link(namespace_of(entry.kind), entry.slug)] = entry.pk
        for file, draft in drafts:
            if draft.id in written:
                self._late_links(file, draft, written[draft.id])
        return written

    def _leaves(self, drafts: list[Draft]) -> dict[str, Entry]:
        """The leaf rows that the desk has of some drafts of one kind, by permanent id."""
        keys = [self.existing[draft.id].pk for draft in drafts if draft.id in self.existing]
        found = {}
        for at in range(0, len(keys), 500):
            for entry in drafts[0].kind.model._default_manager.filter(pk__in=keys[at : at + 500]):
                found[str(entry.public_id)] = entry
        return found

    def _entry(self, file: EntryFile, draft: Draft, old: Entry | None) -> Entry | None:
        """The entry's row as the draft has it, not yet saved; None if it cannot be."""
        model = draft.kind.model
        entry = old if old is not None else model(public_id=UUID(draft.id))
        if any(
            self.lost(draft.values.get(name)) and not model._meta.get_field(name).null for name in draft.kind.fields
        ):
            return None
        for name in (*ENTRY_FIELDS, *draft.kind.fields):
            if name not in draft.kind.derived:
                self.assign(entry, name, draft.values.get(name))
        if draft.kind.prepare is not None:
            draft.kind.prepare(entry)
            if entry.slug != file.slug:
                self.errors.append(file.error((), file.slug, f"this file must be named {entry.slug}.yaml."))
                return None
        return entry

    def _late_links(self, file: EntryFile, draft: Draft, entry: Entry) -> None:
        """Set links to entries that were written after this one."""
        late = [
            name
            for name in draft.kind.fields
            if draft.values.get(name) in self.keys
            and getattr(entry, entry._meta.get_field(name).attname) != self.keys[draft.values[name]]
        ]
        for name in late:
            self.assign(entry, name, draft.values[name])
        if late:
            self.save(entry, file, (), new=False)

    # --- claims and what hangs on entries

    def claims(self, drafts: Drafts, written: dict[str, Entry]) -> None:
        """Bring the claims and child rows of written entries to what their drafts say."""
        # What goes goes first: a claim may have moved to another entry's file, with its id.
        held = self._held(drafts, written)
        old = [written[draft.id].pk for _, draft in drafts if draft.id in self.existing]
        tags = {child.name: hanging_of(child, Entry, old) for child in schema.entry_children}
        claims = [claim.pk for claim in held.values()]
        self._hanging = {child.name: hanging_of(child, Claim, claims) for child in schema.claim_children}
        fresh: list[Fresh] = []
        for file, draft in drafts:
            entry = written[draft.id]
            for child in schema.entry_children:
                there = tags[child.name].get(entry.pk, [])
                place = file, (child.file_key,)
                self._children(child, Entry, entry, draft.children.get(child.name, []), there, place)
            for path, said in draft.claim_paths():
                self._claim(file, said, entry, held.get(said.id), path, fresh)
        by_model = defaultdict(list)
        for waiting in fresh:
            by_model[type(waiting.row)].append(waiting)
        lost = {id(waiting) for some in by_model.values() for waiting in self.insert(some)}
        self._insert_children([waiting for waiting in fresh if id(waiting) not in lost])

    def _held(self, drafts: Drafts, written: dict[str, Entry]) -> dict[str, Claim]:
        """Return the claims that the desk has and the drafts keep, by permanent id; delete the others."""
        kept: dict[str, Claim] = {}
        there = [draft for _, draft in drafts if draft.id in self.existing]
        parts = {part.name + draft.kind.name: part for draft in there for part in schema.parts_of(draft.kind)}
        owners = {written[draft.id].pk: draft for draft in there}
        said = {pk: {claim.id: claim.part.model for claim in draft.claims} for pk, draft in owners.items()}
        for model in dict.fromkeys(part.model for part in parts.values()):
            gone = []
            for claim in model._default_manager.filter(owner_id__in=list(owners)):
                identity = str(claim.public_id)
                # An id that stands in another part now is another row there.
                if said[claim.owner_id].get(identity) is model:
                    kept[identity] = claim
                else:
                    gone.append(claim.pk)
            delete_claims(model, gone)
        return kept

    def _claim(self, file, said: DraftClaim, entry: Entry, old: Claim | None, path: tuple, fresh: list) -> None:
        if any(self.lost(said.values.get(name)) for name in said.part.fields):
            return
        claim = old if old is not None else said.part.model(public_id=UUID(said.id))
        before = None if old is None else values_of(claim)
        # The instance, not only its key: rules of a claim look at its owner.
        claim.owner = entry.entry_ptr if hasattr(entry, "entry_ptr") else entry
        claim.position = path[1]
        for name in (*said.part.fields, *CLAIM_FIELDS):
            self.assign(claim, name, said.values.get(name))
        wanted = [(child, said.children.get(child.name, [])) for child in schema.claim_children]
        if old is None:
            fresh.append(Fresh(claim, file, path, wanted))
        elif values_of(claim) == before or self.save(claim, file, path, new=False):
            for child, rows in wanted:
                there = self._hanging[child.name].get(claim.pk, [])
                self._children(child, Claim, claim, rows, there, (file, (*path, child.file_key)))

    def _insert_children(self, owners: list[Fresh]) -> None:
        """Insert what hangs on claims that have just been inserted."""
        by_model = defaultdict(list)
        for owner in owners:
            for child, wanted in owner.children:
                path = (*owner.path, child.file_key)
                for place, row in self._child_rows(child, Claim, owner.row, wanted):
                    if has_place(row):
                        row.position = place
                    by_model[type(row)].append(Fresh(row, owner.file, path))
        for some in by_model.values():
            self.insert(some)

    def _child_rows(self, child: Child, owner: type[models.Model], row: models.Model, wanted: list[dict]) -> list:
        """The child rows that a draft wants, not yet saved, each with its place."""
        relation = owner._meta.get_field(child.relation)
        found = []
        for place, values in enumerate(wanted):
            if any(self.lost(values.get(name)) for name in child.fields):
                continue
            fresh = relation.related_model(**{relation.field.attname: row.pk})
            for name in child.fields:
                self.assign(fresh, name, values.get(name))
            found.append((place, fresh))
        return found

    def _children(self, child: Child, owner, row: models.Model, wanted: list[dict], held: list, place_of) -> None:
        """Bring child rows to what is wanted; rows that stay the same keep their identity."""
        held = list(held)
        kept, added = [], []
        for place, fresh in self._child_rows(child, owner, row, wanted):
            same = next((old for old in held if all(same_value(old, fresh, name) for name in child.fields)), None)
            if same is not None:
                held.remove(same)
            (added if same is None else kept).append((place, same or fresh))
        # What goes goes first: a line of which only the note changed is unique by its place all the same.
        for gone in held:
            gone.delete()
        for place, old in kept:
            if has_place(old) and old.position != place:
                old.position = place
                old.save(update_fields=["position"])
        file, path = place_of
        for place, fresh in added:
            if has_place(fresh):
                fresh.position = place
            self.save(fresh, file, path, new=True)
