"""A form as a browser holds it: rows of texts, in which the desk and what somebody typed are compared."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django import forms
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField

DELETE = "DELETE"


@dataclass(frozen=True)
class Row:
    """One claim, or the entry's own fields. `pk` is '' for a row that the database does not have."""

    pk: str
    values: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """The rows of one part of a form. The form's own fields are a sheet with one row and no prefix.

    `blank` is what a new row holds before anything is typed.
    """

    prefix: str
    label: str
    fields: dict[str, forms.Field]
    key: str
    rows: tuple[Row, ...]
    blank: dict[str, str]

    def row(self, pk: str) -> Row | None:
        """The row with this key."""
        return next((row for row in self.rows if row.pk == pk), None)


def held(form: forms.ModelForm, formsets: Iterable[BaseInlineFormSet]) -> list[Sheet]:
    """Return what unbound forms show: the desk as it is."""
    own = _fields(form)
    sheets = [Sheet("", "", own, "", (Row("", _shown(form, own)),), {})]
    for formset in formsets:
        fields, key = _fields(formset.empty_form), formset._pk_field.name
        rows = tuple(Row(str(row.instance.pk), _shown(row, fields)) for row in formset.initial_forms)
        label = getattr(formset, "label", "") or formset.model._meta.verbose_name_plural
        sheets.append(Sheet(formset.prefix, str(label), fields, key, rows, _shown(formset.empty_form, fields)))
    return sheets


def sent(data: Mapping[str, str], like: list[Sheet]) -> list[Sheet]:
    """Return what a browser sent, in the shape of the sheets that the desk would show."""
    sheets = []
    for sheet in like:
        if not sheet.prefix:
            rows = [Row("", {name: _plain(data.get(name, "")) for name in sheet.fields})]
        else:
            rows = []
            for number in range(_number(data.get(f"{sheet.prefix}-TOTAL_FORMS"))):
                at = f"{sheet.prefix}-{number}-"
                values = {name: _plain(data.get(at + name, "")) for name in sheet.fields}
                pk = data.get(at + sheet.key, "")
                if pk or values != sheet.blank:
                    rows.append(Row(pk, values))
        sheets.append(replace(sheet, rows=tuple(rows)))
    return sheets


def written(sheets: list[Sheet]) -> dict[str, str]:
    """Return what a browser would send for sheets: rows with a key first, as Django's formsets want them."""
    data = {}
    for sheet in sheets:
        if not sheet.prefix:
            data |= {name: value for name, value in sheet.rows[0].values.items() if value}
            continue
        rows = sorted(sheet.rows, key=lambda row: not row.pk)
        data[f"{sheet.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{sheet.prefix}-INITIAL_FORMS"] = str(sum(1 for row in rows if row.pk))
        data[f"{sheet.prefix}-MIN_NUM_FORMS"], data[f"{sheet.prefix}-MAX_NUM_FORMS"] = "0", "1000"
        for number, row in enumerate(rows):
            at = f"{sheet.prefix}-{number}-"
            data |= {at + name: value for name, value in row.values.items() if value}
            data[at + sheet.key] = row.pk
    return data


def marks(sheets: list[Sheet]) -> dict[str, dict[str, str]]:
    """Return a short digest of every field, by row: enough to tell later who changed what."""
    return {
        f"{sheet.prefix}:{row.pk}": {name: mark(value) for name, value in row.values.items()}
        for sheet in sheets
        for row in sheet.rows
    }


def mark(text: str) -> str:
    """Return eight hex digits for a field's text."""
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


def _fields(form) -> dict[str, forms.Field]:
    """A form's fields but for its links upwards and what the desk itself adds."""
    hidden = {form._meta.model._meta.pk.name, "id"} | getattr(form, "desk_fields", set())
    return {
        name: field
        for name, field in form.fields.items()
        if name not in hidden and not isinstance(field, InlineForeignKeyField)
    }


def _shown(form, names: Iterable[str]) -> dict[str, str]:
    return {name: _text(form[name].value()) for name in names}


def _text(value) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else _plain(str(getattr(value, "pk", value)))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(text: str | None) -> int:
    return min(int(text), 2000) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
