"""Finding the entry that a cell means: by slug, permanent id, name, or an identifier of some scheme on some day."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from desk.collection.draft import namespace_of
from desk.models import Entry
from desk.schema import Known, schema
from publication.chronology import Span


class NotFound(Exception):
    """No entry, or several, for a cell; the message says what would be found."""


@dataclass(frozen=True)
class Way:
    """One way of finding: 'slug', 'id', 'name', or 'identifier' of a scheme.

    `strict` wants the identifier to have held on the given day; else the only entry that ever had it will do.
    """

    by: str
    scheme: str = ""
    strict: bool = True


class Finder:
    """Looks entries up; what a way needs is read once."""

    def __init__(self):
        self._ids: dict[str, tuple[str, str]] = {}
        self._known: dict[tuple[str, str], dict[str, list[Known]]] = {}

    def find(self, way: Way, word: str, on: Span | None, kind: str = "") -> tuple[str, str]:
        """Return (namespace, slug) of the entry meant by `word`, of one kind if that is given. Raises NotFound."""
        if way.by == "id":
            return self._by_id(word)
        rows = self._words(way)[word.casefold() if way.by == "name" else word]
        rows = [row for row in rows if not kind or row.kind == kind]
        what = f"{way.scheme} {word}" if way.scheme else f"'{word}'"
        if not rows:
            raise NotFound(f"no {kind or 'actor'} at the desk has {'the identifier ' if way.scheme else ''}{what}.")
        fitting = rows if on is None else [row for row in rows if _holds(row, on)]
        if not fitting and not way.strict:
            fitting = rows
        slugs = sorted({(namespace_of(row.kind), row.slug) for row in fitting})
        if len(slugs) == 1:
            return slugs[0]
        if not slugs:
            raise NotFound(f"nobody had {what} then. {'; '.join(_told(row) for row in rows[:3])}.")
        names = ", ".join(slug for _, slug in slugs[:4])
        raise NotFound(f"{what} may be {names}. {'Give a day' if way.scheme else 'Give the slug'}.")

    def _by_id(self, word: str) -> tuple[str, str]:
        if not self._ids:
            self._ids = {
                str(public_id): (namespace, slug)
                for public_id, namespace, slug in Entry.objects.values_list("public_id", "namespace", "slug")
            }
        try:
            return self._ids[str(uuid.UUID(word))]
        except (ValueError, KeyError):
            raise NotFound("no entry at the desk has this id.") from None

    def _words(self, way: Way) -> dict[str, list[Known]]:
        key = way.by, way.scheme
        if key not in self._known:
            words = defaultdict(list)
            for known in schema.finders[way.by](way.scheme):
                words[known.word].append(known)
            self._known[key] = words
        return self._known[key]


def _holds(row: Known, on: Span) -> bool:
    begun = row.earliest is None or on.latest is None or row.earliest <= on.latest
    return begun and (row.latest is None or on.earliest is None or on.earliest <= row.latest)


def _told(row: Known) -> str:
    return f"{row.slug} has it from {row.earliest or 'ever'} to {row.latest or 'now'}"
