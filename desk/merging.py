"""What a merger of two entries touches: what stands in its way, and what moves, in the record and at the desk."""

from functools import reduce
from operator import or_

from django.db import IntegrityError, models, transaction

from desk.describing import describe
from desk.history import keep_changed
from desk.models import Claim, Entry
from desk.schema import Kind, Part, is_link, schema
from publication import canonical
from publication.errors import Problem
from publication.models import About, Face, Mention, Revision
from publication.models import Claim as PublicClaim

GONE = (Entry.State.MERGED, Entry.State.WITHDRAWN)


def merge_collisions(loser: Entry, winner: Entry) -> list[Problem]:
    """Return what stands in the way of a merger, both at the desk and in the record; [] if nothing does."""
    name = str(loser)
    if loser.pk == winner.pk:
        return [Problem(name, "", "an entry cannot be merged into itself.")]
    if loser.kind != winner.kind:
        return [Problem(name, "", f"{loser.kind} and {winner.kind} are two kinds; merge within one.")]
    problems = []
    for kind in _pair_kinds():
        mine, theirs = _dyads(kind, loser), _dyads(kind, winner)
        for other, dyad in sorted(mine.items()):
            if dyad.state in GONE:
                continue  # it stays as it was
            if other == winner.pk:
                problems.append(Problem(name, str(dyad), "would become a relationship of one with itself."))
            elif other in theirs:
                problems.append(
                    Problem(name, str(dyad), f"and '{theirs[other]}' would become one. Merge it into that one first.")
                )
    between = _published_between(loser, winner) + _desk_between(loser, winner)
    problems += [Problem(name, where, "would point from one to itself. Remove it first.") for where in between]
    return problems


def _pair_kinds() -> list[Kind]:
    """Kinds of entries that stand between two actors."""
    return [kind for kind in schema.kinds.values() if kind.prepare is not None]


def _dyads(kind: Kind, actor: Entry) -> dict[int, Entry]:
    """An actor's dyads of one kind by the key of the other side."""
    rows = kind.model._default_manager.filter(models.Q(first_id=actor.pk) | models.Q(second_id=actor.pk))
    return {row.second_id if row.first_id == actor.pk else row.first_id: row for row in rows.order_by("pk")}


def _published_between(loser: Entry, winner: Entry) -> list[str]:
    """Public claims with the two as their sides, but for the loser's own, which go with it, and those of dyads."""
    numbers = dict(
        Face.objects.open().filter(public_id__in=[loser.public_id, winner.public_id]).values_list("public_id", "entry")
    )
    if len(numbers) < 2:
        return []
    low, high = sorted(numbers.values())
    rows = PublicClaim.objects.open().filter(lo=low, hi=high).exclude(owner=numbers[loser.public_id])
    owners = {face.entry: face for face in Face.objects.open().filter(entry__in=rows.values("owner")).defer("document")}
    pairs = {kind.name for kind in _pair_kinds()}
    return [
        f"{owners[row.owner].title}, {row.predicate}"
        for row in rows.order_by("id")
        if owners[row.owner].kind not in pairs
    ]


def _desk_between(loser: Entry, winner: Entry) -> list[str]:
    """Claims of the winner's own at the desk that name the loser as their other side and are not public."""
    found = []
    public = set(
        PublicClaim.objects.open()
        .filter(claim_id__in=winner.claims.values("public_id"))
        .values_list("claim_id", flat=True)
    )
    for part in schema.parts_of(schema.of(winner)):
        other = _other_side(part)
        if other and is_link(part.model, other):
            rows = part.model._default_manager.filter(**{"owner_id": winner.pk, f"{other}_id": loser.pk})
            found += [f"{part.name} '{row}'" for row in rows if row.public_id not in public]
    return found


def _other_side(part: Part) -> str:
    """The field that is a claim's other side where its owner is the one; '' if there is none."""
    sides = (part.subject, part.object)
    return next((side for side in sides if side != "owner"), "") if "owner" in sides else ""


def pointing_at(entry: Entry) -> list[Revision]:
    """Return the last content of every other public entry that names `entry` anywhere."""
    face = Face.objects.open().filter(public_id=entry.public_id).first()
    if face is None:
        return []
    owners = set(About.objects.open().filter(entry=face.entry).values_list("owner", flat=True))
    owners |= set(Mention.objects.open().filter(target=face.entry).values_list("owner", flat=True))
    owners.discard(face.entry)
    ordered, found = sorted(owners), []
    for at in range(0, len(ordered), 500):
        faces = Face.objects.open().filter(entry__in=ordered[at : at + 500], state=Face.State.PUBLIC)
        found += Revision.objects.filter(seq__in=list(faces.values_list("revision", flat=True)))
    return sorted(found, key=lambda revision: revision.seq)


