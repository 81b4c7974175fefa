"""Sending to review, publishing, withdrawing and restoring, as list actions and as buttons of a form.

The rules are `desk.publishing`'s; here stands who may ask, and how a refusal is told. Every way in checks the
permission on the server, whatever buttons were shown.
"""

import re
import uuid
from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from desk.admin.claims import change_url, describe
from desk.forms import NoteForm, ReasonForm
from desk.models import Claim, Entry
from desk.permissions import may_publish
from desk.publishing import publish_batch, restore, withdraw
from desk.review import send_to_review
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
    """A model admin of entries with the steps of their life. `desk.publish_entry` allows all but the review."""

    actions = ["review_action", "publish_action", "withdraw_action", "restore_action"]

    def has_publish_permission(self, request) -> bool:
        """Whether this account may publish, withdraw and restore."""
        return may_publish(request.user)

    def require_publish(self, request) -> None:
        """Raise PermissionDenied unless this account may publish."""
        if not self.has_publish_permission(request):
            raise PermissionDenied

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
        for entry in entries:
            self.log_change(request, entry, done.capitalize() + ".")
        names = str(entries[0]) if len(entries) == 1 else f"{len(entries)} entries"
        self.message_user(request, f"{names}: {done}.", messages.SUCCESS)
        return True

    # --- the steps

    def review_entries(self, request, entries: list[Entry]) -> bool:
        """Send entries to review."""
        return self.attempt(request, entries, lambda: send_to_review(entries), "sent to review")

    def publish_entries(self, request, entries: list[Entry], note: str = "") -> bool:
        """Publish entries as one batch: all of them, or none."""
        self.require_publish(request)
        return self.attempt(request, entries, lambda: publish_batch(entries, by=request.user, note=note), "published")

    def withdraw_entries(self, request, entries: list[Entry], reason: str) -> bool:
        """Withdraw entries as one batch."""
        self.require_publish(request)
        return self.attempt(request, entries, lambda: withdraw(entries, by=request.user, reason=reason), "withdrawn")

    def restore_entries(self, request, entries: list[Entry], note: str = "") -> bool:
        """Restore entries one by one; each is whole in itself."""
        self.require_publish(request)
        done = [
            self.attempt(request, [entry], lambda entry=entry: restore(entry, by=request.user, note=note), "restored")
            for entry in entries
        ]
        return all(done)

    # --- list actions

    @admin.action(description="Send to review", permissions=["change"])
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
        self.require_publish(request)
        entries = list(queryset)
        form = form_class(request.POST if "_confirmed" in request.POST else None)
        if form.is_valid():
            [words] = form.cleaned_data.values()
            take(request, entries, words)
            return None
        return self._confirm(request, entries, form, step, action=f"{step}_action")

    def _confirm(self, request, entries, form, step: str, action: str = ""):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{step.capitalize()} {entries[0] if len(entries) == 1 else f'{len(entries)} entries'}",
            "step": step,
            "entries": entries,
            "form": form,
            "action": action,
            "back": change_url(entries[0]) if not action else "",
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/confirm_step.html", context)

    # --- the pages behind a form's links

    def get_urls(self):
        """Add withdrawing and restoring to an entry's addresses."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/withdraw/", wrap(self.withdraw_view), name=f"{name}_withdraw"),
            path("<int:pk>/restore/", wrap(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def withdraw_view(self, request, pk: int):
        """Ask for the reason, then withdraw one entry."""
        return self._step_view(request, pk, ReasonForm, "withdraw", self.withdraw_entries)

    def restore_view(self, request, pk: int):
        """Ask for a public note, then restore one entry."""
        return self._step_view(request, pk, NoteForm, "restore", self.restore_entries)

    def _step_view(self, request, pk: int, form_class, step: str, take):
        self.require_publish(request)
        entry = self.get_object(request, str(pk))
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        form = form_class(request.POST if request.method == "POST" else None)
        if form.is_valid():
            [words] = form.cleaned_data.values()
            take(request, [entry], words)
            return HttpResponseRedirect(change_url(entry))
        return self._confirm(request, [entry], form, step)

    def list_url(self) -> str:
        """Return the address of the list."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
