"""What an account may do through the write API: what it may do in the admin, asked of the same rules."""

from django.contrib.auth import get_permission_codename

from desk import rules
from desk.api.refusals import Refusal
from desk.models import Entry
from desk.schema import Kind

# The permission on a kind's own model that an action needs besides what the rules say; 'change' for all others.
VERBS = {"view": "view", "add": "add", "delete": "delete"}


def require(user, action: str, kind: Kind, entry: Entry | None = None) -> None:
    """Raise Refusal unless an account may do something with entries of a kind, or with this one.

    403 says in words who may; 409 that the entry's state is in the way.
    """
    opts = kind.model._meta
    said = rules.why_not(user, action)
    if not said and not user.has_perm(f"{opts.app_label}.{get_permission_codename(VERBS.get(action, 'change'), opts)}"):
        said = f"asks for a right that your account does not have on {opts.verbose_name_plural}."
    if said:
        raise Refusal(403, "forbidden", f"This {said}")
    if entry is not None and (said := rules.why_not(user, action, entry)):
        if rules.is_about_state(user, action, entry):
            raise Refusal(409, "conflict", f"'{entry}' {said}")
        raise Refusal(403, "forbidden", f"'{entry}' {said}")