def redirected(snapshot: dict, old: str, new: str) -> dict:
    """Return a snapshot in which every reference to `old` names `new`; what then stands twice in a list goes."""

    def walk(value):
        if isinstance(value, dict):
            return {"$ref": new} if value == {"$ref": old} else {key: walk(item) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        walked = [walk(item) for item in value]
        return walked if walked == value else list({canonical.to_bytes(item): item for item in walked}.values())

    return walk(snapshot)


def rows_pointing_at(entry: Entry) -> list[tuple[Entry, str]]:
    """Return every desk row that a merger of `entry` moves: the entry that it belongs to, and where in it."""
    found, seen = [], set()
    for kind in schema.kinds.values():
        found += [(row, kind.name) for row in _rows_naming(entry, kind.model, kind.fields)]
        for part in schema.parts_of(kind):
            if part.model in seen:
                continue  # every kind has remarks
            seen.add(part.model)
            links = [field.name for field in part.model._meta.local_fields if field.many_to_one]
            rows = _rows_naming(entry, part.model, part.fields, "owner", *links)
            found += [(row.owner, f"{part.label}: {describe(row)}") for row in rows if row.owner_id != entry.pk]
    for children, parent, path in ((schema.entry_children, Entry, ""), (schema.claim_children, Claim, "__owner")):
        for child in children:
            back = parent._meta.get_field(child.relation)
            for row in _rows_naming(entry, back.related_model, child.fields, back.field.name + path):
                holder = getattr(row, back.field.name)
                found.append((holder.owner if path else holder, child.name.replace("_", " ")))
    return sorted(found, key=lambda one: (one[0].kind, one[0].title, one[1]))


def _rows_naming(entry: Entry, model: type[models.Model], names: tuple[str, ...], *follow: str) -> list[models.Model]:
    """Rows of a model that name an entry in one of these fields."""
    links = [name for name in names if is_link(model, name)]
    if not links:
        return []
    named = reduce(or_, (models.Q(**{f"{name}_id": entry.pk}) for name in links))
    return list(model._default_manager.filter(named).select_related(*follow))


def move_links(loser: Entry, winner: Entry) -> None:
    """Let every desk row that points at the loser point at the winner, but for rows that are the loser's own.

    Dyads that were merged or withdrawn stay as they were where the winner has one with the same other side.
    """
    staying = _move_dyads(loser, winner)
    for kind in schema.kinds.values():
        if kind.prepare is None:
            _move(kind.model._default_manager.all(), kind.fields, loser, winner)
        for part in schema.parts_of(kind):
            _move(part.model._default_manager.exclude(owner_id__in=staying), part.fields, loser, winner)
    for child, owner in [(c, Claim) for c in schema.claim_children] + [(c, Entry) for c in schema.entry_children]:
        rows = owner._meta.get_field(child.relation).related_model._default_manager.all()
        try:
            with transaction.atomic():
                _move(rows, child.fields, loser, winner)
        except IntegrityError:
            _move_singly(rows, child.fields, loser, winner)


def _move(rows: models.QuerySet, names: tuple[str, ...], loser: Entry, winner: Entry) -> None:
    for name in names:
        if is_link(rows.model, name):
            moving = rows.filter(**{f"{name}_id": loser.pk})
            keys = list(moving.values_list("pk", flat=True))
            moving.update(**{f"{name}_id": winner.pk})
            keep_changed(rows.model, keys)


def _move_singly(rows: models.QuerySet, names: tuple[str, ...], loser: Entry, winner: Entry) -> None:
    """Move rows one by one; one that then says what another row says already goes."""
    for name in names:
        if not is_link(rows.model, name):
            continue
        for row in rows.filter(**{f"{name}_id": loser.pk}):
            try:
                with transaction.atomic():
                    rows.filter(pk=row.pk).update(**{f"{name}_id": winner.pk})
                    keep_changed(rows.model, [row.pk])
            except IntegrityError:
                row.delete()


def _move_dyads(loser: Entry, winner: Entry) -> list[int]:
    """Give the loser's dyads to the winner and name them anew; return the keys of those that stay."""
    staying = []
    for kind in _pair_kinds():
        held = _dyads(kind, winner)
        for other, dyad in _dyads(kind, loser).items():
            if other == winner.pk or other in held:
                staying.append(dyad.pk)
                continue
            side = "first" if dyad.first_id == loser.pk else "second"
            setattr(dyad, f"{side}_id", winner.pk)
            kind.prepare(dyad)
            dyad.save()
    return staying
