"""Splicing: stored documents hold entry numbers between NUL bytes; a reader puts names in their place."""

import json
from collections.abc import Iterable

from publication.models import Face


def parts(document: bytes) -> list[bytes]:
    """Split a stored document; every second part is an entry number."""
    return bytes(document).split(b"\0")


def name_of(face: Face | dict) -> dict:
    """How another entry is named everywhere: {id, kind, slug, title}."""
    get = face.get if isinstance(face, dict) else lambda key: getattr(face, key)
    return {"id": str(get("public_id")), "kind": get("kind"), "slug": get("slug"), "title": get("title")}


def names_at(numbers: Iterable[int], seq: int) -> dict[int, dict]:
    """Return the names of entries by number, as the record at `seq` has them."""
    ordered, found = sorted(set(numbers)), {}
    for at in range(0, len(ordered), 5000):
        rows = Face.objects.at(seq).filter(entry__in=ordered[at : at + 5000])
        for row in rows.values("entry", "public_id", "kind", "slug", "title"):
            found[row["entry"]] = name_of(row)
    return found


def splice(documents: list[bytes], seq: int) -> list[bytes]:
    """Return the documents as JSON, with every entry named as the record at `seq` names it. One query."""
    split = [parts(document) for document in documents]
    wanted = {int(number) for pieces in split for number in pieces[1::2]}
    names = (
        {
            number: json.dumps(name, ensure_ascii=False, separators=(",", ":")).encode()
            for number, name in names_at(wanted, seq).items()
        }
        if wanted
        else {}
    )
    for pieces in split:
        pieces[1::2] = [names.get(int(number), b"null") for number in pieces[1::2]]
    return [b"".join(pieces) for pieces in split]
