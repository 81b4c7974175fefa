"""Splicing: stored documents hold entry numbers between NUL bytes; a reader puts names in their place."""

import json
import threading
from collections.abc import Iterable
from operator import attrgetter

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from publication.languages import RECORD, as_recorded, reading
from publication.models import Face
from publication.reading.head import state_of

# Names kept in memory, 200 bytes each: of each state of the record and language, and of so many of these.
MOST_NAMES, MOST_STATES = 20_000, 4
_names: dict[tuple[str, str], dict[bytes, bytes]] = {}
_lock = threading.Lock()
_quoted = json.encoder.encode_basestring
# What `name_of` reads of a face.
FIELDS = ("public_id", "kind", "slug", "title", "title_ru")
_FIELDS = attrgetter(*FIELDS)


def parts(document: bytes) -> list[bytes]:
    """Split a stored document; every second part is an entry number."""
    return bytes(document).split(b"\0")


def name_of(face: Face | dict) -> dict:
    """How another entry is named everywhere: {id, kind, slug, title}, in the reader's language where it can be.

    For readers of another language than the record's, `lang` says so where the name is the record's own.
    """
    return _name(face, reading())


def _name(face: Face | dict, language: str) -> dict:
    values = [face.get(field) for field in FIELDS] if isinstance(face, dict) else _FIELDS(face)
    identity, kind, slug, title, title_ru = values
    name = {"id": str(identity), "kind": kind, "slug": slug, "title": title}
    return name if language == RECORD else {**name, **_called(title, title_ru, language)}


def title_of(face: Face) -> str:
    """A face's title in the reader's language."""
    return name_of(face)["title"]


def _called(title: str, title_ru: str, language: str) -> dict:
    """A title for readers of another language than the record's."""
    return {"title": title_ru} if title_ru and language == "ru" else {"title": title, "lang": RECORD}


def titled(entry: dict) -> dict:
    """An entry's document with its title in the reader's language; `also` is its name in the other one, if any."""
    title, title_ru = entry["title"], entry.get("title_ru") or ""
    if as_recorded():
        return {**entry, "also": title_ru and {"title": title_ru, "lang": "ru"}}
    return {**entry, **_called(title, title_ru, reading()), "also": title_ru and {"title": title, "lang": RECORD}}


def shown_title():
    """What orders faces by the title that readers see, as an expression."""
    return F("title") if as_recorded() else Coalesce(NullIf("title_ru", Value("")), "title")


def title_column() -> str:
    """The column that pages of a list in order of titles go by; `with_title_column` puts it there."""
    return "title" if as_recorded() else "name"


def with_title_column(faces):
    """Faces with the column of `title_column`."""
    return faces if as_recorded() else faces.annotate(name=shown_title())


def names_at(numbers: Iterable[int], seq: int) -> dict[int, dict]:
    """Return the names of entries by number, as the record at `seq` has them."""
    ordered, found = sorted(set(numbers)), {}
    for at in range(0, len(ordered), 5000):
        rows = Face.objects.at(seq).filter(entry__in=ordered[at : at + 5000])
        for row in rows.values("entry", *FIELDS):
            found[row["entry"]] = name_of(row)
    return found


def splice(documents: list[bytes], seq: int, faces: Iterable = ()) -> list[bytes]:
    """Return the documents as JSON, with every entry named as the record at `seq` names it.

    One query for the names that were not asked for before in this state of the record. Whoever has `faces` of the
    same state, with `FIELDS` and `entry`, gives them: a list's documents all name the entry that they are of.
    """
    split = [parts(document) for document in documents]
    wanted = {number for pieces in split for number in pieces[1::2]}
    if not wanted:
        return [b"".join(pieces) for pieces in split]
    language = reading()
    known = _known_names(state_of(seq), language)
    if missing := wanted.difference(known):
        here = {number: face for face in faces if (number := b"%d" % face.entry) in missing}
        known |= {number: _compact(_name(face, language)) for number, face in here.items()}
        missing.difference_update(here)
    if missing:
        found = names_at(map(int, missing), seq)
        for number in missing:
            name = found.get(int(number))
            known[number] = b"null" if name is None else _compact(name)
    for pieces in split:
        pieces[1::2] = [known[number] for number in pieces[1::2]]
    return [b"".join(pieces) for pieces in split]


def forget() -> None:
    """Forget the names that are kept in memory: the next reader asks for all of them."""
    with _lock:
        _names.clear()


def _compact(name: dict) -> bytes:
    # All of it is text; an encoder for anything takes three times as long.
    members = ",".join([f'"{key}":{_quoted(value)}' for key, value in name.items()])
    return f"{{{members}}}".encode()


def _known_names(state: str, language: str) -> dict[bytes, bytes]:
    """The names that this process has read in a state of the record, by number, as they stand in documents.

    Of the last few states, and so many of each; what belongs to no state is not kept.
    """
    if not state:
        return {}
    with _lock:
        known = _names.setdefault((state, language), {})
        if len(known) > MOST_NAMES:
            known = _names[state, language] = {}
        if len(_names) > MOST_STATES:
            _names.pop(next(iter(_names)))
        return known
