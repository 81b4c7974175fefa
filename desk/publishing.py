"""From the desk to the record: the only functions that make anything public, or take it back.

Admin actions, the loader and commands all call these. Who may call them is checked where the request comes
in; what may be published is checked by the record itself.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from desk.models import Claim, Entry, Signature
from desk.schema import is_link, schema
from desk.snapshot import snapshots
from publication.errors import Problem, PublicationRefused
from publication.log import Operation, append, snapshot_digest
from publication.models import About, Face, Mention, Revision

By = AbstractBaseUser | str


def publish(entry: Entry, *, by: By, note: str = "", expect: str = "") -> Revision:
    """Publish one entry with all its claims and return the revision.

    `by` is the account, or the name of a command; `note` is public. `expect` is the digest of what was
    approved (see `digests`): if the desk has changed since, it refuses. Raises PublicationRefused.
    """
    return publish_batch([entry], by=by, note=note, expect={entry.pk: expect} if expect else None)[0]


def publish_batch(
    entries: Iterable[Entry], *, by: By, note: str = "", expect: dict[int, str] | None = None
) -> list[Revision]:
    """Publish several entries as one atomic step; they may point at one another.

    `expect` maps primary keys to approved digests. Raises PublicationRefused with every problem; then
    nothing has been published.
    """
    expect = expect or {}
    with transaction.atomic():
        leaves = leaf_entries(entries)
        operations = [
            Operation(Revision.Operation.PUBLISH, snapshot, note, expect.get(leaf.pk, ""))
            for leaf, snapshot in zip(leaves, snapshots(leaves), strict=True)
        ]
        revisions = _append(operations, by)
        _set_state(leaves, Entry.State.PUBLISHED)
    return revisions


def withdraw(entries: Entry | Sequence[Entry], *, by: By, reason: str) -> list[Revision]:
    """Take entries out of the public's sight. A tombstone with the public `reason` stays; history stays.

    From then on claims that point at them are hidden. Raises PublicationRefused, for a source that is still
    cited for example.
    """
    chosen = [entries] if isinstance(entries, Entry) else list(entries)
    with transaction.atomic():
        operations = [
            Operation(
                Revision.Operation.WITHDRAW,
                {"id": str(entry.public_id), "kind": entry.kind, "title": entry.title, "reason": reason},
                reason,
            )
            for entry in chosen
        ]
        revisions = _append(operations, by)
        _set_state(chosen, Entry.State.WITHDRAWN)
    return revisions


def restore(entry: Entry, *, by: By, note: str = "") -> Revision:
    """Make a withdrawn or merged entry public again, as it was last published. The desk's row is not changed."""
    with transaction.atomic():
        last = _last_content(entry)
        [revision] = _append([Operation(Revision.Operation.RESTORE, last.snapshot, note)], by)
        _set_state([entry], Entry.State.PUBLISHED)
        Entry.objects.filter(pk=entry.pk).update(merged_into=None)
    return revision


def merge(loser: Entry, winner: Entry, *, by: By, note: str = "") -> list[Revision]:
    """Merge `loser` into `winner`: its address redirects, and all that points at it points at the winner.

    Public entries that point at the loser get a revision each, made of what they last published, so that
    nothing half-written at the desk goes along. Desk rows move in the same transaction. Raises
    PublicationRefused with every collision (`merge_collisions`); then nothing has changed.
    """
    with transaction.atomic():
        problems = merge_collisions(loser, winner)
        if problems:
            raise PublicationRefused(problems)
        old, new = str(loser.public_id), str(winner.public_id)
        operations = [
            Operation(Revision.Operation.PUBLISH, _redirected(revision.snapshot, old, new), note)
            for revision in _pointing_at(loser)
        ]
        tombstone = {"id": old, "kind": loser.kind, "title": loser.title, "into": {"$ref": new}, "reason": note}
        operations.append(Operation(Revision.Operation.MERGE, tombstone, note))
        revisions = _append(operations, by)
        _move_links(loser, winner)
        _set_state([loser], Entry.State.MERGED)
        Entry.objects.filter(pk=loser.pk).update(merged_into=winner.pk)
    return revisions


def merge_collisions(loser: Entry, winner: Entry) -> list[Problem]:
    """Return what stands in the way of a merger, both at the desk and in the record; [] if nothing does."""
    name = str(loser)
    if loser.pk == winner.pk:
        return [Problem(name, "", "an entry cannot be merged into itself.")]
    if loser.kind != winner.kind:
        return [Problem(name, "", f"a {loser.kind} cannot be merged into a {winner.kind}.")]
    problems = []
    pairs = [kind for kind in schema.kinds.values() if kind.name == "relationship"]
    for kind in pairs:
        mine, theirs = ({}, {})
        for found, actor in ((mine, loser), (theirs, winner)):
            rows = kind.model._default_manager.filter(models.Q(first_id=actor.pk) | models.Q(second_id=actor.pk))
            for dyad in rows.exclude(state__in=[Entry.State.MERGED, Entry.State.WITHDRAWN]):
                found[dyad.second_id if dyad.first_id == actor.pk else dyad.first_id] = dyad
        if winner.pk in mine:
            problems.append(Problem(name, str(mine[winner.pk]), "would become a relationship of one with itself."))
        for other in sorted(mine.keys() & theirs.keys()):
            problems.append(
                Problem(name, str(mine[other]), f"and '{theirs[other]}' would become one. Merge those first.")
            )
    return problems


