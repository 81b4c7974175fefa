"""The state of an entry at the desk, part by part, as digests: two equal states say the same in every row.

A form carries the state that it was made of. Saving compares it with the state of that moment, under a lock on
the entry's row, so that a change through whatever other form is noticed.
"""

import hashlib
import json
from collections.abc import Iterable

from desk.models import Claim, Entry
from desk.schema import CLAIM_FIELDS, ENTRY_FIELDS, schema
from desk.snapshot import ClaimRows, EntryRows, read_rows

OWN = ""  # the name under which the entry's, or the claim's, own fields stand


def entry_state(entry: Entry) -> dict[str, str]:
    """Return a digest for the own fields of a leaf entry, for each kind of child rows, and for each part.

    What the desk derives by itself (a dyad's title) and the steps of an entry's life are no part of it.
    """
    return entry_states([entry])[0]


def entry_states(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Return the state of each of some leaf entries, read together."""
    return [_state(rows) for rows in read_rows(entries)]


def _state(rows: EntryRows) -> dict[str, str]:
    names = [name for name in (*ENTRY_FIELDS, *rows.kind.fields, "desk_note") if name not in rows.kind.derived]
    said = {OWN: _values(rows.entry, names)}
    for child in schema.entry_children:
        said[child.name] = sorted(str(_values(row, child.fields)) for row in rows.children[child.name])
    for part in schema.parts_of(rows.kind):
        said[part.name] = [_claim(found) for found in rows.claims if found.part is part]
    return {name: _digest(value) for name, value in said.items()}


def claim_state(claim: Claim) -> dict[str, str]:
    """Return a digest for one claim with what hangs on it."""
    owner = schema.of(claim.owner).model._default_manager.get(pk=claim.owner_id)
    [rows] = read_rows([owner])
    return {OWN: next((_digest(_claim(found)) for found in rows.claims if found.claim.pk == claim.pk), "")}


def hold(key: int) -> None:
    """Wait for the entry's row and hold it to the end of the transaction.

    On SQLite the transaction itself is the lock: it began with IMMEDIATE.
    """
    list(Entry.objects.select_for_update().filter(pk=key).values_list("pk"))


def _claim(rows: ClaimRows) -> list:
    names = (*rows.part.fields, *CLAIM_FIELDS, "position")
    children = [
        [_values(row, (*child.fields, "position")) for row in rows.children[child.name]]
        for child in schema.claim_children
    ]
    return [str(rows.claim.public_id), _values(rows.claim, names), children]


def _values(row, names) -> list:
    return [getattr(row, row._meta.get_field(name).attname) for name in names]


def _digest(said) -> str:
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()[:16]
