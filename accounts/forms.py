"""Forms of signing in and of an account's own page."""

import re

from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm


class CodeForm(forms.Form):
    """One code: six digits of the app, or a recovery code of sixteen letters and digits."""

    shape = re.compile(r"[0-9]{6}|[a-z2-7]{16}", re.ASCII)
    meant = "Type the six digits that your app shows, or a recovery code such as abcd-efgh-2345-wxyz."
    code = forms.CharField(
        max_length=40,
        strip=True,
        help_text="Six digits from your app, or one of your recovery codes.",
        error_messages={"required": "Type the code that your app shows."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        """Return the code in lower case, without the blanks and hyphens between its groups."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
        if not self.shape.fullmatch(code):
            raise forms.ValidationError(f"This is no code. {self.meant}")
        return code


class SetUpForm(CodeForm):
    """The first code of an app; a recovery code will not do."""

    shape = re.compile(r"[0-9]{6}", re.ASCII)
    meant = "Type the six digits that the app shows now, 123456 for example."

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "The six digits that the app shows now."


class OwnPasswordForm(SetPasswordForm):
    """A password that nobody else has seen, in place of the one that was handed over."""

    def clean_new_password1(self) -> str:
        """Refuse the one that was handed over."""
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("Choose another password than the one that you were given.")
        return password


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and for how long."""

    name = forms.CharField(max_length=60, help_text="What it is for: 'Nightly import of votes'.")
    scopes = forms.MultipleChoiceField(
        choices=lambda: [(scope, f"{scope}: {words}") for scope, words in settings.TOKEN_SCOPES.items()],
        initial=["read"],
        widget=forms.CheckboxSelectMultiple,
        help_text="Never more than your account may.",
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=settings.TOKEN_MOST_DAYS,
        initial=settings.TOKEN_USUAL_DAYS,
        help_text=f"Days until it expires, {settings.TOKEN_MOST_DAYS} at most.",
    )


class AssuredTokenForm(TokenForm):
    """The same, of an account without a second factor: a token outlives the session that makes it."""

    password = forms.CharField(
        max_length=4096,
        strip=False,
        help_text="Your own, once more: a token goes on when this session has ended.",
        error_messages={"required": "Type your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodedTokenForm(TokenForm, CodeForm):
    """The same, of an account with a second factor."""

    field_order = ["name", "scopes", "days", "code"]
