"""Signing in by steps: the second factor, what is asked of whom, locks, and handed passwords."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.db.models import F
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import steps
from tests.accounts.conftest import (
    ELSEWHERE,
    HERE,
    PASSWORD,
    account,
    app_code,
    browser,
    confirm,
    give,
    is_in,
    log,
    offered_key,
    set_up,
)

pytestmark = pytest.mark.django_db
SET_UP, CODE = "/admin/account/second-factor/", "/admin/login/code/"


def forget_failures() -> None:
    """Let the time pass that a wrong code makes one wait."""
    for model in (TOTPDevice, StaticToken.device.field.related_model):
        model.objects.update(throttling_failure_timestamp=F("throttling_failure_timestamp") - timedelta(hours=1))


def test_an_editor_reaches_nothing_but_the_set_up_page(strict):
    account("chief", "Editors")
    client = browser()
    assert give(client, "chief", after="/admin/events/event/")["Location"] == SET_UP
    assert client.get("/admin/events/event/")["Location"].startswith("/admin/login/?next=")
    assert client.get("/admin/account/")["Location"].startswith("/admin/login/?next=")
    image = client.get(f"{SET_UP}qr.svg")
    assert image["Content-Type"] == "image/svg+xml" and "no-store" in image["Cache-Control"]
    assert b"<svg" in image.content and b"style" not in image.content and b"script" not in image.content
    assert "no-store" in client.get(SET_UP)["Cache-Control"]
    # Another browser is offered nothing.
    assert browser().get(f"{SET_UP}qr.svg").status_code == 404
    assert browser().get(SET_UP)["Location"].startswith("/admin/login/")
    key, codes = set_up(client)
    assert len(set(codes)) == 10 and is_in(client)
    # Neither key nor codes are shown again, and no code can be read in the database.
    assert client.get(SET_UP)["Location"] == "/admin/account/"
    assert client.get(f"{SET_UP}qr.svg").status_code == 404
    assert not {code.replace("-", "") for code in codes} & set(StaticToken.objects.values_list("token", flat=True))
    assert key not in str(client.session.items())


@pytest.mark.parametrize("group", ["Curators", ""])
def test_others_may_and_need_not(strict, group):
    account("cur", group)
    client = browser()
    assert give(client, "cur")["Location"] == "/admin/" and is_in(client)
    set_up(client)
    assert give(browser(), "cur")["Location"] == CODE


def test_local_mode_asks_nobody():
    account("chief", "Editors")
    client = browser()
    assert give(client, "chief")["Location"] == "/admin/" and is_in(client)


def test_whoever_becomes_an_editor_while_signed_in_sets_up_first_and_loses_nothing(strict):
    user = account("cur", "Curators")
    client = browser()
    give(client, "cur")
    user.groups.set(Group.objects.filter(name="Editors"))
    assert not is_in(client)
    assert client.get("/admin/login/?next=/admin/kept/")["Location"] == SET_UP
    key = offered_key(client)
    page = client.post(SET_UP, {"code": app_code(key)})
    assert page.context["after"] == "/admin/kept/" and is_in(client)


def test_a_code_signs_in_once_and_a_recovery_code_too():
    account("cur", "Curators")
    first = browser()
    give(first, "cur")
    key = offered_key(first)
    # Each code is computed once: the clock may go on to the next meanwhile.
    shown, following = app_code(key), app_code(key, 1)
    codes = confirm(first, shown)
    client = browser(ELSEWHERE)
    assert give(client, "cur", after="/admin/kept/")["Location"] == CODE
    assert not is_in(client)
    # The set-up has used this one up.
    assert "used already" in client.post(CODE, {"code": shown}).content.decode()
    forget_failures()
    assert client.post(CODE, {"code": following})["Location"] == "/admin/kept/" and is_in(client)
    again = browser(ELSEWHERE)
    give(again, "cur")
    assert "used already" in again.post(CODE, {"code": following}).content.decode()
    forget_failures()
    again.post(CODE, {"code": codes[0].upper().replace("-", " ")})
    assert is_in(again)
    third = browser(ELSEWHERE)
    give(third, "cur")
    third.post(CODE, {"code": codes[0]})
    assert not is_in(third)
    assert StaticToken.objects.count() == 9
    assert ("code-used", "cur", "9 recovery codes left") in log("detail")


def test_wrong_codes_make_one_wait_and_then_lock():
    account("cur", "Curators")
    client = browser()
    give(client, "cur")
    key, _ = set_up(client)
    client = browser(ELSEWHERE)
    give(client, "cur")
    assert "no code" in client.post(CODE, {"code": "12345"}).content.decode()
    wrong = f"{(int(app_code(key, 1)) + 1) % 1_000_000:06d}"
    assert "not right" in client.post(CODE, {"code": wrong}).content.decode()
    # Even the right one is not looked at now.
    assert "after a while" in client.post(CODE, {"code": app_code(key, 1)}).content.decode()
    for _ in range(3):
        forget_failures()
        assert client.post(CODE, {"code": wrong}).status_code == 200
        forget_failures()
        # The right password in between takes nothing back.
        give(client, "cur")
    forget_failures()
    assert client.post(CODE, {"code": wrong}).status_code == 429
    forget_failures()
    assert client.post(CODE, {"code": app_code(key, 1)}).status_code == 429
    assert give(client, "cur").status_code == 429
    assert not is_in(client)


@pytest.mark.parametrize("after", [timedelta(minutes=16), None])
def test_a_step_is_not_taken_late_nor_with_another_password(after):
    user = account("cur", "Curators")
    client = browser()
    give(client, "cur")
    key, _ = set_up(client)
    client = browser()
    give(client, "cur")
    if after:
        session = client.session
        session[steps.KEY] = {**session[steps.KEY], "at": session[steps.KEY]["at"] - after.total_seconds()}
        session.save()
    else:
        user.set_password("quite another long word 8")
        user.save()
    assert client.post(CODE, {"code": app_code(key, 1)})["Location"].startswith("/admin/login/")
    assert not is_in(client)


@pytest.mark.parametrize("name", ["cur", "nobody-of-that-name"])
def test_an_account_is_locked_at_one_address_whether_it_exists_or_not(name, settings):
    account("cur", "Curators")
    client = browser()
    pages = [give(client, name, "wrong") for _ in range(5)]
    assert [page.status_code for page in pages] == [200] * 4 + [429]
    said = [re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page.content.decode()).replace(name, "NAME") for page in pages]
    assert len(set(said[:4])) == 1 and "for a staff account" in said[0]
    locked = give(client, name.upper() if name == "cur" else name)
    assert locked.status_code == 429 and 840 < int(locked["Retry-After"]) <= 900
    assert re.search(r"Try again at \d\d:\d\d UTC, in 15 minutes", locked.content.decode())
    # Elsewhere the account is as before, and another account is here.
    assert give(browser(ELSEWHERE), "cur")["Location"] == "/admin/"
    account("other")
    assert give(client, "other")["Location"] == "/admin/"
    # What was typed is nowhere in the table of failures.
    kept = str(list(AccessAttempt.objects.values()))
    assert name not in kept and "wrong" not in kept and PASSWORD not in kept
    # Attempts that are turned away do not prolong the lock.
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=16))
    assert give(client, "cur")["Location"] == "/admin/"


def test_locks_tell_clients_apart_whose_address_comes_as_the_newer_kind():
    account("cur", "Curators")
    for _ in range(5):
        locked = give(browser(f"::ffff:{HERE}"), "cur", "wrong")
    assert locked.status_code == 429
    assert give(browser(HERE), "cur").status_code == 429
    assert give(browser(f"::ffff:{ELSEWHERE}"), "cur")["Location"] == "/admin/"


def test_so_many_passwords_of_whatever_names_are_looked_at_from_one_address(settings):
    account("cur", "Curators")
    client = browser()
    pages = [give(client, f"name-{n}", "wrong").status_code for n in range(31)]
    assert pages == [200] * 30 + [429]
    turned = give(client, "cur")
    assert turned.status_code == 429 and 1 <= int(turned["Retry-After"]) <= 60
    assert give(browser(ELSEWHERE), "cur")["Location"] == "/admin/"
    # Where nobody can be told apart, nobody is shut out by others.
    nearby = browser("127.0.0.1")
    assert [give(nearby, f"name-{n}", "wrong").status_code for n in range(31)] == [200] * 31


def test_a_session_that_was_there_before_the_password_is_not_the_one_after_it():
    account("cur", "Curators")
    first = browser()
    give(first, "cur")
    set_up(first)
    client = browser()
    # One that somebody else may know: they planted it.
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    assert give(client, "cur")["Location"] == CODE
    other = browser(ELSEWHERE)
    other.cookies["sessionid"] = planted
    assert other.get(CODE)["Location"].startswith("/admin/login/")
    assert client.get(CODE).status_code == 200


def test_locks_tell_clients_behind_a_proxy_apart(settings):
    settings.TRUST_X_FORWARDED_FOR = True
    account("cur", "Curators")
    client = browser("127.0.0.1")
    for _ in range(5):
        answer = client.post(
            "/admin/login/",
            {"username": "cur", "password": "wrong"},
            headers={"X-Forwarded-For": "9.9.9.9, 2001:db8::1"},
        )
    assert answer.status_code == 429
    data = {"username": "cur", "password": PASSWORD, "next": "/admin/"}
    same = {"X-Forwarded-For": "8.8.8.8, 2001:db8::2"}
    assert client.post("/admin/login/", data, headers=same).status_code == 429
    other = {"X-Forwarded-For": "2001:db8::1, 203.0.113.9"}
    assert client.post("/admin/login/", data, headers=other).status_code == 302


def test_a_second_factor_is_removed_with_a_code_and_only_by_who_need_not_have_one(settings):
    account("chief", "Editors")
    client = browser()
    give(client, "chief")
    _, codes = set_up(client)
    change = f"{SET_UP}change/"
    assert "no code" in client.post(change, {"do": "remove", "code": "x"}).content.decode()
    assert "cannot be done" in client.post(change, {"do": "sell", "code": codes[0]}).content.decode()
    settings.SECOND_FACTOR_REQUIRED = True
    assert "must have a second factor" in client.post(change, {"do": "remove", "code": codes[0]}).content.decode()
    fresh = client.post(change, {"do": "codes", "code": codes[0]}).context["codes"]
    assert not set(fresh) & set(codes)
    settings.SECOND_FACTOR_REQUIRED = False
    assert "not right" in client.post(change, {"do": "remove", "code": codes[1]}).content.decode()
    forget_failures()
    assert client.post(change, {"do": "remove", "code": fresh[0]}).status_code == 302
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    assert is_in(client)


def test_what_is_kept_of_a_form_survives_all_steps(strict):
    from desk.keeping import SESSION_KEY, signed

    user = account("chief", "Editors")
    client = browser()
    sent = {"summary": "Typed.", "desk_user": signed(user)}
    assert client.post("/admin/events/event/add/", sent)["Location"] == "/admin/login/?next=/admin/kept/"
    give(client, "chief", after="/admin/kept/")
    page = client.post(SET_UP, {"code": app_code(offered_key(client))})
    assert page.context["after"] == "/admin/kept/"
    assert dict(client.session[SESSION_KEY]["fields"]) == {"summary": "Typed."}
    # Signed in, and asked for what is not shown in this session any more: kept as well.
    TOTPDevice.objects.all().delete()
    sent["summary"] = "Typed again."
    assert client.post("/admin/events/event/add/", sent)["Location"] == "/admin/login/?next=/admin/kept/"
    assert client.get("/admin/login/?next=/admin/kept/")["Location"] == SET_UP
    client.post(SET_UP, {"code": app_code(offered_key(client))})
    assert "Typed again." in client.get("/admin/kept/").content.decode()
