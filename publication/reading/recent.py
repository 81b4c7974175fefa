"""The last revisions of the record: all of them, or those of one entry and of what is about it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from publication.models import About, Face, Mention, Revision
from publication.reading.moment import Moment


@dataclass(frozen=True)
class Change:
    """One revision and what its entry is called at the moment asked for."""

    seq: int
    number: int
    public_id: UUID
    kind: str
    title: str
    operation: str
    note: str
    recorded_at: datetime


def last_changes(moment: Moment, limit: int, of: Face | None = None) -> list[Change]:
    """Return up to `limit` revisions, newest first; with `of`, those of that entry and of entries about it.

    An entry counts as being about another if it has, or ever had, a claim on it or names it as a topic: that it
    was withdrawn, or no longer says so, is a change too. Three queries; the last two read `limit` entries at most.
    """
    revisions = Revision.objects.known_at(moment.seq)
    if of is not None:
        # The newest revisions of many entries belong to those whose own last revision is newest.
        latest = _around(of, moment).order_by("-revision")[:limit]
        revisions = revisions.filter(entry_id__in=list(latest.values_list("public_id", flat=True)))
    fields = ("seq", "number", "entry_id", "kind", "operation", "note", "recorded_at")
    rows = list(revisions.order_by("-seq").values(*fields)[:limit])
    faces = Face.objects.at(moment.seq).filter(public_id__in={row["entry_id"] for row in rows})
    titles = dict(faces.values_list("public_id", "title"))
    return [
        Change(
            row["seq"],
            row["number"],
            row["entry_id"],
            row["kind"],
            titles.get(row["entry_id"], ""),
            Revision.Operation(row["operation"]).label,
            row["note"],
            row["recorded_at"],
        )
        for row in rows
    ]


def _around(face: Face, moment: Moment):
    """The faces of an entry and of all that is or was about it. As a union, each part of which is an index seek."""
    about = About.objects.filter(entry=face.entry, seq_from__lte=moment.seq)
    named = Mention.objects.filter(target=face.entry, via__in=("topics", "topic"), seq_from__lte=moment.seq)
    itself = Face.objects.filter(entry=face.entry)
    numbers = itself.values("entry").union(about.values("owner"), named.values("owner"))
    return Face.objects.at(moment.seq).filter(entry__in=numbers)
