"""Tokens of programs: made by whoever has passed the second factor, shown once, kept as hashes, revoked."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils.timezone import now

from accounts import people, tokens
from accounts.models import HandedPassword, Token
from tests.accounts.conftest import HERE, PASSWORD, account, app_code, browser, give, log, set_up

PAGE = "/admin/account/tokens/"


def signed_in(name: str):
    """Return a browser in which an account is signed in by its password alone."""
    client = browser()
    assert give(client, name).status_code == 302
    return client


def reason(token: Token, address: str = HERE) -> str:
    """Why a token, read anew, does not work at an address; '' if it does."""
    request = RequestFactory().get("/api/v1/desk/", REMOTE_ADDR=address)
    return tokens.why_not(Token.objects.select_related("user").get(pk=token.pk), request)


def test_a_token_is_shown_once_and_kept_as_a_hash(db):
    ann = account("ann", "Curators")
    client = signed_in("ann")
    sent = {"name": "Nightly import", "scopes": ["read", "draft"], "days": "30", "password": PASSWORD}
    page = client.post(PAGE, sent)
    [text] = re.findall(r"<code>(chancery_[\w-]{43})</code>", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    token = Token.objects.get()
    assert (token.user, token.name, token.scopes) == (ann, "Nightly import", {"read", "draft"})
    assert token.expires_at - token.made_at == timedelta(days=30)
    assert tokens.find(text) == token
    row = Token.objects.values().get()
    assert not any(text in str(value) or text[9:] in str(value) for value in row.values())
    listed = client.get(PAGE).content.decode()
    assert "Nightly import" in listed and text not in listed and token.digest not in listed
    assert log("by", "detail")[-1] == ("token-made", "ann", "ann", "Nightly import: read draft, for 30 days")


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"scopes": []}, "scopes", "This field is required."),
        (
            {"scopes": ["everything"]},
            "scopes",
            "Select a valid choice. everything is not one of the available choices.",
        ),
        ({"days": "366"}, "days", "Ensure this value is less than or equal to 365."),
        ({"days": "0"}, "days", "Ensure this value is greater than or equal to 1."),
        ({"password": ""}, "password", "Type your password."),
        ({"password": f" {PASSWORD}"}, "password", "This is not your password."),
    ],
)
def test_what_is_no_token_is_refused_at_its_field(db, changed, field, words):
    account("ann", "Curators")
    page = signed_in("ann").post(PAGE, {"name": "X", "scopes": ["read"], "days": "90", "password": PASSWORD} | changed)
    assert page.context["form"].errors == {field: [words]}
    assert not Token.objects.exists()


def test_a_stolen_session_makes_none_by_guessing_the_password(db):
    account("ann", "Curators")
    client = signed_in("ann")
    sent = {"name": "X", "scopes": ["read"], "days": "90"}
    answers = [client.post(PAGE, sent | {"password": f"guess {n}"}).status_code for n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post(PAGE, sent | {"password": PASSWORD}).status_code == 429
    assert not Token.objects.exists()


def test_an_editor_makes_one_only_after_and_with_the_second_factor(db, strict):
    account("ed", "Editors")
    client = signed_in("ed")
    sent = {"name": "X", "scopes": ["publish"], "days": "90"}
    assert client.post(PAGE, sent).status_code == 302  # to sign in: the password alone let nobody in
    key, _ = set_up(client)
    assert client.post(PAGE, sent).context["form"].errors == {"code": ["Type the code that your app shows."]}
    wrong = f"{(int(app_code(key, 1)) + 1) % 1000000:06d}"
    assert "not right" in str(client.post(PAGE, sent | {"code": wrong}).context["form"].errors)
    assert not Token.objects.exists()
    Token.objects.all().delete()
    device = Group.objects.get(name="Editors").user_set.get().totpdevice_set.get()
    device.throttle_reset()
    assert "chancery_" in client.post(PAGE, sent | {"code": app_code(key, 1)}).content.decode()
    assert Token.objects.get().scopes == {"publish"}


def test_one_s_own_is_revoked_on_the_page_and_others_by_administrators_alone(db):
    ann, bob = account("ann", "Curators"), account("bob", "Curators")
    mine, _ = tokens.make(ann, "Mine", ["read"])
    his, _ = tokens.make(bob, "His", ["read"])
    client = signed_in("ann")
    client.post(f"{PAGE}{his.pk}/revoke/")
    assert reason(his) == ""
    client.post(f"{PAGE}{mine.pk}/revoke/")
    assert reason(mine) == "This token was revoked."
    assert log("by", "detail")[-1] == ("token-revoked", "ann", "ann", "Mine")
    account("root", "Administrators")
    act = {"action": "revoke_tokens", "_selected_action": [his.pk]}
    assert client.post("/admin/accounts/token/", act).status_code == 403
    assert signed_in("root").post("/admin/accounts/token/", act).status_code == 302
    assert reason(his) == "This token was revoked."
    assert log("by", "detail")[-1] == ("token-revoked", "bob", "root", "His")


def test_a_token_stops_working_with_what_its_account_was(db, strict):
    cleo = account("cleo", "Contributors")
    token, _ = tokens.make(cleo, "X", ["read"])
    assert reason(token) == ""
    cleo.groups.add(Group.objects.get(name="Curators"))
    assert reason(token) == ("The account's role has changed since this token was made. Make another in the admin.")
    token, _ = tokens.make(cleo, "Y", ["read"])
    HandedPassword.objects.create(user=cleo)
    assert reason(token) == "The account has to choose a password of its own first. Sign in to the admin."
    HandedPassword.objects.all().delete()
    for _ in range(5):
        give(browser(), "cleo", "wrong")
    assert reason(token) == "The account is locked where you are, after wrong passwords or codes. Try again later."
    assert reason(token, "198.51.100.99") == ""
    Token.objects.filter(pk=token.pk).update(made_at=now() - timedelta(days=2), expires_at=now() - timedelta(days=1))
    assert reason(token).startswith("This token expired on ")
    ed = account("ed", "Editors")
    token, _ = tokens.make(ed, "Z", ["publish"])
    assert reason(token) == "The account must have a second factor and has none. Set one up in the admin."


def test_switching_an_account_off_revokes_its_tokens_for_good(db):
    ann = account("ann", "Curators")
    token, _ = tokens.make(ann, "X", ["read"])
    people.disable("ann")
    ann.refresh_from_db()
    assert log("detail")[-1] == ("disabled", "ann", "tokens revoked: 1")
    ann.is_active = True
    ann.save()
    assert reason(token) == "This token was revoked."


def test_losing_the_second_factor_revokes_all_tokens(db):
    ann = account("ann", "Curators")
    client = signed_in("ann")
    set_up(client)
    token, _ = tokens.make(ann, "X", ["read"])
    people.reset_second_factor("ann")
    assert reason(token) == "This token was revoked."


def test_the_command_prints_the_token_alone(db):
    account("ann", "Curators")
    out, err = StringIO(), StringIO()
    call_command("make_token", "ann", "--for", "Import", "--scope", "read", "submit", stdout=out, stderr=err)
    token = tokens.find(out.getvalue().strip())
    assert (token.name, token.scope, (token.expires_at - token.made_at).days) == ("Import", "read submit", 90)
    assert log("by")[-1] == ("token-made", "ann", "a command")
    with pytest.raises(CommandError, match=r"'fly' is no scope. Choose from: read, draft, submit, publish."):
        call_command("make_token", "ann", "--for", "X", "--scope", "fly")
    with pytest.raises(CommandError, match=r"A token lasts from 1 to 365 days, not 400."):
        call_command("make_token", "ann", "--for", "X", "--days", "400")


def test_an_account_has_so_many_and_no_more(db, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_TOKENS", 1)
    ann = account("ann", "Curators")
    first, _ = tokens.make(ann, "X", ["read"])
    with pytest.raises(people.Refused, match=r"at most 1 working tokens. Revoke one first."):
        tokens.make(ann, "Y", ["read"])
    tokens.revoke(first)
    tokens.make(ann, "Y", ["read"])


@pytest.mark.parametrize("text", ["", "chancery_", "chancery_" + "x" * 5000, "chancery_\0", "chancery_é", "Token x"])
def test_what_is_no_token_is_nobody_s(db, text):
    assert tokens.find(text) is None
