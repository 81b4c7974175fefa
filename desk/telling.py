"""Rows of the desk's history in words: which fields they have, what these say, what they are called."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db import models

from desk.comparing import Change
from desk.describing import describe
from desk.models import Claim, Entry
from desk.schema import is_link
from desk.snapshot import plain_decimal
from publication.reading.wordings import pieces

# What nearly every row says, and a place among others, are told only where they change.
_USUAL = {"certainty": Claim.Certainty.ASSERTED, "standing": Claim.Standing.NORMAL}
_PLACE = "position"


def shown_fields(row: models.Model) -> list[str]:
    """Return the fields of a row of history that say something, in the model's order: neither keys nor its owner."""
    return [
        found.name
        for found in row.tracked_fields
        if found.editable
        and not found.primary_key
        and not (found.many_to_one and found.remote_field.on_delete is models.CASCADE)
    ]


def said_by(row: models.Model) -> Iterator[tuple[str, object]]:
    """Yield the fields of a row that was made or deleted, with their values; empty and usual ones are left out."""
    for name in shown_fields(row):
        value = _value(row, name)
        if value not in (None, "", False) and name != _PLACE and _USUAL.get(name) != value:
            yield name, value


def link_keys(rows: Iterable[models.Model]) -> set[int]:
    """Return the keys of all entries that rows of history name."""
    return {
        value
        for row in rows
        for name in shown_fields(row)
        if is_link(row.instance_type, name) and (value := _value(row, name)) is not None
    }


class Names:
    """What the entries that rows of history name are called now."""

    def __init__(self, keys: set[int]):
        """Read the titles, in one query."""
        self.titles = dict(Entry.objects.filter(pk__in=keys).values_list("pk", "title"))

    def title(self, key: int) -> str:
        """Return an entry's title, or that it is gone."""
        return self.titles.get(key, f"an entry that is gone ({key})")

    def words(self, row: models.Model, name: str, value) -> str:
        """Return a field's value as people read it, '' for nothing."""
        found = row.instance_type._meta.get_field(name)
        if value is None or value == "" or value is False:
            return ""
        if value is True:
            return "yes"
        if found.many_to_one:
            return self.title(value)
        if found.choices:
            return str(dict(found.flatchoices).get(value, value))
        return plain_decimal(value) if isinstance(value, Decimal) else str(value)

    def change(self, row: models.Model, name: str, old, new) -> Change:
        """Return one field that differs, in words."""
        label = str(row.instance_type._meta.get_field(name).verbose_name)
        return Change(label, pieces(self.words(row, name, old), self.words(row, name, new)))

    def heading(self, row: models.Model) -> str:
        """Return what a row is called: a claim's words, or else the values of its fields."""
        if not issubclass(row.instance_type, Claim):
            return " | ".join(self.words(row, name, value) for name, value in said_by(row))
        claim = row.history_object
        for found in claim._meta.local_fields:
            if found.many_to_one and not found.primary_key and (key := getattr(claim, found.attname)) is not None:
                # The title is all that is asked of it.
                found.set_cached_value(claim, Entry(pk=key, title=self.title(key)))
        return describe(claim)


def _value(row: models.Model, name: str):
    return getattr(row, row.instance_type._meta.get_field(name).attname)
