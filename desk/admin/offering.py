"""What the screens of an entry offer an account, and what they tell it: steps, reasons against them, open threads."""

from django.urls import reverse

from desk.models import Comment, Entry, Schedule, Step
from desk.rules import why_not
from publication.models import Face

# In the order of an entry's life: the step's address, its rule, what its link says, in which states it makes sense.
State = Entry.State
ALL = frozenset(State)
STEPS = {
    "submit": ("submit", "Send to review…", ALL - {State.MERGED, State.IN_REVIEW}),
    "publish": ("publish", "Publish…", ALL - {State.MERGED}),
    "request-changes": ("request_changes", "Request changes…", {State.IN_REVIEW}),
    "schedule": ("schedule", "Schedule…", ALL - {State.MERGED}),
    "cancel": ("cancel", "Cancel the schedule…", ALL),
    "withdraw": ("withdraw", "Withdraw…", ALL),
    "restore": ("restore", "Restore…", ALL),
    "merge": ("merge", "Merge into another…", ALL - {State.MERGED}),
    "redact": ("redact", "Redact…", ALL),
}


def step_url(step: str, entry: Entry) -> str:
    """Return the address of a step of an entry, 'review' for the page of all of them."""
    return reverse(f"admin:desk_entry_{step}", args=[entry.pk])


def offered(user, entry: Entry) -> dict[str, str]:
    """Return the steps that an account can take with an entry now: name to address."""
    return {step: step_url(step, entry) for step, said in standing(user, entry).items() if not said}


def standing(user, entry: Entry) -> dict[str, str]:
    """Return each step that makes sense in the entry's state, with why this account cannot take it, '' if it can.

    Steps that the account's role never takes are left out.
    """
    face = Face.objects.open().filter(public_id=entry.public_id).only("state").first()
    public = face is not None and face.state == Face.State.PUBLIC
    pending = Schedule.objects.filter(entry_id=entry.pk, state=Schedule.State.PENDING).exists()
    sensible = {
        "cancel": pending,
        "schedule": not pending,
        "withdraw": public,
        "restore": face is not None and not public,
        "redact": face is not None,
    }
    return {
        step: why_not(user, action, entry)
        for step, (action, _, states) in STEPS.items()
        if entry.state in states and sensible.get(step, True) and not why_not(user, action)
    }


def told(entry: Entry) -> dict:
    """Return what the form of an entry says above its fields: what was asked for, what is scheduled, open threads."""
    last = Step.objects.of(entry).first()
    return {
        "asked": last if last and last.action == Step.Action.REQUEST_CHANGES else None,
        "pending": Schedule.objects.filter(entry_id=entry.pk, state=Schedule.State.PENDING).first(),
        "threads": Comment.objects.open().filter(entry_id=entry.pk).count(),
        "review": step_url("review", entry),
    }
