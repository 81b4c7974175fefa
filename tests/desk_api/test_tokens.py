"""Who is let in: a working token in Authorization, and nothing else; what is answered stays with whoever asked."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.timezone import now

from accounts import people, tokens
from accounts.models import Token
from desk.api.authentication import MOST_FAILURES
from desk.models import Entry
from tests.desk_admin.accounts import account, signed_in
from tests.desk_api.conftest import HERE, Program, program


def refused(response) -> tuple[str, str]:
    """What a 401 says: its challenge and its words."""
    assert response.status_code == 401
    assert response.json()["type"] == "/api/problems/unauthorized/"
    return response["WWW-Authenticate"], response.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "challenge", "words"),
    [
        (None, 'Bearer realm="desk"', "Send a token: Authorization: Bearer chancery_… Make one in the admin, "),
        ("Basic YW5uOnBhc3M=", 'Bearer realm="desk"', "Send a token:"),
        ("Bearer", 'Bearer realm="desk"', "Send a token:"),
        ("Bearer chancery_nobodys", 'Bearer realm="desk", error="invalid_token"', "There is no such token."),
        ("Bearer a b", 'Bearer realm="desk", error="invalid_token"', "There is no such token."),
        ("Bearer \x00\xff", 'Bearer realm="desk", error="invalid_token"', "There is no such token."),
    ],
)
def test_without_a_token_nothing_is_said(collection, client, sent, challenge, words):
    headers = {} if sent is None else {"Authorization": sent}
    for path in ("", "events/", "batch/", f"events/{Entry.objects.get(slug='north').public_id}/publish/"):
        said = refused(client.post(HERE + path, "{", content_type="application/json", headers=headers))
        assert (said[0], said[1][: len(words)]) == (challenge, words)


def test_no_cookie_lets_anybody_in(collection):
    client = signed_in(account("root", "Administrators"))
    assert client.get("/admin/").status_code == 200
    assert client.get(f"{HERE}events/").status_code == 401
    assert client.post(f"{HERE}events/", "{}", content_type="application/json").status_code == 401


def test_what_a_token_was_made_for_is_over_with_what_its_account_was(collection):
    curator = program("ann", "Curators")
    ann = get_user_model().objects.get(username="ann")
    assert curator.get("events/").status_code == 200
    ann.groups.set([Group.objects.get(name="Editors")])
    assert "role has changed" in refused(curator.get("events/"))[1]
    ann.groups.set([Group.objects.get(name="Curators")])
    assert curator.get("events/").status_code == 200
    Token.objects.update(made_at=now() - timedelta(days=2), expires_at=now() - timedelta(days=1))
    assert "expired on" in refused(curator.get("events/"))[1]
    Token.objects.update(expires_at=now() + timedelta(days=1))
    people.disable("ann")
    assert refused(curator.get("events/"))[1] == "This token was revoked."


def test_a_scope_that_is_lacking_is_named(collection):
    reader = program("ann", "Administrators", scopes=["read", "draft"])
    response = reader.post(f"events/{Entry.objects.get(slug='harbour-speech').public_id}/publish/")
    assert response.status_code == 403
    assert response["WWW-Authenticate"] == 'Bearer realm="desk", error="insufficient_scope", scope="publish"'
    assert response.json()["detail"] == (
        "This token may not be used for this: it has the scopes read draft, 'publish' is needed."
    )


def test_an_account_without_a_role_sees_nothing(collection):
    nobody = program("nobody")
    assert nobody.get("").json()["roles"] == []
    response = nobody.get("events/")
    assert response.status_code == 403
    assert response.json()["detail"].startswith("This asks for another role: contributors, curators, editors and")


def test_bad_tokens_are_heard_so_often_and_no_more(collection):
    good = program("ann", "Curators")
    for address, blocked in (("203.0.113.7", True), ("127.0.0.1", False)):
        bad = Program("chancery_guess", address)
        statuses = [bad.get("events/").status_code for _ in range(MOST_FAILURES + 1)]
        assert statuses == [401] * (MOST_FAILURES - 1) + [429] * 2
        assert int(bad.get("events/")["Retry-After"]) <= 60
        # Where nobody can be told apart, guessers do not shut everybody out.
        assert Program(good.text, address).get("events/").status_code == (429 if blocked else 200)
    assert Program(good.text, "198.51.100.4").get("events/").status_code == 200


def test_the_last_use_is_noted_every_five_minutes(collection):
    reader = program("ann", "Curators")
    reader.get("")
    first = Token.objects.get().used_at
    assert now() - first < timedelta(minutes=1)
    reader.get("")
    assert Token.objects.get().used_at == first
    Token.objects.update(used_at=first - timedelta(minutes=6))
    reader.get("")
    assert Token.objects.get().used_at > first


def test_nobody_on_the_way_keeps_an_answer_and_no_other_site_reads_it(collection):
    reader = program("ann", "Curators")
    for response in (
        reader.get("events/"),
        reader.get("planets/"),
        reader.post("events/"),
        Client().get(f"{HERE}events/"),
        Client().options(f"{HERE}events/", headers={"Access-Control-Request-Method": "GET"}),
    ):
        assert response["Cache-Control"] == "no-store"
        assert not [name for name in response.headers if name.startswith("Access-Control")]
        assert not response.cookies


def test_a_token_never_leaves_the_answer_that_makes_it(collection):
    _, text = tokens.make(account("ann", "Curators"), "X", ["read"])
    assert text not in Program(text).get("").content.decode()
    assert text not in str(list(Token.objects.values()))
