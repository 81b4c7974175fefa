"""The steps that an entry can take, each at an address of its own, for entries of every kind.

A GET asks, a POST acts. The account's role is asked for first (403, in words); what the entry's state, its authors or
the record have against a step is told on the page one comes back to. `desk.workflow` decides both again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path

from desk import scheduling, workflow
from desk.admin import stepforms
from desk.admin.offering import step_url
from desk.admin.publishing import PublishingAdmin, in_words
from desk.admin.reviewing import queue_context, review_context
from desk.comparison import desk_digests
from desk.describing import change_url, leaf_of
from desk.merging import merge_collisions, rows_pointing_at
from desk.models import Entry
from desk.rules import require

# A preview is read by people; the count says how many there are.
MOST_ROWS = 200


@dataclass(frozen=True)
class EntryStep:
    """One step: its rule, its form, what it does with the form's values, and what is said when it is done."""

    action: str
    form: type[stepforms.OfEntry]
    take: Callable
    done: str
    button: str = ""


def _publish(entry, *, by, note, expect):
    return workflow.publish([entry], by=by, note=note, expect={entry.pk: expect} if expect else None)


STEPS = {
    "submit": EntryStep(
        "submit",
        stepforms.RemarkForm,
        lambda entry, by, comment: workflow.submit([entry], by=by, comment=comment),
        "sent to review",
        "Send to review",
    ),
    "request-changes": EntryStep(
        "request_changes", stepforms.ChangesForm, workflow.request_changes, "given back with a request for changes"
    ),
    "publish": EntryStep("publish", stepforms.ApproveForm, _publish, "published", "Approve and publish"),
    "schedule": EntryStep("schedule", stepforms.ScheduleForm, scheduling.schedule, "scheduled", "Approve for then"),
    "cancel": EntryStep(
        "cancel", stepforms.RemarkForm, scheduling.cancel, "taken off the schedule", "Cancel the schedule"
    ),
    "withdraw": EntryStep(
        "withdraw",
        stepforms.WithdrawForm,
        lambda entry, by, reason: workflow.withdraw([entry], by=by, reason=reason),
        "withdrawn",
    ),
    "restore": EntryStep("restore", stepforms.RestoreForm, workflow.restore, "restored"),
    "redact": EntryStep(
        "redact",
        stepforms.RedactForm,
        lambda entry, by, seqs, reason, sure: workflow.redact(entry, seqs, by=by, reason=reason),
        "redacted",
        "Redact for good",
    ),
}


class EntrySteps(PublishingAdmin):
    """For the admin of all entries: the review queue, the page of one entry's review, and its steps."""

    def get_urls(self):
        """Add the queue and the steps."""
        wrap = self.admin_site.admin_view
        views = {
            "review": self.review_view,
            "merge": self.merge_view,
            "comment": self.comment_view,
            "resolve": self.resolve_view,
            **{name: partial(self.step_view, name=name) for name in STEPS},
        }
        return [
            path("queue/", wrap(self.queue_view), name="desk_entry_queue"),
            *(path(f"<int:pk>/{name}/", wrap(view), name=f"desk_entry_{name}") for name, view in views.items()),
            *super().get_urls(),
        ]

    # --- pages that only show

    def queue_view(self, request):
        """Show what waits, for whom, and since when."""
        require(request.user, "view")
        context = {**self.admin_site.each_context(request), "opts": self.opts, **queue_context(request)}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/review_queue.html", context)

    def review_view(self, request, pk: int):
        """Show one entry's review: what stands against a step, the discussion, the steps taken."""
        require(request.user, "view")
        entry = get_object_or_404(Entry.objects.select_related("created_by", "changed_by", "merged_into"), pk=pk)
        context = {**self.admin_site.each_context(request), "opts": self.opts, **review_context(request, entry)}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/entry_review.html", context)

    # --- steps

    def step_view(self, request, pk: int, name: str):
        """Ask for what a step needs, then take it."""
        step = STEPS[name]
        require(request.user, step.action)
        entry = get_object_or_404(Entry, pk=pk)
        posted = request.POST if request.method == "POST" else None
        # What is approved is what was read: the form carries the desk's state from the page to the step.
        initial = (
            {"expect": desk_digests([entry])[entry.pk]} if "expect" in step.form.base_fields and not posted else None
        )
        form = step.form(posted, entry=entry, initial=initial)
        if form.is_valid():
            take = partial(step.take, entry, by=request.user, **form.cleaned_data)
            self.attempt(request, [entry], take, step.done)
            return HttpResponseRedirect(step_url("review", entry))
        return self.confirm(request, [entry], form, name, back=step_url("review", entry), button=step.button)

    def merge_view(self, request, pk: int):
        """Choose the entry that stays, see what will move and what stands in the way, then merge."""
        require(request.user, "merge")
        entry = get_object_or_404(Entry, pk=pk)
        if request.method == "POST":
            form = stepforms.MergeForm(request.POST, entry=entry)
        elif "into" in request.GET:
            form = stepforms.IntoForm(request.GET, entry=entry)
        else:
            form = stepforms.IntoForm(entry=entry)
        winner = form.cleaned_data["into"] if form.is_valid() else None
        if winner is not None and request.method == "POST":
            take = partial(workflow.merge, entry, winner, by=request.user, note=form.cleaned_data["note"])
            if self.attempt(request, [entry], take, "merged"):
                return HttpResponseRedirect(step_url("review", winner))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Merge: {entry}",
            "entry": entry,
            "form": form,
            "media": self.media + form.media,
            "winner": winner,
            "back": step_url("review", entry),
        }
        if winner is not None:
            pointing = rows_pointing_at(entry)
            context |= {
                "collisions": in_words(merge_collisions(entry, winner)),
                "pointing": [(change_url(owner), owner, where) for owner, where in pointing[:MOST_ROWS]],
                "pointing_count": len(pointing),
                "claims_count": entry.claims.count(),
                "note_form": stepforms.MergeForm(entry=entry, initial={"into": winner}),
            }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/merge.html", context)

    # --- comments

    def comment_view(self, request, pk: int):
        """Write a comment or an answer; the review page has the form."""

        def write(entry, values):
            claim = values["claim"] and leaf_of(values["claim"])
            workflow.comment(entry, values["text"], by=request.user, claim=claim, thread=values["thread"])

        return self._from_review_page(request, pk, "comment", stepforms.CommentForm, write, "comment written")

    def resolve_view(self, request, pk: int):
        """Close a thread or open it again; the review page has the button."""

        def close(entry, values):
            workflow.resolve(values["thread"], by=request.user, resolved=values["resolved"])

        return self._from_review_page(request, pk, "comment", stepforms.ResolveForm, close, "thread changed")

    def _from_review_page(self, request, pk: int, action: str, form_class: type[forms.Form], take, done: str):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        require(request.user, action)
        entry = get_object_or_404(Entry, pk=pk)
        form = form_class(request.POST, entry=entry)
        if form.is_valid():
            self.attempt(request, [entry], partial(take, entry, form.cleaned_data), done)
        else:
            for field, errors in form.errors.items():
                self.message_user(request, f"{field.capitalize()}: {' '.join(errors)}", messages.ERROR)
        return HttpResponseRedirect(f"{step_url('review', entry)}#discussion")
