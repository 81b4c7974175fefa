"""Role × scope × action: the write API does all that matrix.yaml allows, and nothing else."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.db import transaction

from accounts.models import Token
from desk import publishing
from desk.api.urls import urlpatterns
from desk.models import Entry
from relations.models import Country
from tests.desk_admin.accounts import account
from tests.desk_admin.test_matrix import contents
from tests.desk_api.conftest import Program, tokens

TABLE = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text(encoding="utf-8"))
GROUPS = {
    "nobody": (),
    "contributor": ("Contributors",),
    "author": ("Contributors",),
    "curator": ("Curators",),
    "writer": ("Editors",),
    "editor": ("Editors",),
    "administrator": ("Administrators",),
}
GOOD = (200, 201, 204)


@pytest.fixture
def desk(collection):
    """A draft with its author and its last writer, and a program of each role for each scope."""
    people = {name: account(name, *groups) for name, groups in GROUPS.items()}
    land = Country.objects.create(
        title="New Land", slug="new-land", created_by=people["author"], changed_by=people["writer"]
    )
    programs = {
        (name, scope): Program(tokens.make(user, scope, [scope])[1])
        for name, user in people.items()
        for scope in settings.TOKEN_SCOPES
    }
    reader = Program(tokens.make(account("reader", "Curators"), "reads", ["read"])[1])
    return land, programs, reader


def request_of(row: str, land: Country, reader: Program) -> tuple[str, str, dict | str, dict]:
    """What a row sends, so that it would act if it may: method, address, body, headers."""
    method, name = row.split(" ")[:2]
    one = f"countries/{land.public_id}/"
    if row == "DELETE desk-api-entry" or method == "PATCH" or name.split("-")[-1] in ("submit", "publish", "withdraw"):
        headers = {"If_Match": reader.get(one)["ETag"]}
    else:
        headers = {}
    path = {
        "desk-api": "",
        "desk-api-schema": "schema/",
        "desk-api-list": "countries/",
        "desk-api-batch": "batch/",
        "desk-api-entry": one,
    }.get(name, f"{one}{name.rpartition('-')[2]}/")
    fresh = {"slug": "fresh-land", "title": "Fresh Land"}
    body = {
        "POST desk-api-list": fresh,
        "PATCH desk-api-entry": {"capital": "Newport"},
        "POST desk-api-batch": {"items": [{"create": "countries", "entry": fresh}]},
        "POST desk-api-withdraw": {"reason": "Wrong."},
    }.get(row, {} if method == "POST" else "")
    if row == "POST desk-api-batch (change)":
        tag = reader.get(one)["ETag"]
        item = {"change": str(land.public_id), "if_match": tag, "entry": {"capital": "Newport"}}
        body = {"items": [item]}
    return method, path, body, headers


def test_every_address_and_method_has_its_row():
    found = set()
    for pattern in urlpatterns:
        view = pattern.callback.cls
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                found.add(f"{method.upper()} {pattern.name}")
    assert {row.removesuffix(" (change)") for row in TABLE["rows"]} == found


@pytest.mark.parametrize("row", TABLE["rows"])
def test_a_row_is_kept(desk, row):
    land, programs, reader = desk
    if row == "POST desk-api-withdraw":
        publishing.publish(land, by="load")
    method, path, body, headers = request_of(row, land, reader)
    said = TABLE["rows"][row]
    before, wrong = contents_but_use(), []
    for (role, scope), program in programs.items():
        allowed = said["scope"] in (scope, "any", "none") and role in TABLE["sets"][said["who"]]
        with transaction.atomic():
            response = program.send(method, path, body, **headers)
            acted = contents_but_use() != before
            transaction.set_rollback(True)
        refused = said.get("refused", 403) if said["scope"] in (scope, "any") and role != "nobody" else 403
        right = response.status_code in GOOD if allowed else response.status_code == refused
        if not right or acted != (allowed and method != "GET"):
            wrong.append(f"{role} with '{scope}' got {response.status_code}, acted: {acted}: {response.content[:200]}")
    assert wrong == [], "\n".join(wrong)
    nobody = Program("").send(method, path, body, **headers)
    assert nobody.status_code == (200 if said["scope"] == "none" else 401)
    assert contents_but_use() == before


def contents_but_use() -> str:
    """All that a request could have changed, but for when tokens were last used."""
    with transaction.atomic():
        Token.objects.update(used_at=None)
        found = contents()
        transaction.set_rollback(True)
    return found


def test_ids_tell_nothing_to_whoever_may_not_read(desk):
    land, programs, _ = desk
    other = Entry.objects.exclude(pk=land.pk).exclude(kind="country").first().public_id
    never = "00000000-0000-4000-8000-000000000000"
    for program in (programs["nobody", "read"], programs["curator", "draft"]):
        answers = [program.get(f"countries/{found}/") for found in (land.public_id, other, never, "x")]
        assert len({(one.status_code, one.content) for one in answers}) == 1
        assert answers[0].status_code == 403
    for method in ("PATCH", "DELETE"):
        answers = [programs["nobody", "draft"].send(method, f"countries/{found}/") for found in (land.public_id, never)]
        assert [one.status_code for one in answers] == [403, 403]
        assert answers[0].content == answers[1].content
