"""An entry of the desk as answers show it, and the strong tag of its state (RFC 9110, 8.8.3)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.urls import reverse

from desk.collection.draft import portable
from desk.collection.load import desk_drafts
from desk.editing.state import entry_states
from desk.models import Entry
from desk.publishing import leaf_entries
from desk.schema import schema


@dataclass(frozen=True)
class Shown:
    """One entry: what an answer holds of it, and its tag, quotation marks included."""

    body: dict
    tag: str


def url_of(entry: Entry) -> str:
    """Return the address of an entry in the write API."""
    return reverse("desk-api-entry", args=[schema.of(entry).folder, entry.public_id])


def listed(entry: Entry) -> dict:
    """Return what a list holds of an entry."""
    return {
        "id": str(entry.public_id),
        "kind": entry.kind,
        "slug": entry.slug,
        "title": entry.title,
        "state": entry.state,
        "url": url_of(entry),
    }


def show(entries: Iterable[Entry]) -> list[Shown]:
    """Return entries as they stand at the desk now, in the same order.

    `entry` is the object that a POST takes. The tag changes with all that is shown, and with what forms at the desk
    guard besides: a form and a program that read the same notice the same changes.
    """
    leaves = leaf_entries(entries)
    keys = {key for leaf in leaves for key in (leaf.created_by_id, leaf.changed_by_id)}
    names = {user.pk: user.get_username() for user in get_user_model().objects.filter(pk__in=keys - {None})}
    found = []
    for leaf, draft, state in zip(leaves, desk_drafts(leaves), entry_states(leaves), strict=True):
        body = {
            **listed(leaf),
            "created_by": names.get(leaf.created_by_id),
            "changed_by": names.get(leaf.changed_by_id),
            "entry": {"kind": leaf.kind, "slug": leaf.slug, **portable(draft)},
        }
        said = json.dumps([body, state], ensure_ascii=False, sort_keys=True)
        found.append(Shown(body, f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'))
    return found
