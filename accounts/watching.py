"""What Django says of accounts, written down in the audit log.

Signals, since Django's own models are saved from forms, commands and shells that are not ours. An account that is
switched off loses its sessions and tokens here for the same reason.
"""

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from accounts import sessions, tokens
from accounts.audit import What, record
from accounts.clients import device_of

_MARKS = {"is_staff": "staff", "is_superuser": "superuser"}


def connect() -> None:
    """Listen. Called once all apps are there."""
    user = get_user_model()
    user_logged_in.connect(signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(refused, dispatch_uid="accounts.refused")
    user_locked_out.connect(locked, dispatch_uid="accounts.locked")
    pre_save.connect(about_to_save, sender=user, dispatch_uid="accounts.about_to_save")
    post_save.connect(saved, sender=user, dispatch_uid="accounts.saved")
    post_delete.connect(deleted, sender=user, dispatch_uid="accounts.deleted")
    m2m_changed.connect(groups_changed, sender=user.groups.through, dispatch_uid="accounts.groups")
    m2m_changed.connect(groups_changed, sender=user.user_permissions.through, dispatch_uid="accounts.permissions")


def signed_in(sender, request, user, **kwargs) -> None:
    """Note the session, and write down that it began."""
    sessions.begin(request, user)
    record(What.SIGNED_IN, user, by=user.get_username(), detail=device_of(request))


def signed_out(sender, request, user, **kwargs) -> None:
    """Write it down; a session may have lost its account before."""
    if user is not None:
        record(What.SIGNED_OUT, user, by=user.get_username())


def _named(credentials: dict):
    return get_user_model().objects.filter(username=credentials.get("username")).first()


def refused(sender, credentials, request=None, **kwargs) -> None:
    """Write a failure down, but not each of those that a lock turns away."""
    # django-axes has heard of it before: it counts failures, and does not count what it turns away.
    if getattr(request, "axes_locked_out", False) and request.axes_failures_since_start is None:
        return
    user = _named(credentials)
    reason = "wrong code" if credentials.get("step") == "code" else "wrong password or not allowed"
    record(What.REFUSED, user, by="", detail=reason if user else "no account of that name")


def locked(sender, request, **kwargs) -> None:
    """Write down that a lock began; it is announced again with each attempt that it turns away."""
    if request.axes_failures_since_start is not None and (user := _named(request.axes_credentials)):
        record(What.LOCKED, user, by="", detail=f"after {request.axes_failures_since_start} failures from one address")


def about_to_save(sender, instance, update_fields=None, **kwargs) -> None:
    """Remember what an account was."""
    watched = {"username", "is_active", *_MARKS}
    instance._was = None
    if instance.pk and (update_fields is None or watched & set(update_fields)):
        instance._was = sender._default_manager.filter(pk=instance.pk).values(*watched).first()


def saved(sender, instance, created, **kwargs) -> None:
    """Write down what became of it."""
    if created:
        record(What.MADE, instance, detail=", ".join(word for name, word in _MARKS.items() if getattr(instance, name)))
        return
    was, instance._was = instance._was, None
    if was is None:
        return
    if was["is_active"] != instance.is_active:
        ended, revoked = (0, 0) if instance.is_active else (sessions.end_all(instance), tokens.revoke_all(instance))
        told = [f"sessions ended: {ended}"] * bool(ended) + [f"tokens revoked: {revoked}"] * bool(revoked)
        record(What.ENABLED if instance.is_active else What.DISABLED, instance, detail=", ".join(told))
    changed = [
        f"{'now' if getattr(instance, name) else 'no longer'} {word}"
        for name, word in _MARKS.items()
        if was[name] != getattr(instance, name)
    ]
    if was["username"] != instance.username:
        changed.append(f"renamed from {was['username']}")
    if changed:
        record(What.RIGHTS, instance, detail=", ".join(changed))


def deleted(sender, instance, **kwargs) -> None:
    """Write down that an account is gone; its lines stay."""
    record(What.DELETED, instance)


def groups_changed(sender, instance, action, reverse, model, pk_set, **kwargs) -> None:
    """Write down groups and single permissions that an account got or lost, from whichever side."""
    verb = {"post_add": "added", "post_remove": "removed", "pre_clear": "removed"}.get(action)
    if verb is None:
        return
    user = get_user_model()
    if reverse:
        # From a group or a permission: its accounts.
        chosen = user._default_manager.filter(pk__in=pk_set) if pk_set is not None else instance.user_set.all()
        pairs = [(account, [instance]) for account in chosen]
    else:
        field = instance.groups if model is Group else instance.user_permissions
        pairs = [(instance, list(model._default_manager.filter(pk__in=pk_set) if pk_set is not None else field.all()))]
    for account, given in pairs:
        if given:
            names = ", ".join(one.codename if isinstance(one, Permission) else one.name for one in given)
            what = What.RIGHTS if isinstance(given[0], Permission) else What.GROUPS
            record(what, account, detail=f"{verb}: {names}")
