"""The forms of steps: what is asked before an entry takes one."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.formats import date_format

from desk.describing import claims_in_words
from desk.forms import DeskTextarea, NoteForm, ReasonForm
from desk.models import Comment, Entry
from publication.models import Face, Revision

# Nobody plans further ahead; a slip in the year is told.
FURTHEST = timedelta(days=5 * 366)
# One comes to a claim beyond these from its own page.
MOST_CLAIMS = 300


def words(label: str, help_text: str, *, required: bool, rows: int = 3, most: int = 4000) -> forms.CharField:
    """Return a field for a few sentences."""
    area = DeskTextarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=most, widget=area)


class OfEntry(forms.Form):
    """A form that knows the entry that it is about."""

    def __init__(self, data=None, *, entry: Entry, initial=None):
        self.entry = entry
        super().__init__(data, initial=initial)


class RemarkForm(OfEntry):
    """A word to colleagues, if wished."""

    comment = words("Comment", "For colleagues at the desk; never published.", required=False)


class ChangesForm(OfEntry):
    """What shall be changed."""

    comment = words("What to change", "For whoever wrote it. Never published.", required=True)


class ApproveForm(NoteForm, OfEntry):
    """The public note, and which state of the desk was read."""

    expect = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class WithdrawForm(ReasonForm, OfEntry):
    """The public reason."""


class RestoreForm(NoteForm, OfEntry):
    """The public note."""


class ScheduleForm(ApproveForm):
    """When to publish what was read."""

    at = forms.DateTimeField(
        label="When, in UTC",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Day and time in UTC, whatever zone you are in: 2027-02-10 08:00.",
        error_messages={"invalid": "Give day and time, in UTC: 2027-02-10 08:00."},
    )
    field_order = ["at", "note", "expect"]

    def clean_at(self):
        """Refuse what is past or too far off."""
        at, now = self.cleaned_data["at"], timezone.now()
        if at <= now:
            raise forms.ValidationError(f"That is past; it is {now:%Y-%m-%d %H:%M} UTC. Publish it at once instead.")
        if at > now + FURTHEST:
            raise forms.ValidationError("That is more than five years off. Check the year.")
        return at


class RedactForm(OfEntry):
    """Which revisions lose their bodies, and why."""

    seqs = forms.TypedMultipleChoiceField(label="Revisions", coerce=int, widget=forms.CheckboxSelectMultiple)
    reason = words(
        "Reason", "Public: it stands where the text was. Do not repeat what is taken away.", required=True, most=1000
    )
    sure = forms.BooleanField(
        label="I have read them, and know that this cannot be undone: no backup, mirror or rebuild brings them back.",
        error_messages={"required": "Tick this if you are sure. A redaction cannot be undone."},
    )

    def __init__(self, data=None, *, entry: Entry, initial=None):
        super().__init__(data, entry=entry, initial=initial)
        shown = Face.objects.open().filter(public_id=entry.public_id, state=Face.State.PUBLIC)
        bodies = Revision.objects.of(entry.public_id).content().exclude(compressed=None)
        past = bodies.exclude(seq__in=list(shown.values_list("revision", flat=True))).defer("compressed", "salt")
        self.fields["seqs"].choices = [(revision.seq, _revision_in_words(revision)) for revision in past]
        none = "" if self.fields["seqs"].choices else "There is no past revision with a text. "
        self.fields[
            "seqs"
        ].help_text = (
            f"{none}What readers see now is not among them: publish a corrected text, or withdraw the entry, first."
        )


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _revision_in_words(revision: Revision) -> str:
    when = date_format(revision.recorded_at, "j F Y, H:i")
    note = f": {revision.note}" if revision.note else ""
    return f"Revision {revision.number}, {revision.get_operation_display()} {when} UTC{note}"


class IntoForm(OfEntry):
    """Which entry stays."""

    into = forms.ModelChoiceField(
        label="Merge into",
        queryset=Entry.objects.none(),
        widget=AutocompleteSelect(Entry._meta.get_field("merged_into"), admin.site),
        help_text="The entry that stays, of the same kind. Its own text and claims are not changed.",
    )

    def __init__(self, data=None, *, entry: Entry, initial=None):
        if data is not None and not _is_key(data.get("into", "")):
            # The widget looks up what was chosen, to show it again, and fails at anything that is no key.
            data = {**data.dict(), "into": "0"}
        super().__init__(data, entry=entry, initial=initial)
        field = self.fields["into"]
        field.queryset = Entry.objects.of_kind(entry.kind).exclude(state=Entry.State.MERGED).exclude(pk=entry.pk)
        field.error_messages["invalid_choice"] = f"Choose another {entry.kind} that was not merged itself."


class MergeForm(IntoForm):
    """Which entry stays, and the public note."""

    note = words("Note", "Public, optional: how one knows that the two are one.", required=False, rows=2, most=1000)


class CommentForm(OfEntry):
    """A comment: on the entry, on one of its claims, or an answer."""

    text = words("Comment", "For colleagues at the desk; never published.", required=True)
    claim = forms.ModelChoiceField(queryset=None, required=False, label="On")
    thread = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, entry: Entry, initial=None):
        super().__init__(data, entry=entry, initial=initial)
        self.fields["claim"].queryset = entry.claims.all()
        self.fields["claim"].choices = [("", "the entry as a whole"), *claims_in_words(entry, MOST_CLAIMS)]
        self.fields["claim"].error_messages["invalid_choice"] = "This is no claim of the entry."
        self.fields["thread"].queryset = Comment.objects.threads().filter(entry=entry)
        self.fields["thread"].error_messages["invalid_choice"] = "This is no thread of the entry."


class ResolveForm(OfEntry):
    """Which thread to close, or to open again."""

    thread = forms.ModelChoiceField(queryset=None)
    resolved = forms.BooleanField(required=False)

    def __init__(self, data=None, *, entry: Entry, initial=None):
        super().__init__(data, entry=entry, initial=initial)
        self.fields["thread"].queryset = Comment.objects.threads().filter(entry=entry)
