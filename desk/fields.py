"""The uncertain date as a model field and a form field."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import migrations, models

from publication.chronology import EDTFError, Span, parse


class EDTFFormField(forms.CharField):
    """A text box for one EDTF date; its errors say what to type instead."""

    def __init__(self, *, end: bool = False, **kwargs):
        self.end = end
        kwargs.setdefault("max_length", 64)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("size", 18)
        self.widget.attrs.setdefault("spellcheck", "false")
        self.widget.attrs.setdefault("autocomplete", "off")
        # For the script that says below the box what was understood.
        self.widget.attrs.setdefault("data-date", "end" if end else "start")

    def clean(self, value):
        """Return the text as typed, without outer spaces, or raise a ValidationError that teaches."""
        text = super().clean(value) or ""
        validate_edtf(text, end=self.end)
        return text


def validate_edtf(text: str, *, end: bool = False) -> Span:
    """Return the Span of `text`; turn the parser's error into Django's, word for word."""
    try:
        return parse(text, end=end)
    except EDTFError as error:
        raise ValidationError(str(error), code="edtf") from error


class EDTFField(models.CharField):
    """An EDTF date as typed, with its earliest and latest day in two companion columns.

    `EDTFField(bounds=("start_earliest", "start_latest"))` names two nullable DateFields of the same model.
    They are set from the text just before the row is written, by `save()` and `bulk_create()` alike, as an
    ImageField sets its width and height. NULL means that side has no bound.
    """

    def __init__(self, *args, bounds: tuple[str, str] | None = None, end: bool = False, **kwargs):
        self.bounds = bounds
        self.end = end
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.bounds is not None:
            kwargs["bounds"] = self.bounds
        if self.end:
            kwargs["end"] = True
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        text = super().pre_save(model_instance, add)
        if self.bounds is not None:
            span = parse(text, end=self.end)
            earliest, latest = self.bounds
            setattr(model_instance, earliest, span.earliest)
            setattr(model_instance, latest, span.latest)
        return text

    def clean(self, value, model_instance):
        text = (super().clean(value, model_instance) or "").strip()
        validate_edtf(text, end=self.end)
        return text

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": EDTFFormField, "end": self.end, **kwargs})


def bound_field() -> models.DateField:
    """A companion column of an EDTFField: derived, so never edited by hand."""
    return models.DateField(null=True, editable=False)


class ChoiceField(models.CharField):
    """A CharField whose choices the database holds too, as a CHECK on its column.

    Django's `choices` alone constrain forms only. The list is written once, in the model's TextChoices.
    """

    # Elsewhere a change of choices is none of the database's business; here it alters the column's CHECK.
    non_db_attrs = tuple(name for name in models.CharField.non_db_attrs if name not in ("choices", "blank"))

    def db_check(self, connection):
        """Return the column's CHECK clause; a blank value passes where `blank=True`."""
        values = [str(value) for value, _ in self.flatchoices]
        if self.blank and "" not in values:
            values.append("")
        quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
        return f"{connection.ops.quote_name(self.column)} IN ({quoted})"


class AlterChoices(migrations.AlterField):
    """Alters a ChoiceField whose list has changed. A migration needs it in place of AlterField.

    SQLite makes the whole table anew, and the CHECK with it. On PostgreSQL Django compares no CHECK but those of its
    own fields, so that the old one would stay.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Replace the column's CHECK; going back, Django calls this with the states exchanged."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor != "postgresql":
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        field, quote = model._meta.get_field(self.name), schema_editor.quote_name
        table = quote(model._meta.db_table)
        kept = {constraint.name for constraint in model._meta.constraints}
        for name in schema_editor._constraint_names(model, [field.column], check=True, exclude=kept):
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quote(name)}")
        name = quote(f"{model._meta.db_table}_{field.column}_check")
        check = field.db_check(schema_editor.connection)
        schema_editor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check})")
