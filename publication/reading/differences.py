"""What differs between two snapshots of one entry: field by field, claim by claim. Nothing here asks the database."""

from dataclasses import dataclass, field

# Keys that say what a snapshot or claim is, not what it says.
_IDENTITY = frozenset(("claims", "format", "id", "kind", "part", "predicate"))
# In a claim, the kind is part of what it says ('signed', 'sanctions').
_CLAIM_IDENTITY = frozenset(("id", "part", "predicate"))
# What stands under two keys in a claim, its own name and its side, is told once.
_SIDES = ("subject", "object")


@dataclass(frozen=True)
class Change:
    """One field: its value before and after; None where there was or is none."""

    name: str
    old: object
    new: object


@dataclass(frozen=True)
class ClaimChange:
    """One claim: its snapshot before and after (None: it was not there), and its fields that differ."""

    id: str
    part: str
    old: dict | None
    new: dict | None
    changes: list[Change] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """'added', 'removed' or 'changed'."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"


@dataclass(frozen=True)
class Difference:
    """All that differs; `unchanged` claims say the same in both."""

    fields: list[Change]
    claims: list[ClaimChange]
    unchanged: int

    def __bool__(self):
        return bool(self.fields or self.claims)


def difference(old: dict | None, new: dict | None) -> Difference:
    """Return what differs between two snapshots of one entry; None is an entry that says nothing.

    Claims are matched by their permanent ids, so that a reworded claim is a change and not a removal beside an
    addition. They come in the order of the newer snapshot, then those that are gone in the order of the older.
    """
    old, new = old or {}, new or {}
    before = {claim["id"]: claim for claim in old.get("claims", [])}
    after = {claim["id"]: claim for claim in new.get("claims", [])}
    found, unchanged = [], 0
    for identity in [*after, *(each for each in before if each not in after)]:
        one, other = before.get(identity), after.get(identity)
        if one == other:
            unchanged += 1
            continue
        changes = _changes(one, other, _CLAIM_IDENTITY) if one is not None and other is not None else []
        found.append(ClaimChange(identity, (other or one)["part"], one, other, _once(changes, other or one)))
    return Difference(_changes(old, new, _IDENTITY), found, unchanged)


def said(claim: dict) -> list[tuple[str, object]]:
    """What one claim says: its fields that hold something, the sides that stand under a name of their own left out."""
    doubled = _doubled(claim)
    return [
        (name, value)
        for name, value in claim.items()
        if name not in _CLAIM_IDENTITY and name not in doubled and value not in (None, "", [], False)
    ]


def _changes(old: dict, new: dict, identity: frozenset[str]) -> list[Change]:
    names = [*new, *(name for name in old if name not in new)]
    return [
        Change(name, old.get(name), new.get(name))
        for name in names
        if name not in identity and old.get(name) != new.get(name) and not _both_empty(old.get(name), new.get(name))
    ]


def _both_empty(old, new) -> bool:
    """A field that a later format added says nothing new while it is empty."""
    return old in (None, "", [], False) and new in (None, "", [], False)


def _doubled(claim: dict) -> set[str]:
    named = [value for name, value in claim.items() if name not in _SIDES and isinstance(value, dict)]
    return {side for side in _SIDES if claim.get(side) in named}


def _once(changes: list[Change], claim: dict) -> list[Change]:
    doubled = _doubled(claim)
    return [change for change in changes if change.name not in doubled]
