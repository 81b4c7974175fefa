"""Snapshots written by hand, for tests of the record that need no desk."""

import uuid

from publication.log import Operation, append

ROOM = uuid.UUID("00000000-0000-4000-8000-000000000000")


def id_of(name: str) -> str:
    """The permanent id that these tests give to a name."""
    return str(uuid.uuid5(ROOM, name))


def ref(name: str) -> dict:
    """A link to the entry of that name."""
    return {"$ref": id_of(name)}


def claim(name: str, predicate: str = "remark", /, *, cites: str = "atlas", **more) -> dict:
    """A claim of that name; `cites` is the name of its source, '' for none."""
    citations = [{"source": ref(cites), "locator": "p. 1", "quotation": "", "note": ""}] if cites else []
    said = {
        "id": id_of(name),
        "part": f"{predicate}s",
        "predicate": predicate,
        "subject": None,
        "object": None,
        "start": "",
        "end": "",
        "seen": "",
        "wording": "",
        "inferred": False,
        "basis": "",
        "certainty": "asserted",
        "standing": "normal",
        "text": "",
        "citations": citations,
    }
    return {**said, **more}


def entry(name: str, kind: str = "country", /, *claims: dict, **more) -> dict:
    """The snapshot of an entry: its name is its slug."""
    said = {"format": 1, "id": id_of(name), "kind": kind, "slug": name, "title": name.title(), "claims": list(claims)}
    return {**said, **more}


def dyad(first: str, second: str, *claims: dict) -> dict:
    """The snapshot of the relationship of two actors."""
    return entry(f"{first}--{second}", "relationship", *claims, title="", first=ref(first), second=ref(second))


def operation(does: str, name: str, kind: str = "country", **more) -> Operation:
    """An operation without content: withdraw, merge, redact."""
    return Operation(does, {"id": id_of(name), "kind": kind, "reason": "A test.", **more})


def publish(*snapshots: dict, **more) -> list:
    """Publish snapshots as one batch and return the revisions."""
    return append([Operation("publish", snapshot) for snapshot in snapshots], **more)


def restore(snapshot: dict) -> list:
    """Restore an entry with this content."""
    return append([Operation("restore", snapshot)])


def withdraw(*names: str, kind: str = "country") -> list:
    """Withdraw entries of one kind as one batch."""
    return append([operation("withdraw", name, kind) for name in names])
