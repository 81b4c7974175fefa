"""From the desk to the record: the only functions that make anything public, or take it back.

Admin actions, the loader and commands all call these. Who may call them is checked where the request comes
in; what may be published is checked by the record itself.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from desk.history import forget, forget_copies
from desk.merging import merge_collisions, move_links, pointing_at, redirected
from desk.models import ACTOR_KINDS, Entry, Signature
from desk.schema import schema
from desk.snapshot import snapshots
from publication.errors import Problem, PublicationRefused
from publication.log import Operation, append, lock, snapshot_digest
from publication.models import Revision

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
    expect, chosen = expect or {}, list(entries)
    with transaction.atomic():
        # First the lock, then the desk: what was read earlier may be older than what a colleague just published.
        lock()
        leaves = leaf_entries(chosen)
        operations = [
            Operation(Revision.Operation.PUBLISH, snapshot, note, expect.get(leaf.pk, ""))
            for leaf, snapshot in zip(leaves, snapshots(leaves), strict=True)
        ]
        revisions = append_signed(operations, by)
        set_state(chosen, Entry.State.PUBLISHED)
        name_dyads(leaf for leaf in leaves if leaf.kind in ACTOR_KINDS)
    return revisions


def publish_frozen(entry: Entry, body: bytes, *, by: By, note: str = "", expect: str) -> Revision:
    """Publish the canonical snapshot that was approved for an entry earlier, whatever the desk says by now.

    `expect` is its digest. Raises PublicationRefused if the record has moved on so that it no longer fits.
    """
    with transaction.atomic():
        lock()
        approved = Operation(Revision.Operation.PUBLISH, json.loads(body), note, expect, str(entry))
        [revision] = append_signed([approved], by)
        if entry.kind in ACTOR_KINDS:
            name_dyads([entry])
    return revision


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
                # No title: a redaction must be able to take away all that names somebody.
                {"id": str(entry.public_id), "kind": entry.kind, "reason": reason},
                reason,
                name=str(entry),
            )
            for entry in chosen
        ]
        revisions = append_signed(operations, by)
        set_state(chosen, Entry.State.WITHDRAWN)
    return revisions


def restore(entry: Entry, *, by: By, note: str = "") -> Revision:
    """Make a withdrawn or merged entry public again, as it was last published. The desk's row is not changed."""
    with transaction.atomic():
        lock()
        last = _last_content(entry)
        [revision] = append_signed([Operation(Revision.Operation.RESTORE, last.snapshot, note)], by)
        set_state([entry], Entry.State.PUBLISHED)
        Entry.objects.filter(pk=entry.pk).update(merged_into=None)
    return revision


def merge(loser: Entry, winner: Entry, *, by: By, note: str = "") -> list[Revision]:
    """Merge `loser` into `winner`: its address redirects, and all that points at it points at the winner.

    Public entries that point at the loser get a revision each, made of what they last published, so that
    nothing half-written at the desk goes along. Desk rows move in the same transaction. Raises
    PublicationRefused with every collision (`merge_collisions`); then nothing has changed.
    """
    with transaction.atomic():
        lock()
        problems = merge_collisions(loser, winner)
        if problems:
            raise PublicationRefused(problems)
        old, new = str(loser.public_id), str(winner.public_id)
        operations = [
            Operation(Revision.Operation.PUBLISH, redirected(revision.snapshot, old, new), note)
            for revision in pointing_at(loser)
        ]
        tombstone = {"id": old, "kind": loser.kind, "into": {"$ref": new}, "reason": note}
        operations.append(Operation(Revision.Operation.MERGE, tombstone, note, name=str(loser)))
        revisions = append_signed(operations, by)
        move_links(loser, winner)
        set_state([loser], Entry.State.MERGED)
        Entry.objects.filter(pk=loser.pk).update(merged_into=winner.pk)
    return revisions


def redact(entry: Entry, seqs: Sequence[int], *, by: By, reason: str) -> Revision:
    """Remove the bodies of some of an entry's past revisions for good. The public `reason` stays.

    Refuses the revision that readers see now: publish a corrected one, or withdraw the entry, first. The desk's
    history of the entry goes with them, all of it, and so do copies elsewhere at the desk: they said the same.
    """
    snapshot = {
        "id": str(entry.public_id),
        "kind": entry.kind,
        "redacts": sorted(set(seqs)),
        "reason": reason,
    }
    with transaction.atomic():
        [revision] = append_signed([Operation(Revision.Operation.REDACT, snapshot, reason, name=str(entry))], by)
        forget([entry])
        forget_copies(entry)
    return revision


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
    """Return the leaf rows (Country, Event …) of entries as the desk holds them now, in the same order.

    They are read anew, since the caller's may have been changed by others meanwhile, or not have been saved.
    Raises PublicationRefused for entries that the desk no longer has.
    """
    entries = list(entries)
    by_kind: dict[str, list[int]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry.pk)
    leaves = {}
    for kind, keys in by_kind.items():
        for at in range(0, len(keys), 500):
            leaves.update(schema.kinds[kind].model._default_manager.in_bulk(keys[at : at + 500]))
    gone = [entry for entry in entries if entry.pk not in leaves]
    if gone:
        raise PublicationRefused([Problem(str(entry), "", "is no longer at the desk.") for entry in gone])
    return [leaves[entry.pk] for entry in entries]


def name_dyads(actors: Iterable[Entry]) -> None:
    """Give the desk's dyads of some actors the slug and title that these now have. The record does so by itself."""
    keys = [actor.pk for actor in actors]
    for kind in schema.kinds.values():
        if kind.prepare is None:
            continue
        for at in range(0, len(keys), 500):
            some = keys[at : at + 500]
            dyads = kind.model._default_manager.select_related("first", "second")
            for dyad in dyads.filter(models.Q(first_id__in=some) | models.Q(second_id__in=some)):
                before = dyad.slug, dyad.title, dyad.title_ru
                kind.prepare(dyad)
                if before != (dyad.slug, dyad.title, dyad.title_ru):
                    dyad.save()


def append_signed(operations: list[Operation], by: By, now: datetime | None = None) -> list[Revision]:
    """Append one publication and keep who asked for it."""
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


def set_state(entries: Iterable[Entry], state: str) -> None:
    """Note at the desk what the record now says of entries."""
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
