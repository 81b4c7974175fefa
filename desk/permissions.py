"""Who may do what at the desk: one permission to publish, and two groups.

The groups get their permissions after every `migrate`, not in a migration. Django itself creates permissions
only then (a migration that ran earlier would find none, on either database); a model that comes later is
granted without anyone having to remember it; and a test's flush, which empties the tables of groups, fires the
same signal. Granting adds what is missing and takes nothing away, so that it can run any number of times.
"""

from django.apps import AppConfig
from django.contrib.auth import get_permission_codename
from django.contrib.auth.management import create_permissions
from django.db import connections, models

from desk.models import Claim, Entry, Import, Mapping
from desk.schema import schema
from letterbox.models import Suggestion

PUBLISH = "desk.publish_entry"
CURATORS, EDITORS = "Curators", "Editors"
DESK_APPS = ("letterbox", "desk", "sources", "relations", "events")


def may_publish(user) -> bool:
    """Whether an account may publish, withdraw and restore."""
    return user.is_active and user.has_perm(PUBLISH)


def may_import(user, kind: str) -> bool:
    """Whether an account may import entries of a kind as drafts: it may import, and add and change them by hand."""
    opts = schema.kinds[kind].model._meta
    verbs = [f"{opts.app_label}.{get_permission_codename(verb, opts)}" for verb in ("add", "change")]
    return user.is_active and user.has_perms(["desk.add_import", *verbs])


def verbs_for(model: type[models.Model]) -> tuple[str, ...]:
    """What both groups may do with rows of a model.

    Entries are not deleted by either: what was public is withdrawn. Claims and what hangs on them come and go.
    The desk's own bookkeeping (load states, signatures) may be seen and not touched.
    """
    if model is Suggestion:
        # Visitors add them; what is no suggestion at all may be thrown away.
        return ("view", "change", "delete")
    if model is Import:
        return ("view", "add")
    if model is Mapping:
        return ("view", "add", "delete")
    if issubclass(model, Entry):
        return ("view", "add", "change")
    hanging = {Entry._meta.get_field(child.relation).related_model for child in schema.entry_children}
    hanging |= {Claim._meta.get_field(child.relation).related_model for child in schema.claim_children}
    if issubclass(model, Claim) or model in hanging:
        return ("view", "add", "change", "delete")
    return ("view",)


def grant(sender: AppConfig, using: str, **kwargs) -> None:
    """Give both groups their permissions on one app's models; connected to `post_migrate`."""
    from django.contrib.auth.models import Group, Permission

    if sender.label not in DESK_APPS or Group._meta.db_table not in connections[using].introspection.table_names():
        return
    # Django's own receiver does the same; which of the two runs first is nobody's promise.
    create_permissions(sender, verbosity=0, using=using)
    codenames = {
        get_permission_codename(verb, model._meta) for model in sender.get_models() for verb in verbs_for(model)
    }
    permissions = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    granted = list(permissions.filter(codename__in=codenames))
    for name in (CURATORS, EDITORS):
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*granted)
        if name == EDITORS and sender.label == "desk":
            group.permissions.add(*permissions.filter(codename=PUBLISH.split(".")[1]))
