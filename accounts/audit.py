"""The audit log: the one function that writes to it."""

from datetime import timedelta

from django.utils.timezone import now

from accounts import acting
from accounts.clients import address_of
from accounts.models import AuditLine

What = AuditLine.What
# A guesser of names must not be able to fill a table that nothing is ever deleted from.
UNKNOWN_PER_HOUR = 20


def record(what: AuditLine.What, user=None, *, by: str | None = None, detail: str = "") -> None:
    """Add a line about an account, or about none. Never give it a password, a code or a name that nobody has.

    `by` is the actor's name, if not the one of the current request. What is typed as an unknown name may be a
    password in the wrong box, and is not written down; of such refusals, 20 an hour and address are.
    """
    address = address_of(acting.current_request())
    if user is None and what == What.REFUSED:
        hour = AuditLine.objects.filter(address=address, what=what, at__gt=now() - timedelta(hours=1))
        if hour.filter(account_key=None).count() >= UNKNOWN_PER_HOUR:
            return
    AuditLine.objects.create(
        what=what,
        account=user.get_username() if user else "",
        account_key=user.pk if user else None,
        by=acting.actor() if by is None else by,
        address=address,
        detail=detail[:300],
    )
