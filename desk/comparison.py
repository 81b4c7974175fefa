"""Desk against record: what the public sees of an entry, and whether the desk says something else by now."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.models import Entry
from desk.publishing import digests, published_digests
from publication.canonical import NotCanonical
from publication.models import Face


@dataclass(frozen=True)
class Compared:
    """One entry: its open face in the record, if any, and whether the desk differs from what it last published."""

    face: Face | None
    differs: bool

    @property
    def is_public(self) -> bool:
        """Whether readers see the entry now."""
        return self.face is not None and self.face.state == Face.State.PUBLIC

    @property
    def word(self) -> str:
        """The state of the record in one or two words."""
        if self.face is None:
            return "not published"
        if not self.is_public:
            return self.face.get_state_display()
        return "unpublished changes" if self.differs else "published"


def compare(entries: Iterable[Entry]) -> dict[int, Compared]:
    """Compare entries with the record, by primary key, in a number of queries that depends on their kinds alone."""
    entries = list(entries)
    keys = {entry.public_id: entry.pk for entry in entries}
    faces = {}
    ordered = sorted(keys)
    for at in range(0, len(ordered), 500):
        for face in Face.objects.open().filter(public_id__in=ordered[at : at + 500]).defer("document"):
            faces[keys[face.public_id]] = face
    record = published_digests(entries)
    desk = desk_digests(entries)
    return {
        entry.pk: Compared(faces.get(entry.pk), desk.get(entry.pk, "") != record.get(entry.pk, "")) for entry in entries
    }


def desk_digests(entries: list[Entry]) -> dict[int, str]:
    """Return the digest of each entry as the desk stands, by primary key, also where it cannot be published."""
    try:
        return digests(entries)
    except NotCanonical:
        # One row holds what cannot be published, such as a control character. Only that one counts as different.
        found = {}
        for entry in entries:
            try:
                found |= digests([entry])
            except NotCanonical:
                found[entry.pk] = "not publishable"
        return found
