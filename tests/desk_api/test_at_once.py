"""Several programs at the same moment, over real HTTP: of two that read the same state, one writes."""

import json
import threading
import urllib.error
import urllib.request

import pytest
from django.contrib.auth.models import Group

from accounts import tokens
from desk.models import Entry, Replay, Step
from publication.models import Revision
from tests.desk_admin.accounts import account
from tests.serving import serving


@pytest.fixture
def database(database_copy):
    return database_copy("small")


@pytest.fixture
def keys(database) -> dict[str, str]:
    """Tokens of two curators and two editors."""
    with database.connected():
        assert Group.objects.filter(name="Editors").exists()
        people = {name: account(name, group) for name, group in (("ann", "Curators"), ("bob", "Curators"))}
        people |= {name: account(name, "Editors") for name in ("ed", "eve")}
        scopes = ["read", "draft", "submit", "publish"]
        return {name: tokens.make(user, "test", scopes)[1] for name, user in people.items()}


def ask(address: str, key: str, method: str, path: str, data=None, **headers) -> tuple[int, dict, dict]:
    """Send a request and return status, headers and body."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers |= {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(f"{address}/api/v1/desk/{path}", body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as found:
            return found.status, dict(found.headers), json.loads(found.read() or b"{}")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), json.loads(error.read())


def together(*works) -> list:
    """Do all of it at once and return what each gave, in their order."""
    gate, found = threading.Barrier(len(works)), {}

    def run(number, work):
        gate.wait()
        found[number] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[number] for number in range(len(works))]


def test_of_two_changes_of_the_same_state_one_is_made(database, keys):
    with serving(database.environment) as address:
        with database.connected():
            path = f"events/{Entry.objects.get(slug='harbour-speech').public_id}/"
        for round_ in range(5):
            _, headers, _ = ask(address, keys["ann"], "GET", path)
            tag = headers["ETag"]

            def change(name, number=round_, tag=tag):
                said = {"summary": f"{name} {number}"}
                return lambda: ask(address, keys[name], "PATCH", path, said, If_Match=tag)

            ann, bob = together(change("ann"), change("bob"))
            assert sorted([ann[0], bob[0]]) == [200, 412], (ann, bob)
            winner = "ann" if ann[0] == 200 else "bob"
            _, _, now = ask(address, keys["ann"], "GET", path)
            assert (now["entry"]["summary"], now["changed_by"]) == (f"{winner} {round_}", winner)


def test_a_request_that_is_sent_four_times_at_once_is_done_once(database, keys):
    said = {"slug": "twin", "title": "A twin"}
    with serving(database.environment) as address:
        send = lambda: ask(address, keys["ann"], "POST", "countries/", said, Idempotency_Key='"once"')  # noqa: E731
        answers = together(*[send] * 4)
        # Whoever came while the first was being answered is told so, and gets its answer later.
        assert {status for status, _, _ in answers} <= {201, 409}, answers
        assert any(status == 201 for status, _, _ in answers)
        last = send()
        assert last[0] == 201
        assert {body["id"] for status, _, body in answers if status == 201} == {last[2]["id"]}
    with database.connected():
        assert Entry.objects.filter(slug="twin").count() == 1
        assert Replay.objects.count() == 1


def test_of_two_that_begin_an_entry_of_one_address_one_is_refused_in_words(database, keys):
    said = {"slug": "twin", "title": "A twin"}
    with serving(database.environment) as address:
        begin = lambda name: lambda: ask(address, keys[name], "POST", "countries/?duplicates=accept", said)  # noqa: E731
        answers = together(begin("ann"), begin("bob"))
    [refused] = [body for status, _, body in answers if status == 422]
    assert sorted(status for status, _, _ in answers) == [201, 422]
    assert refused["errors"][0]["detail"] in (
        "'A twin' has this address. Choose another slug.",
        "Another entry has this address. Choose another slug.",
    )


def test_of_two_editors_who_publish_at_once_one_does(database, keys):
    with serving(database.environment) as address:
        status, headers, made = ask(address, keys["ann"], "POST", "countries/", {"slug": "newland", "title": "Newland"})
        assert status == 201
        path = f"countries/{made['id']}/publish/"
        step = lambda name: lambda: ask(address, keys[name], "POST", path, {}, If_Match=headers["ETag"])  # noqa: E731
        ed, eve = together(step("ed"), step("eve"))
        assert sorted([ed[0], eve[0]]) == [200, 412], (ed, eve)
    with database.connected():
        assert Revision.objects.of(made["id"]).count() == 1
        assert Step.objects.filter(about=made["id"]).count() == 1


def test_batches_that_change_the_same_entries_in_other_orders_do_not_wait_for_each_other(database, keys):
    with serving(database.environment) as address:
        with database.connected():
            paths = [f"events/{entry.public_id}/" for entry in Entry.objects.filter(kind="event")]
        read = [ask(address, keys["ann"], "GET", path) for path in paths]
        items = [
            {"change": body["id"], "if_match": headers["ETag"], "entry": {"summary": "Changed."}}
            for _, headers, body in read
        ]
        send = lambda name, some: lambda: ask(address, keys[name], "POST", "batch/", {"items": some})  # noqa: E731
        ann, bob = together(send("ann", items), send("bob", items[::-1]))
        assert sorted([ann[0], bob[0]]) == [200, 422], (ann, bob)
