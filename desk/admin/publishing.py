"""Sending to review, publishing, withdrawing and restoring, as list actions and as buttons of a form.

The rules are `desk.rules`', the steps `desk.workflow`'s; here stands how they are asked for and how a refusal is told.
Every way in checks the permission on the server, whatever buttons were shown.
"""

import re
import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import admin, messages
from django.template.response import TemplateResponse

from desk import workflow
from desk.describing import describe
from desk.forms import NoteForm, ReasonForm
from desk.models import Claim, Entry
from desk.publishing import leaf_entries
from desk.rules import may, require
from desk.schema import schema
from publication.errors import Problem, PublicationRefused

# More messages than this tell nobody anything, and would fill the session.
MOST_PROBLEMS = 20
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def in_words(problems: list[Problem]) -> list[str]:
    """Return problems as sentences in which entries and claims have names instead of permanent ids."""
    texts = [str(problem) for problem in problems]
    ids = {uuid.UUID(found) for text in texts for found in _UUID.findall(text)}
    names = {
        str(public_id): f"{title} ({kind})"
        for public_id, title, kind in Entry.objects.filter(public_id__in=ids).values_list("public_id", "title", "kind")
    }
    for part, claim_id in _claims_named(ids):
        claim = part.model._default_manager.filter(public_id=claim_id).first()
        if claim is not None:
            names[str(claim_id)] = describe(claim)
    return [_UUID.sub(lambda match: names.get(match[0], match[0]), text) for text in texts]


def _claims_named(ids: set[uuid.UUID]):
    for public_id, name in Claim.objects.filter(public_id__in=ids).values_list("public_id", "owner__kind"):
        for part in schema.parts_of(schema.kinds[name]):
            yield part, public_id


class PublishingAdmin(admin.ModelAdmin):
    """A model admin of entries with those steps of their life that lists and forms offer."""

    actions = ["review_action", "publish_action", "withdraw_action", "restore_action"]

    def has_submit_permission(self, request) -> bool:
        """Whether this account's role may send entries to review."""
        return may(request.user, "submit")

    def has_publish_permission(self, request) -> bool:
        """Whether this account's role may publish, withdraw and restore."""
        return may(request.user, "publish")

    def attempt(self, request, entries: list[Entry], step: Callable[[], object], done: str) -> bool:
        """Take a step; say what was done, or why nothing was. Return whether it was."""
        try:
            step()
        except PublicationRefused as refusal:
            told = in_words(refusal.problems[:MOST_PROBLEMS])
            for text in told:
                self.message_user(request, text, messages.ERROR)
            left = len(refusal.problems) - len(told)
            rest = f" And {left} more like these." if left > 0 else ""
            self.message_user(request, f"Nothing was {done}.{rest}", messages.ERROR)
            return False
        # Under the kind's own form, whichever list the step was taken from.
        for leaf in leaf_entries(entries):
            self.log_change(request, leaf, done.capitalize() + ".")
        names = str(entries[0]) if len(entries) == 1 else f"{len(entries)} entries"
        self.message_user(request, f"{names}: {done}.", messages.SUCCESS)
        return True

    # --- the steps

    def review_entries(self, request, entries: list[Entry]) -> bool:
        """Send entries to review."""
        require(request.user, "submit")
        return self.attempt(request, entries, partial(workflow.submit, entries, by=request.user), "sent to review")

    def publish_entries(self, request, entries: list[Entry], note: str = "") -> bool:
        """Publish entries as one batch: all of them, or none; leave out those that have nothing new."""
        require(request.user, "publish")
        revisions = []

        def step():
            revisions.extend(workflow.publish(entries, by=request.user, note=note))

        done = self.attempt(request, entries, step, "published")
        if done and len(revisions) < len(entries):
            same = len(entries) - len(revisions)
            self.message_user(request, f"{same} of them had nothing new and stayed as they are.", messages.WARNING)
        return done

    def withdraw_entries(self, request, entries: list[Entry], reason: str) -> bool:
        """Withdraw entries as one batch."""
        require(request.user, "withdraw")
        step = partial(workflow.withdraw, entries, by=request.user, reason=reason)
        return self.attempt(request, entries, step, "withdrawn")

    def restore_entries(self, request, entries: list[Entry], note: str = "") -> bool:
        """Restore entries one by one; each is whole in itself."""
        require(request.user, "restore")
        done = []
        for entry in entries:
            step = partial(workflow.restore, entry, by=request.user, note=note)
            done.append(self.attempt(request, [entry], step, "restored"))
        return all(done)

    # --- list actions

    @admin.action(description="Send to review", permissions=["submit"])
    def review_action(self, request, queryset):
        """Send the chosen entries to review."""
        self.review_entries(request, list(queryset))

    @admin.action(description="Publish as one batch…", permissions=["publish"])
    def publish_action(self, request, queryset):
        """Ask for a public note, then publish the chosen entries together."""
        return self._ask_for(request, queryset, NoteForm, "publish", self.publish_entries)

    @admin.action(description="Withdraw…", permissions=["publish"])
    def withdraw_action(self, request, queryset):
        """Ask for the reason, then withdraw the chosen entries."""
        return self._ask_for(request, queryset, ReasonForm, "withdraw", self.withdraw_entries)

    @admin.action(description="Restore…", permissions=["publish"])
    def restore_action(self, request, queryset):
        """Ask for a public note, then restore the chosen entries."""
        return self._ask_for(request, queryset, NoteForm, "restore", self.restore_entries)

    def _ask_for(self, request, queryset, form_class, step: str, take):
        """The page between: the first POST comes from the list, the second from the page itself."""
        require(request.user, step)
        entries = list(queryset)
        form = form_class(request.POST if "_confirmed" in request.POST else None)
        if form.is_valid():
            [words] = form.cleaned_data.values()
            take(request, entries, words)
            return None
        return self.confirm(request, entries, form, step, action=f"{step}_action")

    def confirm(self, request, entries, form, step: str, *, action: str = "", back: str = "", button: str = ""):
        """Return the page that asks before a step: for words, and whether it is meant."""
        verb = step.replace("-", " ").capitalize()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{verb}: {entries[0] if len(entries) == 1 else f'{len(entries)} entries'}",
            "step": step,
            "verb": button or verb,
            "entries": entries,
            "form": form,
            "media": self.media + form.media,
            "action": action,
            "back": back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/confirm_step.html", context)
