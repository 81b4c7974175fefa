"""Accounts: an administrator makes them and gives roles, and cannot give more than that."""

from itertools import pairwise

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import ProtectedError

from desk import workflow
from desk.permissions import ADMINISTRATORS, CONTRIBUTORS, CURATORS, EDITORS
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.test_publishing import draft

JOINED = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00"}


def page(user) -> str:
    return f"/admin/auth/user/{user.pk}/change/"


def test_each_role_may_what_the_one_before_may(db):
    held = [
        set(Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename"))
        for name in (CONTRIBUTORS, CURATORS, EDITORS, ADMINISTRATORS)
    ]
    assert all(less < more for less, more in pairwise(held))
    assert held[1] - held[0] == {
        ("desk", "edit_any_entry"),
        ("desk", "view_import"),
        ("desk", "add_import"),
        ("desk", "view_importentry"),
        ("desk", "view_importrow"),
        ("desk", "view_mapping"),
        ("desk", "add_mapping"),
        ("desk", "delete_mapping"),
        ("letterbox", "view_suggestion"),
        ("letterbox", "change_suggestion"),
        ("letterbox", "delete_suggestion"),
    }
    assert held[2] - held[1] == {("desk", "publish_entry")}
    assert settings.SECOND_FACTOR_GROUPS == (EDITORS, ADMINISTRATORS)
    assert {name for app, name in held[3] - held[2] if app == "accounts"} == {
        "view_auditline",
        "view_token",
        "revoke_token",
    }
    assert {name for app, name in held[3] - held[2] if app == "auth"} == {
        "view_user",
        "add_user",
        "change_user",
        "view_group",
    }


def test_an_administrator_gives_roles_and_nothing_else(db):
    boss, somebody = signed_in(account("boss", ADMINISTRATORS)), account("somebody")
    special = Group.objects.create(name="Special")
    data = {"username": "somebody", "is_active": "on", "is_staff": "on", **JOINED}
    curators = Group.objects.get(name=CURATORS)
    more = {"is_superuser": "on", "user_permissions": [Permission.objects.first().pk], "groups": [curators.pk]}
    assert boss.post(page(somebody), {**data, **more}).status_code == 302
    somebody = get_user_model().objects.get(pk=somebody.pk)
    assert (somebody.is_superuser, somebody.user_permissions.count(), list(somebody.groups.all())) == (
        False,
        0,
        [curators],
    )
    refused = boss.post(page(somebody), {**data, "groups": [special.pk]})
    assert "groups" in refused.context["adminform"].form.errors


def test_an_administrator_cannot_take_over_a_superuser(db):
    boss, root = signed_in(account("boss", ADMINISTRATORS)), get_user_model().objects.create_superuser("root")
    before = root.password
    assert boss.post(page(root), {"username": "mine", **JOINED}).status_code == 403
    words = {"password1": "a long and rare passphrase", "password2": "a long and rare passphrase", "set-password": "1"}
    assert boss.post(f"/admin/auth/user/{root.pk}/password/", words).status_code == 403
    root.refresh_from_db()
    assert (root.username, root.password) == ("root", before)


def test_an_account_that_took_a_step_cannot_be_deleted(collection):
    cur, land = account("cur", CURATORS), draft()
    workflow.submit([land], by=cur)
    with pytest.raises(ProtectedError):
        cur.delete()
