"""A claim in a few words, for lists and messages of the desk, and where an entry is edited."""

from django.urls import reverse

from desk.models import Claim, Entry
from desk.schema import schema


def describe(claim: Claim) -> str:
    """Return a claim in words: its text, or else the values of its own fields."""
    if claim.text:
        return claim.text[:100]
    said = []
    for found in claim._meta.local_fields:
        if found.primary_key:
            continue
        value = getattr(claim, f"get_{found.name}_display")() if found.choices else getattr(claim, found.name)
        if value not in (None, "", False):
            said.append(found.verbose_name if value is True else str(value))
    return ", ".join(said)[:100] or str(claim)


def screen_url(entry: Entry, screen: str) -> str:
    """Return the address of an entry's screen of its kind ('compare', 'preview' …), be it a leaf or its parent row."""
    opts = schema.of(entry).model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{screen}", args=[entry.pk])


def change_url(entry: Entry) -> str:
    """Return the address of an entry's form, be it a leaf or its parent row."""
    return screen_url(entry, "change")


def leaf_of(claim: Claim) -> Claim:
    """Return the leaf row (Membership, Phase …) of a claim's parent row, or the row itself if it has none."""
    for part in schema.parts_of(schema.of(claim.owner)):
        leaf = part.model._default_manager.filter(pk=claim.pk).first()
        if leaf is not None:
            return leaf
    return claim


def claims_in_words(entry: Entry, most: int) -> list[tuple[int, str]]:
    """Return an entry's claims as key and words, in the order of its parts, `most` of them at most."""
    found = []
    for part in schema.parts_of(schema.of(entry)):
        links = [field.name for field in part.model._meta.local_fields if field.many_to_one]
        rows = part.model._default_manager.filter(owner_id=entry.pk).select_related(*links)
        found += [(row.pk, f"{part.label}: {describe(row)}") for row in rows[: most - len(found)]]
    return found
