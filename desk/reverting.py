"""Going back: the desk's rows of an entry are set to what a revision says. Nothing public changes by it."""

from django.db import transaction

from desk.collection.draft import Draft, DraftClaim, Link, from_desk
from desk.collection.files import EntryFile
from desk.collection.write import Writer
from desk.editing.state import hold
from desk.models import Entry
from desk.publishing import leaf_entries
from desk.schema import CLAIM_FIELDS, Kind, Part, is_link, schema
from desk.snapshot import Links, link_ids, read_rows, snapshots
from publication import canonical
from publication.canonical import refs_in
from publication.errors import Problem, PublicationRefused
from publication.models import Revision


def revert(entry: Entry, revision: Revision) -> None:
    """Set an entry's fields and claims at the desk to a revision of it.

    Claims that the revision lacks go, but for those that are kept at the desk, which no revision could have. What
    says the same as now is left alone. Raises PublicationRefused, with nothing changed, for a revision that was
    redacted or carries no content, or that names an entry which the desk no longer has.
    """
    with transaction.atomic():
        hold(entry.pk)
        [leaf] = leaf_entries([entry])
        snapshot = revision.snapshot if revision.entry_id == entry.public_id else None
        if snapshot is None or revision.operation not in (Revision.Operation.PUBLISH, Revision.Operation.RESTORE):
            raise PublicationRefused([Problem(str(entry), "", "this revision has no content to go back to.")])
        writer = Writer({str(entry.public_id): leaf}, lambda text: None)
        draft = _draft(leaf, snapshot)
        file = EntryFile(draft.kind, draft.values["slug"], str(entry), {})
        writer.write([(file, draft)])
        if writer.errors:
            raise PublicationRefused([Problem(str(entry), error.field, error.message) for error in writer.errors])


def _draft(leaf: Entry, snapshot: dict) -> Draft:
    kind = schema.of(leaf)
    [rows] = read_rows([leaf])
    links = Links()
    links.fetch(link_ids(rows))
    now = from_desk(rows, links)
    said_now = canonical.normalize(snapshots([leaf])[0])
    same = {claim["id"]: claim for claim in said_now["claims"]}
    kept = {claim.id: claim for claim in now.claims}
    known = _known(snapshot)
    own = {name: _value(kind.model, name, snapshot, known) for name in kind.fields if name not in kind.derived}
    names = {name: snapshot[name] for name in ("slug", "title", "title_ru", "summary") if name not in kind.derived}
    children = {
        child.name: [
            {name: _plain(value if len(child.fields) == 1 else value[name], known) for name in child.fields}
            for value in snapshot.get(child.name, [])
        ]
        for child in schema.entry_children
    }
    claims = [
        kept[claim["id"]] if same.get(claim["id"]) == claim else _claim(kind, claim, known)
        for claim in snapshot["claims"]
    ]
    claims += [claim for claim in now.claims if claim.values.get("held_back") and claim.id not in _ids(snapshot)]
    return Draft(kind, str(leaf.public_id), {**now.values, **names, **own}, children, claims)


def _ids(snapshot: dict) -> set[str]:
    return {claim["id"] for claim in snapshot["claims"]}


def _claim(kind: Kind, claim: dict, known: dict[str, Link]) -> DraftClaim:
    part: Part = next(part for part in schema.parts_of(kind) if part.name == claim["part"])
    values = {name: claim[name] for name in CLAIM_FIELDS if name in claim}
    # A snapshot names a claim's two sides before all else: an observation's respondent is its subject there.
    sides = {part.subject: "subject", part.object: "object"}
    own = {name: claim.get(sides.get(name, name)) for name in part.fields}
    values |= {name: _value(part.model, name, own, known) for name in part.fields}
    children = {
        child.name: [{name: _plain(row[name], known) for name in child.fields} for row in claim.get(child.name, [])]
        for child in schema.claim_children
    }
    return DraftClaim(part, claim["id"], {"held_back": False, **values}, children)


def _value(model, name: str, said: dict, known: dict[str, Link]):
    value = _plain(said.get(name), known)
    if value is None or is_link(model, name):
        return value
    return model._meta.get_field(name).to_python(value)


def _plain(value, known: dict[str, Link]):
    return known[value["$ref"]] if isinstance(value, dict) and "$ref" in value else value


def _known(snapshot: dict) -> dict[str, Link]:
    """The entries that a snapshot names, as the desk has them now. Raises PublicationRefused if it lacks one."""
    wanted = sorted(refs_in(snapshot))
    found = {}
    for at in range(0, len(wanted), 500):
        rows = Entry.objects.filter(public_id__in=wanted[at : at + 500])
        found |= {str(key): Link(*rest) for key, *rest in rows.values_list("public_id", "namespace", "slug")}
    lost = [key for key in wanted if key not in found]
    if lost:
        raise PublicationRefused(
            [Problem("This revision", "", f"names {key}, which the desk no longer has.") for key in lost]
        )
    return found
