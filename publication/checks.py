"""What a publication must satisfy before anything is written: promises that no screen can forget."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from publication.canonical import refs_in
from publication.chronology import EDTFError, PeriodError, parse, period
from publication.errors import Problem, PublicationRefused
from publication.kinds import KINDS
from publication.models import Claim, Face, Mention, Redaction, Revision

_SLUG = re.compile(r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$")
CONTENT = (Revision.Operation.PUBLISH, Revision.Operation.RESTORE)
# What a face's columns hold. Two actors' names make up a relationship's, so theirs are shorter.
ENTRY_TITLE, ENTRY_SLUG = 300, 200
ACTOR_TITLE, ACTOR_SLUG = 148, 99
CERTAINTIES = {"asserted", "reported", "alleged", "disputed", "denied", "forecast", "conditional"}
STANDINGS = {"preferred", "normal", "contested", "rejected"}


@dataclass
class Batch:
    """The operations of one publication, and what is public once they are done."""

    operations: list
    becoming: dict[str, str] = field(default_factory=dict)
    faces: dict[str, Face] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    # For those that leave: other entries, not of this batch, that cite them, and which are a side of a dyad.
    changing: set[int] = field(default_factory=set)
    citing: dict[int, set[int]] = field(default_factory=dict)
    paired: set[int] = field(default_factory=set)

    def load(self) -> None:
        """Read the current faces of all that the batch touches or names."""
        wanted = set()
        for operation in self.operations:
            wanted.add(operation.entry_id)
            wanted |= refs_in(operation.snapshot)
            gone = operation.operation in (Revision.Operation.WITHDRAW, Revision.Operation.MERGE)
            if operation.operation != Revision.Operation.REDACT:
                self.becoming[operation.entry_id] = "gone" if gone else "public"
        ordered = sorted(wanted)
        for at in range(0, len(ordered), 500):
            for face in Face.objects.open().filter(public_id__in=ordered[at : at + 500]).defer("document"):
                self.faces[str(face.public_id)] = face
        self.changing = {self.faces[key].entry for key in self.becoming if key in self.faces}
        self._load_leaning()

    def _load_leaning(self) -> None:
        """Read what others rest on those that leave, for all of them together."""
        leaving = sorted(
            self.faces[key].entry for key, what in self.becoming.items() if what == "gone" and key in self.faces
        )
        pairs = [name for kind in KINDS.values() for name in kind.pair or ()]
        for at in range(0, len(leaving), 500):
            held = Mention.objects.open().filter(target__in=leaving[at : at + 500], via__in=["citations", *pairs])
            for target, via, owner in held.values_list("target", "via", "owner").distinct():
                if owner in self.changing:
                    continue
                if via == "citations":
                    self.citing.setdefault(target, set()).add(owner)
                else:
                    self.paired.add(target)

    def is_public(self, public_id: str) -> bool:
        """Whether an entry is public after this batch."""
        if public_id in self.becoming:
            return self.becoming[public_id] == "public"
        face = self.faces.get(public_id)
        return face is not None and face.state == Face.State.PUBLIC

    def refuse(self, operation, where: str, message: str, claim_id: str = "") -> None:
        """Note one problem of one operation."""
        face = self.faces.get(operation.entry_id)
        name = operation.snapshot.get("title") or (face.title if face else operation.name)
        self.problems.append(Problem(name or operation.entry_id, where, message, operation.entry_id, claim_id))


def check_batch(operations: list) -> None:
    """Raise PublicationRefused with all problems of a batch, or return None."""
    batch = Batch(operations)
    batch.load()
    for entry_id, times in Counter(operation.entry_id for operation in operations).items():
        if times > 1:
            message = "stands twice in this publication. Publish it once."
            batch.problems.append(Problem(entry_id, "", message, entry_id))
    for operation in operations:
        if operation.kind not in KINDS:
            batch.refuse(operation, "kind", f"'{operation.kind}' is not a kind of entry.")
            continue
        if operation.operation not in Revision.Operation.values:
            batch.refuse(operation, "operation", f"'{operation.operation}' is not one that the log knows.")
            continue
        face = batch.faces.get(operation.entry_id)
        if face is not None and face.kind != operation.kind:
            batch.refuse(operation, "kind", f"it was published as a {face.kind} and cannot become a {operation.kind}.")
        elif operation.operation in CONTENT:
            _check_content(batch, operation, face)
        elif operation.operation == Revision.Operation.REDACT:
            _check_redaction(batch, operation)
        else:
            _check_leaving(batch, operation, face)
    _check_addresses(batch)
    _check_pairs(batch)
    _check_owners(batch)
    if batch.problems:
        raise PublicationRefused(batch.problems)


def _check_content(batch: Batch, operation, face: Face | None) -> None:
    snapshot = operation.snapshot
    if operation.operation == Revision.Operation.RESTORE and (face is None or face.state == Face.State.PUBLIC):
        batch.refuse(operation, "", "only a withdrawn or merged entry can be restored.")
    if operation.operation == Revision.Operation.PUBLISH and face is not None and face.state == Face.State.MERGED:
        batch.refuse(operation, "", "it was merged into another entry. Restore it first.")
    if not snapshot.get("title") and not KINDS[operation.kind].pair:
        batch.refuse(operation, "title", "a published entry needs a title.")
    longest = ACTOR_TITLE if KINDS[operation.kind].namespace == "actor" else ENTRY_TITLE
    for name in ("title", "title_ru"):
        length = len(snapshot.get(name) or "")
        if length > longest and not KINDS[operation.kind].pair:
            batch.refuse(operation, name, f"has {length} characters where {longest} fit.")
    seen = set()
    for claim in snapshot.get("claims", []):
        _check_claim(batch, operation, claim, seen)
    for name, value in snapshot.items():
        if name == "claims":
            continue
        for ref in sorted(refs_in(value)):
            if not batch.is_public(ref):
                batch.refuse(operation, name, _not_public(ref))


def _check_claim(batch: Batch, operation, claim: dict, seen: set) -> None:
    where = f"{claim.get('part', claim['predicate'])} '{(claim.get('text') or claim['id'])[:60]}'"

    def refuse(message: str) -> None:
        batch.refuse(operation, where, message, claim["id"])

    if claim["id"] in seen:
        refuse("this claim stands twice.")
    seen.add(claim["id"])
    if not claim.get("citations"):
        refuse("has no citation. Cite the place in a source, or keep the claim at the desk.")
    if claim["certainty"] not in CERTAINTIES or claim["standing"] not in STANDINGS:
        refuse("has an unknown certainty or standing.")
    try:
        period(parse(claim["start"]), parse(claim["end"], end=True), parse(claim["seen"]))
    except (EDTFError, PeriodError) as error:
        refuse(str(error))
    for ref in sorted(refs_in(claim)):
        if not batch.is_public(ref):
            refuse(_not_public(ref))


def _not_public(ref: str) -> str:
    return (
        f"points to an entry that is not public ({ref}). Publish the two as one batch, or keep this claim at the desk."
    )


def _check_leaving(batch: Batch, operation, face: Face | None) -> None:
    """A withdrawal or merger must not leave others without what they rest on."""
    if face is None or face.state != Face.State.PUBLIC:
        batch.refuse(operation, "", "is not public, so it cannot be withdrawn or merged.")
        return
    if operation.operation == Revision.Operation.MERGE:
        into = operation.snapshot["into"]["$ref"]
        if into == operation.entry_id or not batch.is_public(into):
            batch.refuse(operation, "into", "an entry is merged into another one that is public.")
    cited = len(batch.citing.get(face.entry, ()))
    if cited:
        batch.refuse(
            operation,
            "citations",
            f"published claims of {cited} other {'entry cites' if cited == 1 else 'entries cite'} it. "
            "Change those in the same batch.",
        )
    if face.entry in batch.paired:
        batch.refuse(
            operation, "relationships", "it is one side of a public relationship. Withdraw that in the same batch."
        )
    if operation.operation == Revision.Operation.MERGE:
        pointing = Claim.objects.open().exclude(owner__in=batch.changing)
        left = pointing.filter(subject=face.entry).exists() or pointing.filter(object=face.entry).exists()
        if left:
            batch.refuse(operation, "claims", "published claims still point at it. Move them in the same batch.")


def _check_redaction(batch: Batch, operation) -> None:
    targets = operation.snapshot.get("redacts") or []
    if not targets:
        batch.refuse(operation, "redacts", "name at least one revision by its sequence number.")
    if len(set(targets)) != len(targets):
        batch.refuse(operation, "redacts", "names a revision twice.")
    revisions = Revision.objects.in_bulk(targets)
    last = Revision.objects.of(operation.entry_id).content().last()
    done = set(Redaction.objects.filter(target_seq__in=targets).values_list("target_seq", flat=True))
    face = batch.faces.get(operation.entry_id)
    for target in targets:
        revision = revisions.get(target)
        if revision is None or str(revision.entry_id) != operation.entry_id:
            batch.refuse(operation, "redacts", f"{target} is not a revision of this entry.")
        elif revision.operation not in CONTENT:
            batch.refuse(operation, "redacts", f"{target} has no body to redact.")
        elif target in done:
            batch.refuse(operation, "redacts", f"{target} has been redacted already.")
        elif last is not None and last.seq == target and face is not None and face.state == Face.State.PUBLIC:
            batch.refuse(
                operation, "redacts", f"{target} is what readers see now. Publish a corrected one or withdraw it first."
            )


def _check_pairs(batch: Batch) -> None:
    """Two dyads of the same two actors would have the same address."""
    wanted = {}
    for operation in batch.operations:
        pair = KINDS[operation.kind].pair if operation.kind in KINDS else None
        if not pair or operation.operation not in CONTENT:
            continue
        sides = frozenset(refs_in([operation.snapshot.get(name) for name in pair]))
        if len(sides) != 2:
            batch.refuse(operation, " and ".join(pair), "a relationship needs two different actors.")
        elif sides in wanted:
            batch.refuse(operation, " and ".join(pair), "this publication holds another relationship of the two.")
        wanted[sides] = operation
    numbers = {batch.faces[ref].entry: ref for sides in wanted for ref in sides if ref in batch.faces}
    if not numbers:
        return
    held = defaultdict(set)
    for kind in KINDS.values():
        for name in kind.pair or ():
            ordered = sorted(numbers)
            for at in range(0, len(ordered), 500):
                rows = Mention.objects.open().filter(via=name, claim=None, target__in=ordered[at : at + 500])
                for owner, target in rows.values_list("owner", "target"):
                    held[owner].add(numbers[target])
    taken = {owner: frozenset(refs) for owner, refs in held.items() if frozenset(refs) in wanted}
    for face in Face.objects.open().filter(entry__in=list(taken), state=Face.State.PUBLIC):
        operation = wanted[taken[face.entry]]
        # A relationship that this batch takes away, or gives other actors, is not in the way.
        if str(face.public_id) not in batch.becoming:
            batch.refuse(operation, "", f"these two actors already have a public relationship, '{face.title}'.")


def _check_owners(batch: Batch) -> None:
    """A claim belongs to one entry. It moves to another only if both are published together."""
    wanted: dict[str, list] = {}
    for operation in batch.operations:
        if operation.operation in CONTENT:
            for claim in operation.snapshot.get("claims", []):
                owners = wanted.setdefault(claim["id"], [])
                if owners and owners[0] is not operation:
                    where = f"{claim.get('part', claim['predicate'])} '{(claim.get('text') or claim['id'])[:60]}'"
                    batch.refuse(operation, where, "stands in another entry of this publication.", claim["id"])
                owners.append(operation)
    ordered = sorted(wanted)
    for at in range(0, len(ordered), 500):
        rows = Claim.objects.open().filter(claim_id__in=ordered[at : at + 500]).values_list("claim_id", "owner")
        held = {str(claim_id): owner for claim_id, owner in rows}
        faces = Face.objects.open().filter(entry__in=set(held.values())).values_list("entry", "public_id", "title")
        owners = {entry: (str(public_id), title) for entry, public_id, title in faces}
        for claim_id, owner in held.items():
            public_id, title = owners[owner]
            operation = wanted[claim_id][0]
            if public_id != operation.entry_id and public_id not in batch.becoming:
                message = f"claim {claim_id} is part of '{title}'. Publish the two as one batch."
                batch.refuse(operation, "claims", message, claim_id)


def _check_addresses(batch: Batch) -> None:
    """A slug once public stays reserved for its entry, and actors' slugs hold no '--'."""
    wanted = {}
    for operation in batch.operations:
        if operation.operation not in CONTENT or operation.kind not in KINDS or KINDS[operation.kind].pair:
            continue
        slug, namespace = operation.snapshot.get("slug") or "", KINDS[operation.kind].namespace
        longest = ACTOR_SLUG if namespace == "actor" else ENTRY_SLUG
        if not _SLUG.fullmatch(slug) or (namespace == "actor" and "--" in slug):
            batch.refuse(
                operation, "slug", f"'{slug[:60]}' is not an address. Use lower-case letters, digits, hyphens."
            )
            continue
        if len(slug) > longest:
            batch.refuse(operation, "slug", f"has {len(slug)} characters where {longest} fit.")
            continue
        if (namespace, slug) in wanted:
            batch.refuse(operation, "slug", f"'{slug}' is also the address of another entry in this publication.")
        wanted[namespace, slug] = operation
    slugs = sorted({slug for _, slug in wanted})
    for at in range(0, len(slugs), 500):
        taken = Face.objects.filter(slug__in=slugs[at : at + 500]).values_list("namespace", "slug", "public_id")
        for namespace, slug, public_id in taken.distinct():
            operation = wanted.get((namespace, slug))
            if operation is not None and str(public_id) != operation.entry_id:
                batch.refuse(operation, "slug", f"'{slug}' is or was the address of another entry and stays reserved.")
