"""Making and disabling accounts, for the commands."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import second_factor, sessions, tokens
from accounts.models import HandedPassword
from accounts.refusal import Refused

# Bytes of randomness: 18 make a password of 24 characters.
RANDOM_BYTES = 18


def find(name: str):
    """Return the account of a name. Raises Refused, with the names that there are (20 of them)."""
    users = get_user_model().objects
    found = users.filter(username=name).first()
    if found is None:
        names = list(users.order_by("username").values_list("username", flat=True)[:21])
        known = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
        raise Refused(f"There is no account '{name}'. There are: {known or 'none yet'}.")
    return found


def make(name: str, groups: list[str], email: str = "") -> str:
    """Make an account for the desk and return its password, which works once: to choose another.

    Raises Refused if the name is taken or not a name, a group is not one of the database's, or the address is none.
    """
    users = get_user_model()
    known = {group.name: group for group in Group.objects.order_by("name")}
    for group in groups:
        if group not in known:
            raise Refused(f"There is no group '{group}'. Give one of: {', '.join(known) or 'none; run migrate first'}.")
    if users.objects.filter(username__iexact=name).exists():
        raise Refused(f"There is an account '{name}' already. Choose another name.")
    try:
        users._meta.get_field("username").clean(name, None)
    except ValidationError as error:
        raise Refused(f"'{name}' is no name for an account. {' '.join(error.messages)}") from error
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Refused(f"'{email}' is no e-mail address. Give one such as ann@example.org.") from error
    password = secrets.token_urlsafe(RANDOM_BYTES)
    with transaction.atomic():
        user = users.objects.create_user(name, email=email, password=password, is_staff=True)
        user.groups.add(*(known[group] for group in groups))
        HandedPassword.objects.create(user=user)
    return password


def disable(name: str) -> int:
    """Switch an account off and end its sessions; return how many. Raises Refused if that is so already."""
    user = find(name)
    if not user.is_active:
        raise Refused(f"The account '{name}' is disabled already.")
    open_sessions = sessions.of(user).count()
    with transaction.atomic():
        user.is_active = False
        # What follows from this, wherever it is done, is in `accounts.watching`.
        user.save(update_fields=["is_active"])
    return open_sessions


def reset_second_factor(name: str) -> None:
    """Remove an account's second factor, end its sessions, revoke its tokens. Raises Refused if it has none."""
    user = find(name)
    with transaction.atomic():
        if not second_factor.remove(user):
            raise Refused(f"The account '{name}' has no second factor.")
        sessions.end_all(user)
        # Whoever has the phone may have the tokens too.
        tokens.revoke_all(user)
