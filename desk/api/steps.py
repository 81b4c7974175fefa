"""The steps of an entry's life that programs take: to review, public, and out of sight again. By `desk.workflow`."""

from django import forms
from django.http import HttpRequest, HttpResponse

from desk import workflow
from desk.admin.stepforms import words
from desk.api import rights
from desk.api.bodies import only, read_object
from desk.api.conditions import require_tags, take_if
from desk.api.refusals import error, invalid
from desk.api.replays import once
from desk.api.view import DeskView, find, kind_of, respond_with
from desk.forms import NoteForm, ReasonForm
from desk.models import Entry
from desk.publishing import digests
from publication.listing import check_parameters
from publication.log import lock


class CommentForm(forms.Form):
    """A word to colleagues, if wished."""

    comment = words("Comment", "For colleagues at the desk; never published.", required=False)


class Step(DeskView):
    """One step of one entry, on the state that was read."""

    action = ""
    scope = ""
    form: type[forms.Form] = forms.Form

    def take(self, leaf: Entry, said: str) -> None:
        """Take the step, behind the publication lock."""
        raise NotImplementedError

    def post(self, request: HttpRequest, folder: str, public_id: str) -> HttpResponse:
        """Take the step and answer with the entry as it is then."""
        kind = kind_of(folder)
        self.may(self.scope, self.action, kind)
        check_parameters(request, ())
        entry = find(kind, public_id)
        tags = require_tags(request.headers.get("If-Match"))
        data = read_object(request._request, needed=False)

        def answer() -> HttpResponse:
            # In the order in which publishing takes them, so that two never wait for each other.
            lock()
            leaf = take_if(entry, tags)
            rights.require(self.token.user, self.action, kind, leaf)
            self.take(leaf, _words(self.form, data))
            return respond_with(request, entry, self.token)

        return once(request._request, self.token, answer)


def _words(form_class: type[forms.Form], data: dict) -> str:
    """The one text that a step takes, '' if it is left out. Raises Refusal (422)."""
    [name] = form_class.base_fields
    only(data, (name,))
    value = data.get(name, "")
    if not isinstance(value, str):
        raise invalid([error(name, "", "is one text.")])
    bad = next((char for char in value if ord(char) < 32 and char not in "\n\t"), None)
    if bad is not None:
        raise invalid([error(name, "", f"Take out the control character U+{ord(bad):04X}.")])
    form = form_class({name: value})
    if not form.is_valid():
        raise invalid([error(name, value, " ".join(form.errors[name]))])
    return form.cleaned_data[name]


class Submit(Step):
    """To review: {"comment": "…"}, for colleagues, may be left out."""

    action, scope, form = "submit", "submit", CommentForm

    def take(self, leaf: Entry, said: str) -> None:
        """Send it."""
        workflow.submit([leaf], by=self.token.user, comment=said)


class Publish(Step):
    """Into the record, for everybody to see: {"note": "…"}, public, may be left out."""

    action, scope, form = "publish", "publish", NoteForm

    def take(self, leaf: Entry, said: str) -> None:
        """Publish what was read: the entry is held, and its digest goes along, as from the admin."""
        workflow.publish([leaf], by=self.token.user, note=said, expect=digests([leaf]))


class Withdraw(Step):
    """Out of the public's sight: {"reason": "…"}, public, is needed."""

    action, scope, form = "withdraw", "publish", ReasonForm

    def take(self, leaf: Entry, said: str) -> None:
        """Withdraw it."""
        workflow.withdraw([leaf], by=self.token.user, reason=said)


STEPS: dict[str, type[Step]] = {"submit": Submit, "publish": Publish, "withdraw": Withdraw}
