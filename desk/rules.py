"""Who may do what with an entry: the desk's rules for objects, in one place.

`desk.permissions` gives roles their permissions; here these meet an entry, its authors and its state. The admin asks
before it offers a step, and `desk.workflow` asks again, behind the lock, before it takes one. Every answer that is no
is a sentence that says what is missing and who may.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from desk.models import Comment, Entry, Schedule
from desk.permissions import EDIT_ANY, PUBLISH, REDACT
from publication.models import Revision

State = Entry.State
EDITOR, ADMINISTRATOR = "editors and administrators", "administrators"
ANY_ROLE = "contributors, curators, editors and administrators"


@dataclass(frozen=True)
class Rule:
    """One action: which permission it needs, who has that, and what else must hold of entry and account."""

    permission: str
    who: str
    also: tuple[Callable[[object, Entry], str], ...] = ()


def _own(user, entry: Entry) -> str:
    if user.has_perm(EDIT_ANY) or (entry.created_by_id is not None and entry.created_by_id == user.pk):
        return ""
    return "was begun by somebody else. Contributors change what they began; curators and editors change any entry."


def _second_reader(user, entry: Entry) -> str:
    if not settings.SECOND_READER or entry.changed_by_id is None or entry.changed_by_id != user.pk:
        return ""
    return "was last changed by you. Another editor or administrator must read and publish it."


def _not_merged(user, entry: Entry) -> str:
    return "was merged into another entry. Go on with that one." if entry.state == State.MERGED else ""


def _waiting(user, entry: Entry) -> str:
    if entry.state == State.IN_REVIEW:
        return ""
    return f"is not waiting for review ({entry.get_state_display()})."


def _not_waiting(user, entry: Entry) -> str:
    return "is waiting for review already." if entry.state == State.IN_REVIEW else ""


def _pending(entry: Entry):
    return Schedule.objects.filter(entry_id=entry.pk, state=Schedule.State.PENDING)


def _scheduled(user, entry: Entry) -> str:
    return "" if _pending(entry).exists() else "has no scheduled publication."


def _not_scheduled(user, entry: Entry) -> str:
    found = _pending(entry).first()
    return f"is scheduled for {found.at:%Y-%m-%d %H:%M} UTC already. Cancel that first." if found else ""


def _never_public(user, entry: Entry) -> str:
    if Revision.objects.of(entry.public_id).exists():
        return "was public. Withdraw it instead: its history stays."
    return ""


RULES = {
    "view": Rule("desk.view_entry", ANY_ROLE),
    "add": Rule("desk.add_entry", ANY_ROLE),
    "change": Rule("desk.change_entry", ANY_ROLE, (_not_merged, _own)),
    "delete": Rule("desk.delete_entry", ADMINISTRATOR, (_never_public, _not_scheduled)),
    "comment": Rule("desk.view_entry", ANY_ROLE),
    "submit": Rule("desk.change_entry", ANY_ROLE, (_not_merged, _own, _not_waiting)),
    "request_changes": Rule(PUBLISH, EDITOR, (_waiting,)),
    "publish": Rule(PUBLISH, EDITOR, (_not_merged, _second_reader)),
    "schedule": Rule(PUBLISH, EDITOR, (_not_merged, _second_reader, _not_scheduled)),
    "cancel": Rule(PUBLISH, EDITOR, (_scheduled,)),
    "withdraw": Rule(PUBLISH, EDITOR),
    "restore": Rule(PUBLISH, EDITOR),
    "merge": Rule(PUBLISH, EDITOR, (_not_merged,)),
    "redact": Rule(REDACT, ADMINISTRATOR),
}


def may(user, action: str, entry: Entry | None = None) -> bool:
    """Whether an account may do something at all or, given an entry, with that entry as it is now."""
    return not why_not(user, action, entry)


def why_not(user, action: str, entry: Entry | None = None) -> str:
    """Return why an account may not do something, naming who may; '' if it may. KeyError for an unknown action.

    The sentence follows the entry's name: 'is not waiting for review (draft).'
    """
    rule = RULES[action]
    if not user.is_active or not user.has_perm(rule.permission):
        return f"asks for another role: {rule.who} may do this ({action.replace('_', ' ')}), your account may not."
    if entry is None:
        return ""
    return next((said for check in rule.also if (said := check(user, entry))), "")


def is_about_state(user, action: str, entry: Entry) -> bool:
    """Whether what stands against an action is the entry's state, and not whose account it is."""
    if not may(user, action):
        return False
    return next((check not in (_own, _second_reader) for check in RULES[action].also if check(user, entry)), False)


def changeable(user) -> QuerySet[Entry]:
    """Return the entries that an account may change, as the rule of 'change' has it: for lists to choose from."""
    rows = Entry.objects.exclude(state=State.MERGED)
    return rows if user.has_perm(EDIT_ANY) else rows.filter(created_by=user)


def require(user, action: str) -> None:
    """Raise PermissionDenied, in words, unless the account's role allows the action at all."""
    said = why_not(user, action)
    if said:
        raise PermissionDenied(f"This {said}")


def why_not_resolve(user, thread: Comment) -> str:
    """Return why an account may not close or open a thread; '' if it may: its author may, and who changes the entry."""
    if thread.by_id == user.pk or may(user, "change", thread.entry):
        return ""
    return "is a thread that somebody else began: they, or whoever may change the entry, may close or open it."


def sign(pk: int, user) -> None:
    """Note that an account changed an entry, or a claim of it: it is its last author now."""
    Entry.objects.filter(pk=pk).update(changed_by=user)
