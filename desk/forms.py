"""Forms of the desk: what they refuse, they refuse at the field, with nothing typed being lost."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField, construct_instance
from django.utils.functional import cached_property

from desk import lines
from desk.duplicates import likely

CITATIONS = "citations"
# The field that carries the state of the desk that a form shows, and the one that asks to see a form and not save it.
SEEN = "desk_seen"
AGAIN = "_again"
COPY = "copy"
SHOWN_AGAIN = {COPY: "This is a copy. Nothing of it is saved yet."}
# The box by which somebody says that a new entry is none of those that it resembles.
ANYWAY = "_anyway"
# Columns of Entry that no form shows and that its constraints speak of.
_UNSEEN = {"kind", "namespace"}


class DeskTextarea(AdminTextareaWidget):
    """A text box whose line ends are LF, as the files and the record have them; browsers send CRLF."""

    def value_from_datadict(self, data, files, name):
        """Return the text as typed, with LF alone."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


class DeskForm(forms.ModelForm):
    """A model form that checks every constraint of its row and says so at a field.

    Django's own form leaves out constraints that speak of a column it does not show (an entry's namespace), so
    that a second entry of the same slug would end as an error 500; and it reports all of them above the form.
    """

    def clean(self):
        """Refuse characters that cannot be published."""
        data = super().clean()
        for name, value in list(data.items()):
            if isinstance(value, str):
                allowed = "\n\t" if isinstance(self.fields[name].widget, forms.Textarea) else ""
                bad = next((char for char in value if ord(char) < 32 and char not in allowed), None)
                if bad is not None:
                    self.add_error(name, f"Take out the control character U+{ord(bad):04X}; it cannot be published.")
        return data

    def _post_clean(self):
        # As Django's, but for constraints, which get their fields below.
        exclude = self._get_validation_exclusions()
        parents = {name for name, field in self.fields.items() if isinstance(field, InlineForeignKeyField)}
        try:
            self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
        except ValidationError as error:
            self._update_errors(error)
        try:
            self.instance.full_clean(exclude=exclude | parents, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._update_errors(error)
        if self._validate_unique:
            self.validate_unique()
        unsaved = {name for name in parents if getattr(self.instance, f"{name}_id") is None}
        self._check_constraints((exclude | set(self.errors) | unsaved) - _UNSEEN)

    def _check_constraints(self, exclude: set[str]) -> None:
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError as error:
                    shown = [name for name in _fields_of(constraint) if name in self.fields]
                    visible = [name for name in shown if not isinstance(self.fields[name], InlineForeignKeyField)]
                    # The last one named is the one that completes what the others began: reason, basis, end.
                    self.add_error(visible[-1] if visible else None, error.messages)


def _fields_of(constraint: models.BaseConstraint) -> list[str]:
    """The names of the fields that a constraint speaks of, in its own order."""
    if isinstance(constraint, models.CheckConstraint):
        return list(dict.fromkeys(_named(constraint.condition)))
    return list(
        dict.fromkeys([*constraint.fields, *(name for part in constraint.expressions for name in _inside(part))])
    )


def _named(condition: models.Q) -> list[str]:
    names = []
    for child in condition.children:
        names += _named(child) if isinstance(child, models.Q) else [child[0].split("__")[0]]
        if not isinstance(child, models.Q) and isinstance(child[1], models.F):
            names.append(child[1].name)
    return names


def _inside(expression) -> list[str]:
    if isinstance(expression, models.F):
        return [expression.name]
    return [name for part in expression.get_source_expressions() for name in _inside(part)]


class GuardedForm(DeskForm):
    """A form that carries the state of the desk that it shows, for `desk.admin.guarding`."""

    desk_fields = {SEEN}
    desk_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @cached_property
    def changed_data(self):
        """The fields in which something was typed; what the desk itself added is none."""
        return [name for name in super().changed_data if name not in self.desk_fields]

    def clean(self):
        """Leave a form open that is only to be shown again with what was typed."""
        data = super().clean()
        if AGAIN in self.data:
            said = SHOWN_AGAIN.get(self.data[AGAIN], "This is what you typed. It is not saved yet.")
            self.add_error(None, forms.ValidationError(said, code=AGAIN))
        return data


class EntryForm(GuardedForm):
    """An entry's own fields. A new one that resembles others is made only if somebody says so."""

    likely: list = ()

    def clean(self):
        """Ask before a second entry for the same thing is made."""
        data = super().clean()
        if self.instance._state.adding and not {AGAIN, ANYWAY} & set(self.data):
            self.likely = likely(self._meta.model, data, self.data)
            if self.likely:
                self.add_error(None, "It may be here already: look at the entries that it resembles.")
        return data


class ClaimForm(DeskForm):
    """A claim's fields, with its citations as lines of text."""

    citations = forms.CharField(
        required=False,
        strip=False,  # an error counts lines as they were typed
        widget=DeskTextarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text='One citation per line: source | where | "quotation" | note. The source is named by its slug: '
        "wikipedia-2021 | Foreign policies, paragraph 2. A claim without one stays at the desk.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cited: list[models.Model] = []
        # For the script that looks sources up by the letters typed.
        self.fields[CITATIONS].widget.attrs["data-cites"] = lines.picker(lines.child_named(CITATIONS))
        if self.instance._state.adding:
            self.initial["position"] = None
        else:
            self.initial[CITATIONS] = lines.write(lines.child_named(CITATIONS), self.instance)
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].help_text = "Order on the page; equal numbers go by date. Blank: last."

    def clean_citations(self):
        """Read the lines; each error names its line."""
        text = self.cleaned_data[CITATIONS]
        self.cited = lines.read(lines.child_named(CITATIONS), text)
        return text

    def save(self, commit=True):
        """Save the claim, and its citations with it; a claim without a place in the order goes last."""
        if self.cleaned_data.get("position") is None and (
            self.instance._state.adding or self.instance.position is None
        ):
            last = type(self.instance)._default_manager.filter(owner_id=self.instance.owner_id)
            highest = last.aggregate(highest=models.Max("position"))["highest"]
            self.instance.position = 0 if highest is None else highest + 1
        return super().save(commit)

    def _save_m2m(self):
        super()._save_m2m()
        lines.save(lines.child_named(CITATIONS), self.instance, self.cited)


class ClaimPageForm(GuardedForm, ClaimForm):
    """A claim on a page of its own."""


class ClaimRowForm(ClaimForm):
    """A claim as one of many rows, where the same help would stand under each."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[CITATIONS].help_text = 'One per line: source | where | "quotation" | note'


class PartFormSet(BaseInlineFormSet):
    """The claims of one part, or an entry's topics, within the entry's form.

    Its prefix is the model's name: Django's would count the sets of one relation, so that leaving one out, as a
    long part is, would rename all that follow.
    """

    @classmethod
    def get_default_prefix(cls):
        """Return the name before each field of the set."""
        return cls.model._meta.model_name


class ChildFormSet(PartFormSet):
    """Rows that hang on an entry, such as its topics: none twice."""

    def clean(self):
        """Refuse a row that says the same as an earlier one in the same form."""
        super().clean()
        seen = set()
        for form in self.forms:
            blank = form.instance._state.adding and not form.has_changed()
            if blank or not form.is_valid() or form.cleaned_data.get("DELETE"):
                continue
            names = [name for name in form.fields if name not in ("id", "DELETE", self.fk.name)]
            key = tuple(form.cleaned_data.get(name) for name in names)
            if key in seen:
                form.add_error(names[0], "This stands here twice. Leave one out.")
            seen.add(key)


class ReasonForm(forms.Form):
    """Why something is withdrawn."""

    reason = forms.CharField(
        max_length=1000,
        widget=DeskTextarea(attrs={"rows": 3}),
        help_text="Public: readers who look for the page will see it.",
    )


class NoteForm(forms.Form):
    """A public note on a publication."""

    note = forms.CharField(
        required=False,
        max_length=1000,
        widget=DeskTextarea(attrs={"rows": 2}),
        help_text="Public, optional: what changed and why. It stands in the entry's history.",
    )
