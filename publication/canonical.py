"""Canonical bytes: one text for one snapshot, on any machine and either database.

Canonical JSON here is UTF-8 in NFC with sorted keys and no spaces; numbers are whole, everything else that is
a number is text. It is kept as bytes, since a `jsonb` column reorders keys and rewrites numbers.
"""

import hashlib
import json
import re
import unicodedata

_REF = re.compile(rb'"\\u0000(\d+)\\u0000"')


class NotCanonical(ValueError):
    """A value that a snapshot cannot hold; the message gives the path to it."""


def normalize(value, path: str = ""):
    """Return `value` with every text in NFC; raise NotCanonical for floats, control characters and the like."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        # Browsers send line ends as two characters.
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        if any(ord(char) < 32 and char not in "\n\t" for char in value):
            raise NotCanonical(f"{path}: a control character cannot be published.")
        if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
            raise NotCanonical(f"{path}: half a character (a lone surrogate) cannot be published.")
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normalize(item, f"{path}[{at}]") for at, item in enumerate(value)]
    if isinstance(value, dict):
        return {str(key): normalize(item, f"{path}.{key}") for key, item in value.items()}
    raise NotCanonical(f"{path}: {type(value).__name__} {value!r:.40} is not text, whole number, list or object.")


def to_bytes(value) -> bytes:
    """Return the canonical bytes of an already normalized value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: bytes, salt: bytes = b"") -> str:
    """Return the SHA-256 of `salt` followed by `data`, in hexadecimal."""
    return hashlib.sha256(salt + data).hexdigest()


def document_bytes(value) -> bytes:
    """Return JSON in the order given, where Numbered entries become their number between NUL bytes.

    A reader splices names in their place: see `publication.reading.names`. No other NUL can occur, since
    JSON writes one inside a text as an escape.
    """
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return _REF.sub(b"\x00\\1\x00", raw)


def numbered(number: int) -> str:
    """Mark an entry number for `document_bytes`."""
    return f"\0{number}\0"


def refs_in(value) -> set[str]:
    """Return every permanent id that a snapshot's value names, at any depth."""
    if isinstance(value, dict):
        if set(value) == {"$ref"}:
            return {value["$ref"]}
        return set().union(*(refs_in(item) for item in value.values()), set())
    if isinstance(value, list):
        return set().union(*(refs_in(item) for item in value), set())
    return set()
