"""The form of a suggestion, with what keeps machines out without asking people to prove that they are people."""

from datetime import timedelta

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

QUICKEST = timedelta(seconds=3)
LONGEST = timedelta(hours=12)
_signer = TimestampSigner(salt="letterbox.opened")


def opened_now() -> str:
    """A signed mark of when the form was opened."""
    return _signer.sign("opened")


def untimely(opened: str) -> str:
    """What is wrong with a form's mark of time; '' if nothing is."""
    try:
        _signer.unsign(opened, max_age=LONGEST)
    except SignatureExpired:
        return _("This form was open for too long.")
    except BadSignature:
        return _("This form came without its mark of time.")
    try:
        _signer.unsign(opened, max_age=QUICKEST)
    except SignatureExpired:
        return ""
    return _("This was sent within three seconds.")


class LinesField(forms.CharField):
    """Text of several lines, in which a line break counts as one character, as browsers count it."""

    widget = forms.Textarea

    def to_python(self, value):
        """Make the line breaks of a form those of a text."""
        return super().to_python(value.replace("\r\n", "\n") if value else value)


class SuggestionForm(forms.Form):
    """What is wrong or missing, where the right thing can be read, and, if wished, where an answer may go."""

    text = LinesField(
        label=gettext_lazy("What should be changed"),
        help_text=gettext_lazy(
            "Name the sentence or the date, and say what should stand there. Up to 4,000 characters."
        ),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Write what should be changed.")},
    )
    source = forms.CharField(
        label=gettext_lazy("Where it can be read"),
        help_text=gettext_lazy("An address, or author, title and page. Nothing enters the record without a source."),
        max_length=500,
        required=False,
    )
    contact = forms.CharField(
        label=gettext_lazy("Where to answer"),
        help_text=gettext_lazy("Not needed. If you leave an address, curators see it and nobody else."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    # Not for people: hidden from them, filled in by programs that fill in everything.
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False, max_length=500)
    opened = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean(self):
        """Refuse what was sent sooner than anybody writes, or from a form opened long ago."""
        data = super().clean()
        if problem := untimely(data.get("opened", "")):
            kept = _("Your text is still here: send it again.")
            raise forms.ValidationError(f"{problem} {kept}")
        return data

    @property
    def trapped(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))
