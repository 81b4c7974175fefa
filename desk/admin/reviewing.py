"""What the review queue and the review page of one entry show."""

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse

from desk.admin.entries import desk_bar
from desk.admin.offering import STEPS, standing, step_url
from desk.admin.stepforms import ApproveForm, ChangesForm, CommentForm
from desk.comparison import desk_digests
from desk.describing import change_url, screen_url
from desk.models import Comment, Entry, Schedule, Step
from desk.queue import LISTS, counts, entries_of, in_words, waits_for
from desk.rules import why_not_resolve

PER_PAGE = 50


def queue_context(request) -> dict:
    """Return one list of the queue, a page of it, with the counts of all; 404 for a list that there is not."""
    name = request.GET.get("list", "in_review")
    if name not in LISTS:
        raise Http404(f"The queue has the lists {', '.join(LISTS)}.")
    page = Paginator(entries_of(name), PER_PAGE).get_page(request.GET.get("p"))
    rows = in_words(name, list(page.object_list))
    number = counts()
    me = request.user.get_username()
    return {
        "title": "Review queue",
        "name": name,
        "lists": [{"name": key, "label": label, "count": number[key]} for key, label in LISTS.items()],
        "rows": [(row, step_url("review", row.entry), row.waits_for == me) for row in rows],
        "page": page,
    }


def review_context(request, entry: Entry) -> dict:
    """Return where an entry stands: its steps and what speaks against them, its discussion, what was done."""
    steps = standing(request.user, entry)
    reviewing = entry.state == Entry.State.IN_REVIEW
    claim = request.GET.get("claim", "")
    return {
        "title": f"Review: {entry}",
        "entry": entry,
        "form_url": change_url(entry),
        "compare_url": screen_url(entry, "compare"),
        "preview_url": screen_url(entry, "preview"),
        "queue_url": reverse("admin:desk_entry_queue"),
        "desk": desk_bar(entry),
        "log": Step.objects.of(entry),
        "waits_for": waits_for(entry),
        "pending": Schedule.objects.filter(entry=entry, state=Schedule.State.PENDING).select_related("by").first(),
        # While it is in review the two decisions stand below as forms.
        "steps": [
            (STEPS[name][1], step_url(name, entry))
            for name, said in steps.items()
            if not said and not (reviewing and name in ("publish", "request-changes"))
        ],
        "refused": [(STEPS[name][1].rstrip("…"), said) for name, said in steps.items() if said],
        "approve": (
            ApproveForm(entry=entry, initial={"expect": desk_digests([entry])[entry.pk]})
            if reviewing and steps.get("publish") == ""
            else None
        ),
        "give_back": ChangesForm(entry=entry) if steps.get("request-changes") == "" else None,
        "urls": {
            name.replace("-", "_"): step_url(name, entry)
            for name in ("publish", "request-changes", "comment", "resolve")
        },
        "comment_form": CommentForm(entry=entry, initial={"claim": claim if claim.isdecimal() else ""}),
        "threads": threads_of(request.user, entry),
    }


def threads_of(user, entry: Entry) -> list[dict]:
    """Return the threads of an entry, open ones first, each with its answers and whether `user` may close it."""
    comments = Comment.objects.filter(entry=entry).select_related("by", "resolved_by", "entry")
    replies: dict[int, list[Comment]] = {}
    threads = []
    for comment in comments:
        if comment.thread_id is None:
            threads.append(comment)
        else:
            replies.setdefault(comment.thread_id, []).append(comment)
    threads.sort(key=lambda thread: (thread.resolved_at is not None, thread.pk))
    return [
        {
            "first": thread,
            "replies": replies.get(thread.pk, []),
            "may_resolve": not why_not_resolve(user, thread),
        }
        for thread in threads
    ]
