"""Rows that hang on entries and claims, as the writer compares them: many owners' at once."""

from collections import defaultdict

from django.db import models

from desk.schema import Child


def hanging_of(child: Child, owner: type[models.Model], keys: list[int]) -> dict[int, list]:
    """Return the rows of `child` that the desk has of some owners, by the owner's key."""
    relation = owner._meta.get_field(child.relation)
    column, found = relation.field.attname, defaultdict(list)
    for at in range(0, len(keys), 500):
        for row in relation.related_model._default_manager.filter(**{f"{column}__in": keys[at : at + 500]}):
            found[getattr(row, column)].append(row)
    return found


def has_place(row: models.Model) -> bool:
    """Whether a row is numbered among its like."""
    return any(found.name == "position" for found in row._meta.fields)


def values_of(row: models.Model) -> list:
    """Return all that a row's columns hold."""
    return [getattr(row, found.attname) for found in row._meta.concrete_fields]


def same_value(one: models.Model, other: models.Model, name: str) -> bool:
    """Whether two rows say the same in one field."""
    attname = one._meta.get_field(name).attname
    return getattr(one, attname) == getattr(other, attname)