def redact(entry: Entry, seqs: Sequence[int], *, by: By, reason: str) -> Revision:
    """Remove the bodies of some of an entry's past revisions for good. The public `reason` stays.

    Refuses the revision that readers see now: publish a corrected one, or withdraw the entry, first.
    """
    snapshot = {
        "id": str(entry.public_id),
        "kind": entry.kind,
        "redacts": sorted(seqs),
        "reason": reason,
    }
    return _append([Operation(Revision.Operation.REDACT, snapshot, reason)], by)[0]


def digests(entries: Iterable[Entry]) -> dict[int, str]:
    """Return the digest of each entry's snapshot as the desk stands now, by primary key."""
    leaves = leaf_entries(entries)
    return {leaf.pk: snapshot_digest(snapshot) for leaf, snapshot in zip(leaves, snapshots(leaves), strict=True)}


def published_digests(entries: Iterable[Entry]) -> dict[int, str]:
    """Return the digest of what each entry last published, by primary key; entries never published are left out."""
    keys = {entry.public_id: entry.pk for entry in entries}
    found = {}
    ordered = sorted(keys)
    for at in range(0, len(ordered), 500):
        for revision in Revision.objects.content().filter(entry_id__in=ordered[at : at + 500]).order_by("seq"):
            snapshot = revision.snapshot
            if snapshot is not None:
                found[keys[revision.entry_id]] = snapshot_digest(snapshot)
    return found


def leaf_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the leaf rows (Country, Event …) of entries that may be parent rows, in the same order."""
    entries = list(entries)
    by_kind: dict[str, list[int]] = {}
    for entry in entries:
        if type(entry) is not schema.of(entry).model:
            by_kind.setdefault(entry.kind, []).append(entry.pk)
    leaves = {}
    for kind, keys in by_kind.items():
        for at in range(0, len(keys), 500):
            leaves.update(schema.kinds[kind].model._default_manager.in_bulk(keys[at : at + 500]))
    return [leaves.get(entry.pk, entry) for entry in entries]


def _append(operations: list[Operation], by: By, now: datetime | None = None) -> list[Revision]:
    revisions = append(operations, now=now)
    if revisions:
        user = None if isinstance(by, str) else by
        Signature.objects.create(
            first_seq=revisions[0].seq,
            last_seq=revisions[-1].seq,
            by=user,
            by_name=by if isinstance(by, str) else by.get_username(),
        )
    return revisions


def _set_state(entries: Iterable[Entry], state: str) -> None:
    keys = [entry.pk for entry in entries]
    for at in range(0, len(keys), 500):
        Entry.objects.filter(pk__in=keys[at : at + 500]).update(state=state)
    for entry in entries:
        entry.state = state


def _last_content(entry: Entry) -> Revision:
    last = Revision.objects.of(entry.public_id).content().last()
    if last is None or last.compressed is None:
        raise PublicationRefused([Problem(str(entry), "", "nothing published is left that could be restored.")])
    return last


def _pointing_at(entry: Entry) -> list[Revision]:
    """The last content of every other public entry that names `entry` anywhere."""
    face = Face.objects.open().filter(public_id=entry.public_id).first()
    if face is None:
        return []
    owners = set(About.objects.open().filter(entry=face.entry).values_list("owner", flat=True))
    owners |= set(Mention.objects.open().filter(target=face.entry).values_list("owner", flat=True))
    owners.discard(face.entry)
    ordered, found = sorted(owners), []
    for at in range(0, len(ordered), 500):
        faces = Face.objects.open().filter(entry__in=ordered[at : at + 500], state=Face.State.PUBLIC)
        ids = list(faces.values_list("public_id", flat=True))
        last = {}
        for revision in Revision.objects.content().filter(entry_id__in=ids).order_by("seq"):
            last[revision.entry_id] = revision
        found += last.values()
    return sorted(found, key=lambda revision: revision.seq)


def _redirected(snapshot: dict, old: str, new: str) -> dict:
    """A snapshot in which every reference to `old` names `new`."""

    def walk(value):
        if isinstance(value, dict):
            return {"$ref": new} if value == {"$ref": old} else {key: walk(item) for key, item in value.items()}
        return [walk(item) for item in value] if isinstance(value, list) else value

    return walk(snapshot)


def _move_links(loser: Entry, winner: Entry) -> None:
    """Let every desk row that points at the loser point at the winner, but for rows that are the loser's own."""
    for kind in schema.kinds.values():
        _move(kind.model, kind.fields, loser, winner)
        for part in schema.parts_of(kind):
            _move(part.model, part.fields, loser, winner)
    for child, owner in [(c, Claim) for c in schema.claim_children] + [(c, Entry) for c in schema.entry_children]:
        _move(owner._meta.get_field(child.relation).related_model, child.fields, loser, winner)
    # A dyad is called after its two actors, so its row at the desk is named anew.
    for kind in schema.kinds.values():
        if kind.prepare is not None:
            for entry in kind.model._default_manager.filter(
                models.Q(first_id=winner.pk) | models.Q(second_id=winner.pk)
            ):
                kind.prepare(entry)
                entry.save()


def _move(model, names: tuple[str, ...], loser: Entry, winner: Entry) -> None:
    for name in names:
        if is_link(model, name):
            model._default_manager.filter(**{f"{name}_id": loser.pk}).update(**{f"{name}_id": winner.pk})
