"""Rows that curators type as lines: what hangs on a claim, such as its citations, in one text box.

The grammar is the one of the collection's files (`schema.claim_children`). Saving brings the rows to what the
box says; those that stay keep their primary key.
"""

import difflib

from django.core.exceptions import ValidationError
from django.db import models

from desk.models import Claim
from desk.schema import Child, is_link, schema


def child_named(name: str) -> Child:
    """Return the kind of rows called `name` that hang on every claim; KeyError if there is none."""
    for child in schema.claim_children:
        if child.name == name:
            return child
    raise KeyError(name)


def _relation(child: Child):
    return Claim._meta.get_field(child.relation)


def picker(child: Child) -> str:
    """Return 'app_label model_name field_name' of the link that begins each line, as the desk's look-up asks for it."""
    model = _relation(child).related_model
    link = next(name for name in child.fields if is_link(model, name))
    return f"{model._meta.app_label} {model._meta.model_name} {link}"


def write(child: Child, claim: Claim) -> str:
    """Return the lines for the rows that hang on a claim."""
    rows = []
    for row in getattr(claim, child.relation).all():
        values = {name: getattr(row, name) for name in child.fields}
        rows.append({name: getattr(value, "slug", value) for name, value in values.items()})
    return child.write(rows)


def read(child: Child, text: str) -> list[models.Model]:
    """Return unsaved rows for lines of text, in their order; raise ValidationError that names every bad line."""
    try:
        rows = child.read(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    model = _relation(child).related_model
    numbers = [number for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    known = {name: _keys(model, name, {row[name] for row in rows}) for name in child.fields if is_link(model, name)}
    fresh, errors, seen = [], [], set()
    for number, values in zip(numbers, rows, strict=True):
        row = model()
        for name in child.fields:
            value = values[name]
            if name in known:
                if value not in known[name]:
                    errors.append(f"Line {number}: {_unknown(model, name, value)}")
                value = known[name].get(value)
            setattr(row, model._meta.get_field(name).attname, value)
        errors += [f"Line {number}, {problem}" for problem in _field_problems(row, child, known)]
        key = _key(row, child)
        if key in seen and None not in key:
            errors.append(f"Line {number} cites the same place as an earlier line. Leave one out.")
        seen.add(key)
        fresh.append(row)
    if errors:
        raise ValidationError(errors)
    return fresh


def _keys(model, name: str, slugs: set[str]) -> dict[str, int]:
    target = model._meta.get_field(name).related_model
    return dict(target._default_manager.filter(slug__in=slugs).values_list("slug", "pk"))


def _unknown(model, name: str, slug: str) -> str:
    target = model._meta.get_field(name).related_model
    near = difflib.get_close_matches(slug, target._default_manager.values_list("slug", flat=True), 1)
    hint = f" Did you mean '{near[0]}'?" if near else f" Name a {target.KIND} by its slug; add it first if it is new."
    return f"no {target.KIND} '{slug[:60]}'.{hint}"


def _field_problems(row: models.Model, child: Child, known: dict) -> list[str]:
    """What the row's own fields refuse, such as a text that is too long, with the field's name."""
    skip = {found.name for found in row._meta.fields} - set(child.fields) | set(known)
    try:
        row.clean_fields(exclude=skip)
    except ValidationError as error:
        return [
            f"{row._meta.get_field(name).verbose_name}: {message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def _key(row: models.Model, child: Child) -> tuple:
    """What tells one row of a claim from another, as the table's own constraint says."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            names = {expression.name for expression in constraint.expressions} | set(constraint.fields)
            return tuple(getattr(row, row._meta.get_field(name).attname) for name in child.fields if name in names)
    return _values(row, child)


def _values(row: models.Model, child: Child) -> tuple:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in child.fields)


def save(child: Child, claim: Claim, fresh: list[models.Model]) -> None:
    """Bring the rows that hang on a saved claim to `fresh`: keep what stays, change, delete, then add."""
    relation = _relation(child)
    owner = relation.field.name
    # Values first, so that a row that stays whole is not taken for another one that cites the same place.
    held = list(relation.related_model._default_manager.filter(**{owner: claim.pk}))
    stay: dict[int, models.Model] = {}
    for same in (_values, _key):
        for place, row in enumerate(fresh):
            if place not in stay:
                old = next((old for old in held if same(old, child) == same(row, child)), None)
                if old is not None:
                    held.remove(old)
                    stay[place] = old
    for gone in held:
        gone.delete()
    for place, row in enumerate(fresh):
        old = stay.get(place)
        if old is None:
            setattr(row, relation.field.attname, claim.pk)
            row.position = place
            row.save(force_insert=True)
        elif _values(old, child) != _values(row, child) or old.position != place:
            for name in child.fields:
                attname = row._meta.get_field(name).attname
                setattr(old, attname, getattr(row, attname))
            old.position = place
            old.save()
