"""Sessions, passwords, and the audit log: who can end, read and change what."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from accounts import sessions
from accounts.models import AuditLine, HandedPassword, SignIn
from accounts.triggers import AUDIT, triggers
from publication.triggers import install, missing
from tests.accounts.conftest import ELSEWHERE, PASSWORD, SAFARI, account, browser, give, is_in, log, set_up

pytestmark = pytest.mark.django_db
NEW = "quite another long word 8"


def change(client, old: str = PASSWORD, new: str = NEW):
    """Send the form of a new password."""
    words = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/admin/password_change/", words)


def test_one_sees_ones_sessions_and_ends_them():
    account("cur", "Curators")
    other = account("other", "Curators")
    here, phone, third, stranger = (
        browser(),
        browser(ELSEWHERE, SAFARI),
        browser("2001:db8:1:2:3::4", "curl/8"),
        browser(),
    )
    for client in (here, phone, third):
        give(client, "cur")
    give(stranger, "other")
    SignIn.objects.filter(device__contains="Safari").update(seen=now() - timedelta(hours=2))
    page = here.get("/admin/account/")
    rows = [(one.device, one.address, one.session_id == page.context["here"]) for one in page.context["sign_ins"]]
    assert sorted(rows[:2]) == [
        ("Firefox 142 on Linux", "203.0.113.9", True),
        ("curl/8", "2001:db8:1:2::/64", False),
    ]
    assert rows[2] == ("Safari 18 on iPhone", "198.51.100.7", False)
    # Keys of sessions are not in the page; another's session cannot be ended; neither can one by GET.
    assert not [key for key in Session.objects.values_list("pk", flat=True) if key in page.content.decode()]
    strange = SignIn.objects.get(user=other)
    here.post(f"/admin/account/sessions/{strange.pk}/end/")
    assert is_in(stranger)
    ending = f"/admin/account/sessions/{SignIn.objects.get(device__contains='Safari').pk}/end/"
    assert here.get(ending).status_code == 405 and is_in(phone)
    here.post(ending)
    assert (is_in(here), is_in(phone), is_in(third)) == (True, False, True)
    # One that nobody noted is ended too.
    SignIn.objects.filter(device="curl/8").delete()
    assert here.post("/admin/account/sessions/end/")["Location"] == "/admin/login/"
    assert (is_in(here), is_in(third), is_in(stranger)) == (False, False, True)


def test_a_session_in_use_is_noted_every_five_minutes():
    account("cur", "Curators")
    client = browser()
    give(client, "cur")
    long_ago = now() - timedelta(hours=1)
    SignIn.objects.update(seen=long_ago)
    client.get("/admin/account/")
    assert SignIn.objects.get().seen == long_ago
    sessions._noted.clear()
    client.get("/admin/account/")
    assert now() - SignIn.objects.get().seen < timedelta(minutes=1)
    # Not by the public pages, which ask for no session.
    sessions._noted.clear()
    SignIn.objects.update(seen=long_ago)
    client.get("/about/")
    assert SignIn.objects.get().seen == long_ago


def test_a_new_password_is_checked_and_ends_other_sessions():
    account("curator-ann", "Curators")
    here, there = browser(), browser(ELSEWHERE)
    give(here, "curator-ann")
    give(there, "curator-ann")
    for bad, why in (
        ("short 7", "at least 12 characters"),
        ("password1234", "too common"),
        ("curator-ann-1", "too similar"),
        ("739182645091", "entirely numeric"),
    ):
        assert why in change(here, new=bad).content.decode()
    assert is_in(there)
    assert change(here).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert [one.session_id for one in SignIn.objects.all()] == [here.session.session_key]
    assert ("password", "curator-ann", "curator-ann", "203.0.113.9", "other sessions ended: 1") in log(
        "by", "address", "detail"
    )


def test_a_password_that_another_set_works_once_to_choose_ones_own():
    boss, user = account("boss", is_superuser=True), account("cur", "Curators")
    root = browser()
    root.force_login(boss)
    handed = "handed over word 93"
    words = {"password1": handed, "password2": handed, "usable_password": "true", "set-password": "1"}
    assert root.post(f"/admin/auth/user/{user.pk}/password/", words).status_code == 302
    assert HandedPassword.objects.get().user == user and is_in(root)
    client = browser()
    step = "/admin/login/password/"
    assert give(client, "cur", handed)["Location"] == step and not is_in(client)
    # The steps after it cannot be taken before it.
    assert client.get("/admin/account/second-factor/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/code/")["Location"] == step
    same = client.post(step, {"new_password1": handed, "new_password2": handed})
    assert "Choose another password" in same.content.decode()
    common = {"new_password1": "password1234", "new_password2": "password1234"}
    assert "too common" in client.post(step, common).content.decode()
    assert client.post(step, {"new_password1": NEW, "new_password2": NEW})["Location"] == "/admin/" and is_in(client)
    assert not HandedPassword.objects.exists()
    assert give(browser(), "cur", NEW)["Location"] == "/admin/"


def test_the_log_tells_what_was_done_by_whom_and_from_where_and_holds_no_secret():
    user = account("cur", "Curators")
    client = browser()
    give(client, "cur", "a wrong word")
    give(client, "the password in the wrong box")
    give(client, "cur")
    key, codes = set_up(client)
    boss = account("boss", is_superuser=True)
    root = browser(ELSEWHERE)
    root.force_login(boss)
    groups = [group.pk for group in Group.objects.filter(name__in=["Editors", "Administrators"])]
    form = {
        "username": "cur",
        "is_staff": "on",
        "groups": groups,
        "date_joined_0": "2026-01-01",
        "date_joined_1": "9:00",
    }
    assert root.post(f"/admin/auth/user/{user.pk}/change/", form).status_code == 302
    assert not is_in(client)
    client.logout()
    assert log("by", "address") == [
        ("made", "cur", "a command", ""),
        ("groups", "cur", "a command", ""),
        ("refused", "cur", "", "203.0.113.9"),
        ("refused", "", "", "203.0.113.9"),
        ("signed-in", "cur", "cur", "203.0.113.9"),
        ("factor-set-up", "cur", "cur", "203.0.113.9"),
        ("made", "boss", "a command", ""),
        ("signed-in", "boss", "boss", ""),
        ("disabled", "cur", "boss", "198.51.100.7"),
        ("groups", "cur", "boss", "198.51.100.7"),
        ("groups", "cur", "boss", "198.51.100.7"),
    ]
    lost, got = (detail.split(": ") for *_, detail in log("detail")[-2:])
    assert (lost, got[0]) == (["removed", "Curators"], "added")
    assert sorted(got[1].split(", ")) == ["Administrators", "Editors"]
    held = str(list(AuditLine.objects.values()))
    for secret in (PASSWORD, "a wrong word", "the password in the wrong box", key, codes[0], codes[0].replace("-", "")):
        assert secret not in held


def test_a_guesser_of_names_cannot_fill_the_log():
    client = browser()
    for number in range(25):
        give(client, f"guess-{number}", "x")
    assert len(log()) == 20


def test_administrators_read_the_log_and_nobody_writes_it():
    chief, boss, root = (
        account("chief", "Editors"),
        account("boss", "Administrators"),
        account("root", is_superuser=True),
    )
    pages = ["/admin/accounts/auditline/", f"/admin/accounts/auditline/{AuditLine.objects.first().pk}/change/"]
    answers = {}
    for user in (chief, boss, root):
        client = browser()
        client.force_login(user)
        answers[user.username] = [client.get(page).status_code for page in pages]
        answers[user.username] += [client.post(page, {"what": "made"}).status_code for page in pages]
        answers[user.username].append(client.get("/admin/accounts/auditline/add/").status_code)
    assert answers == {
        "chief": [403] * 5,
        "boss": [200, 200, 200, 403, 403],
        "root": [200, 200, 200, 403, 403],
    }
    assert "Account made" in client.get(f"{pages[0]}?q=chief").content.decode()
    # Keys and codes have no pages.
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (f"UPDATE {AUDIT} SET account = 'x'", "a line of the audit log cannot be changed"),
        (f"DELETE FROM {AUDIT}", "a line of the audit log cannot be deleted"),
        *(
            [(f"TRUNCATE {AUDIT}", "a line of the audit log cannot be deleted")]
            if connection.vendor == "postgresql"
            else [
                (
                    f"INSERT OR REPLACE INTO {AUDIT} (id, at, what, account, by, address, detail) "
                    f"SELECT id, at, 'made', '', '', '', '' FROM {AUDIT}",
                    "a line of the audit log cannot be changed",
                )
            ]
        ),
    ],
)
def test_the_database_refuses_to_change_the_log(statement, message):
    account("cur")
    before = log("at")
    with pytest.raises(DatabaseError, match=message), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert log("at") == before


def test_a_missing_guard_is_named_and_installed_again():
    wanted = triggers(connection.vendor)
    assert missing(connection, wanted) == []
    on = f" ON {AUDIT}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_refuses_delete{on}")
    found = [error for error in run_checks(databases=["default"]) if error.id == "accounts.E001"]
    assert "audit_refuses_delete" in found[0].msg
    install(connection, wanted)
    assert missing(connection, wanted) == []
