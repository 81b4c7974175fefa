"""The desk's four roles, as groups, and which permissions each has.

The groups get their permissions after every `migrate`, not in a migration. Django itself creates permissions
only then (a migration that ran earlier would find none, on either database); a model that comes later is
granted without anyone having to remember it; and a test's flush, which empties the tables of groups, fires the
same signal. Granting adds what is missing and takes nothing away, so that it can run any number of times.

Permissions say what a role may do at all. What may be done with one entry is said by `desk.rules`.
"""

from django.apps import AppConfig
from django.contrib.auth import get_permission_codename
from django.contrib.auth.management import create_permissions
from django.db import connections, models

from desk.models import Claim, Entry, Import, ImportEntry, ImportRow, Mapping
from desk.schema import schema
from letterbox.models import Suggestion

PUBLISH, EDIT_ANY, REDACT = "desk.publish_entry", "desk.edit_any_entry", "desk.redact_entry"
CONTRIBUTORS, CURATORS, EDITORS, ADMINISTRATORS = "Contributors", "Curators", "Editors", "Administrators"
# Each role may do what the one before it may, and these besides.
EXTRA = {
    CONTRIBUTORS: (),
    CURATORS: (EDIT_ANY,),
    EDITORS: (EDIT_ANY, PUBLISH),
    ADMINISTRATORS: (EDIT_ANY, PUBLISH, REDACT),
}
DESK_APPS = ("letterbox", "desk", "sources", "relations", "events")
IMPORTING = {
    Import: ("view", "add"),
    ImportEntry: ("view",),
    ImportRow: ("view",),
    Mapping: ("view", "add", "delete"),
}
# What administrators alone may in apps that know nothing of the desk. Accounts are made and switched off, never
# deleted: the log of steps names them.
ACCOUNTS = {
    "auth": ("view_user", "add_user", "change_user", "view_group"),
    "accounts": ("view_auditline", "view_token", "revoke_token"),
}


def may_publish(user) -> bool:
    """Whether an account may publish, withdraw, restore and merge at all."""
    return user.is_active and user.has_perm(PUBLISH)


def may_import(user, kind: str) -> bool:
    """Whether an account may import entries of a kind as drafts: it may import, and add and change them by hand."""
    opts = schema.kinds[kind].model._meta
    verbs = [f"{opts.app_label}.{get_permission_codename(verb, opts)}" for verb in ("add", "change")]
    return user.is_active and user.has_perms(["desk.add_import", *verbs])


def verbs_for(model: type[models.Model], role: str) -> tuple[str, ...]:
    """What a role may do with rows of a model.

    Entries are deleted by administrators alone, and only drafts: what was public is withdrawn. Claims and what
    hangs on them come and go. The desk's own bookkeeping (load states, signatures, steps) may be seen and not
    touched.
    """
    if model is Suggestion:
        # Visitors add them; what is no suggestion at all may be thrown away. They name visitors: not for all eyes.
        return () if role == CONTRIBUTORS else ("view", "change", "delete")
    if model in IMPORTING:
        # An import changes entries that others began, which contributors may not.
        return () if role == CONTRIBUTORS else IMPORTING[model]
    if issubclass(model, Entry):
        return ("view", "add", "change", "delete") if role == ADMINISTRATORS else ("view", "add", "change")
    hanging = {Entry._meta.get_field(child.relation).related_model for child in schema.entry_children}
    hanging |= {Claim._meta.get_field(child.relation).related_model for child in schema.claim_children}
    if issubclass(model, Claim) or model in hanging:
        return ("view", "add", "change", "delete")
    return ("view",)


def grant(sender: AppConfig, using: str, **kwargs) -> None:
    """Give the groups their permissions on one app's models; connected to `post_migrate`."""
    from django.contrib.auth.models import Group, Permission

    if sender.label not in (*DESK_APPS, *ACCOUNTS):
        return
    if Group._meta.db_table not in connections[using].introspection.table_names():
        return
    # Django's own receiver does the same; which of the two runs first is nobody's promise.
    create_permissions(sender, verbosity=0, using=using)
    permissions = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    for role, extra in EXTRA.items():
        if sender.label in ACCOUNTS:
            codenames = set(ACCOUNTS[sender.label]) if role == ADMINISTRATORS else set()
        else:
            codenames = {
                get_permission_codename(verb, model._meta)
                for model in sender.get_models()
                for verb in verbs_for(model, role)
            }
            codenames |= {name.split(".")[1] for name in extra if name.startswith(f"{sender.label}.")}
        group, _ = Group.objects.using(using).get_or_create(name=role)
        group.permissions.add(*permissions.filter(codename__in=codenames))
