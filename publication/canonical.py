"""Canonical bytes: one text for one snapshot, on any machine and either database.

Canonical JSON here is UTF-8 in NFC with sorted keys and no spaces; numbers are whole, everything else that is
a number is text. It is kept as bytes, since a `jsonb` column reorders keys and rewrites numbers.
"""

import hashlib
import json
import re
import unicodedata

_REF = re.compile(rb'"\\u0000(\d+)\\u0000"')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotCanonical(ValueError):
    """A value that a snapshot cannot hold; the message gives the path to it."""


def normalize(value):
    """Return `value` with every text in NFC; raise NotCanonical for floats, control characters and the like."""
    try:
        return _normal(value)
    except NotCanonical as error:
        raise NotCanonical(f"{_path_to_fault(value)}: {error}") from None


def _normal(value):
    if isinstance(value, str):
        # Printable ASCII, which most of a snapshot is, has neither control characters nor other forms.
        return value if value.isascii() and value.isprintable() else _normal_text(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, dict):
        return {str(key): _normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_normal(item) for item in value]
    raise NotCanonical(f"{type(value).__name__} {value!r:.40} is not text, whole number, list or object.")


def _normal_text(value: str) -> str:
    # Browsers send line ends as two characters.
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(value):
        raise NotCanonical("a control character cannot be published.")
    if _SURROGATE.search(value):
        raise NotCanonical("half a character (a lone surrogate) cannot be published.")
    return unicodedata.normalize("NFC", value)


def _path_to_fault(value, path: str = "") -> str:
    """Where in `value` the first thing stands that is not canonical."""
    inside = {}
    if isinstance(value, dict):
        inside = {f"{path}.{key}": item for key, item in value.items()}
    elif isinstance(value, list):
        inside = {f"{path}[{at}]": item for at, item in enumerate(value)}
    for deeper, item in inside.items():
        try:
            _normal(item)
        except NotCanonical:
            return _path_to_fault(item, deeper)
    return path


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
    found, left = set(), [value]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            if len(item) == 1 and "$ref" in item:
                found.add(item["$ref"])
            else:
                left.extend(item.values())
        elif isinstance(item, list):
            left.extend(item)
    return found
