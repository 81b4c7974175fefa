"""The review queue: what waits, for whom, and since when."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from desk.models import Comment, Entry, Schedule, Step

# What the queue's pages are called in addresses, and what they say.
LISTS = {
    "in_review": "Waiting for review",
    "changes": "Changes requested",
    "scheduled": "Scheduled",
    "comments": "Open comments",
}


@dataclass(frozen=True)
class Waiting:
    """One entry of the queue: who sent it where it is, since when, for whom it waits, and what was said."""

    entry: Entry
    since: datetime
    sent_by: str
    waits_for: str
    said: str = ""
    problem: str = ""


def entries_of(name: str) -> QuerySet[Entry]:
    """Return one list of the queue, what has waited longest first, each entry with its `since`."""
    rows = Entry.objects.select_related("created_by", "changed_by")
    if name == "comments":
        rows = rows.filter(comments__thread=None, comments__resolved_at=None, comments__isnull=False)
        return rows.annotate(since=Min("comments__at"), open=Count("comments")).order_by("since", "pk")
    if name == "scheduled":
        rows = rows.filter(schedules__state=Schedule.State.PENDING)
        return rows.annotate(since=Min("schedules__at")).order_by("since", "pk")
    newest = Step.objects.filter(about=OuterRef("public_id")).order_by("-pk").values("at")[:1]
    since = Coalesce(Subquery(newest), "changed_at")
    return rows.filter(state=name).annotate(since=since).order_by("since", "pk")


def counts() -> dict[str, int]:
    """Return how many entries stand in each list."""
    states = Entry.objects.aggregate(
        in_review=Count("pk", filter=Q(state=Entry.State.IN_REVIEW)),
        changes=Count("pk", filter=Q(state=Entry.State.CHANGES)),
    )
    return {
        **states,
        "scheduled": Schedule.objects.filter(state=Schedule.State.PENDING).count(),
        "comments": Comment.objects.open().values("entry").distinct().count(),
    }


def in_words(name: str, entries: list[Entry]) -> list[Waiting]:
    """Say of entries of a list who waits for whom, in a number of queries that does not grow with them."""
    steps = Step.objects.latest_of(entries)
    if name == "comments":
        first = _first_open(entries)
        return [
            Waiting(entry, entry.since, first[entry.pk].by.get_username(), author_of(entry), first[entry.pk].text)
            for entry in entries
        ]
    if name == "scheduled":
        pending = Schedule.objects.filter(entry__in=entries, state=Schedule.State.PENDING).select_related("by")
        found = {one.entry_id: one for one in pending}
        return [
            Waiting(
                entry,
                entry.since,
                found[entry.pk].by.get_username(),
                "an editor: it was refused" if found[entry.pk].problem else "its time",
                found[entry.pk].note,
                found[entry.pk].problem,
            )
            for entry in entries
        ]
    return [_reviewed(entry, steps.get(entry.public_id)) for entry in entries]


def _reviewed(entry: Entry, step: Step | None) -> Waiting:
    sent_by = step.by.get_username() if step else "not known"
    return Waiting(entry, entry.since, sent_by, waits_for(entry), step.comment if step else "")


def waits_for(entry: Entry) -> str:
    """Return for whom an entry waits, in words; '' if it waits for nobody."""
    if entry.state == Entry.State.IN_REVIEW:
        if settings.SECOND_READER and entry.changed_by is not None:
            return f"an editor other than {entry.changed_by.get_username()}"
        return "an editor"
    return author_of(entry) if entry.state == Entry.State.CHANGES else ""


def author_of(entry: Entry) -> str:
    """Return whose answer is asked for: who changed the entry last, or else who began it."""
    author = entry.changed_by or entry.created_by
    return author.get_username() if author else "a curator"


def _first_open(entries: list[Entry]) -> dict[int, Comment]:
    found: dict[int, Comment] = {}
    for comment in Comment.objects.open().filter(entry__in=entries).select_related("by"):
        found.setdefault(comment.entry_id, comment)
    return found
