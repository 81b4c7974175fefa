"""CHANGES.md: what a release has that the one before it had not, from the log alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from publication.kinds import KINDS, path_of
from publication.models import Claim, Face, Redaction, Revision


@dataclass(frozen=True)
class Release:
    """What names a release: its number and the state of the record that it holds."""

    number: str
    seq: int
    digest: str


def changes(now: Release, before: Release | None) -> str:
    """Return the text, in Markdown. Entries go by kind, then by slug."""
    lines = [f"# Changes in release {now.number}", "", f"State of the record: no. {now.seq}, digest `{now.digest}`."]
    faces = _faces(now.seq)
    if before is None:
        lines += ["", "The first release: everything is new.", "", *_counts(faces, {}, now.seq, 0)]
        return "\n".join(lines) + "\n"
    old = _faces(before.seq)
    lines += [f"Before it: release {before.number}, no. {before.seq}, digest `{before.digest}`.", ""]
    lines += _counts(faces, old, now.seq, before.seq)
    notes = _notes(before.seq, now.seq)
    public, was = ({key for key, face in some.items() if face.state == Face.State.PUBLIC} for some in (faces, old))
    changed = {key for key in public & was if faces[key].revision != old[key].revision}
    for title, keys in (("Added", public - was), ("Changed", changed), ("Withdrawn", was - public)):
        if keys:
            lines += ["", f"## {title} ({len(keys)})", "", *_entries(keys, faces, notes)]
    redacted = Redaction.objects.filter(by_seq__gt=before.seq, by_seq__lte=now.seq).count()
    if redacted:
        lines += ["", f"The bodies of {redacted} earlier revisions were removed; the chain of hashes still verifies."]
    return "\n".join(lines) + "\n"


def _faces(seq: int) -> dict[int, Face]:
    rows = Face.objects.at(seq).defer("document").order_by("entry")
    return {face.entry: face for face in rows.iterator(chunk_size=1000)}


def _counts(faces: dict, old: dict, seq: int, old_seq: int) -> Iterator[str]:
    """A table: entries of each kind and claims, now and before, and what became of the claims."""
    yield "| what | now | before |"
    yield "|---|---:|---:|"
    for kind in KINDS.values():
        sizes = [
            sum(f.kind == kind.name and f.state == Face.State.PUBLIC for f in some.values()) for some in (faces, old)
        ]
        yield f"| {kind.plural} | {sizes[0]} | {sizes[1]} |"
    now, before = _claims(seq), _claims(old_seq)
    yield f"| claims | {len(now)} | {len(before)} |"
    if before:
        changed = sum(row != now[claim] for claim, row in before.items() if claim in now)
        added, gone = len(now.keys() - before.keys()), len(before.keys() - now.keys())
        yield ""
        yield f"Of the claims {added} are new, {changed} are changed, {gone} are gone."


def _claims(seq: int) -> dict:
    """The row of each claim: a claim that stands unchanged keeps its row."""
    return dict(Claim.objects.at(seq).values_list("claim_id", "id").order_by("id").iterator(chunk_size=2000))


def _notes(after: int, upto: int) -> dict[str, list[str]]:
    """The public notes of the revisions in between, by entry."""
    found = defaultdict(list)
    rows = Revision.objects.filter(seq__gt=after, seq__lte=upto).exclude(note="").order_by("seq")
    for entry_id, note in rows.values_list("entry_id", "note"):
        found[str(entry_id)].append(note)
    return found


def _entries(keys: set[int], faces: dict[int, Face], notes: dict[str, list[str]]) -> Iterator[str]:
    places = {name: place for place, name in enumerate(KINDS)}
    for face in sorted((faces[key] for key in keys), key=lambda face: (places[face.kind], face.slug, face.entry)):
        said = f"- {KINDS[face.kind].label}: {_plain(face.title)}"
        if face.slug:
            said += f" (`{path_of(face.kind, face.slug)}`)"
        if face.state == Face.State.MERGED and face.target in faces:
            target = faces[face.target]
            said += f", merged into {_plain(target.title)} (`{path_of(target.kind, target.slug)}`)"
        told = " ".join(_plain(note) for note in notes[str(face.public_id)])
        yield f"{said}: {told}" if told else said


def _plain(text: str) -> str:
    """Text on one line, with what Markdown would read as a mark escaped."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in " ".join(text.split()))
