"""Batches: all items are written, or none, and each is told what came of it."""

import uuid

import pytest

from desk.api.batches import MOST_ITEMS
from desk.models import Entry
from events.models import Event
from tests.desk_admin.screens import desk_now
from tests.desk_api.conftest import SPEECH, program


def land(number: int, **more) -> dict:
    """An item that begins a country."""
    return {"create": "countries", "entry": {"slug": f"land-{number}", "title": f"Land number {number}", **more}}


def sent(curator, *items, accept: bool = True):
    """Send a batch."""
    return curator.post(f"batch/{'?duplicates=accept' if accept else ''}", {"items": list(items)})


def test_items_are_written_together_and_may_name_one_another(curator):
    harbour = Entry.objects.get(slug="harbour-speech")
    read = curator.get(f"events/{harbour.public_id}/")
    speech = SPEECH | {"participants": [{"actor": "new-voice", "role": "speaker", "cite": "new-book"}]}
    response = sent(
        curator,
        {"create": "events", "entry": speech},
        {"create": "people", "entry": {"slug": "new-voice", "title": "New Voice"}},
        {"create": "sources", "entry": {"slug": "new-book", "title": "A new book", "type": "book"}},
        {"change": str(harbour.public_id), "if_match": read["ETag"], "entry": {"summary": "It began there."}},
    )
    assert response.status_code == 200, response.content
    results = response.json()["results"]
    assert [(one["item"], one["status"], one["slug"]) for one in results] == [
        (0, 201, "second-speech"),
        (1, 201, "new-voice"),
        (2, 201, "new-book"),
        (3, 200, "harbour-speech"),
    ]
    for one in results:
        shown = curator.get(one["url"])
        assert (shown["ETag"], shown.json()["entry"]) == (one["etag"], one["entry"])
        assert shown.json()["changed_by"] == "curator"
    assert Event.objects.get(slug="harbour-speech").created_by is None
    assert curator.get("/api/v1/people/new-voice/").status_code == 404


def test_one_wrong_item_stops_all_and_each_is_told(curator):
    harbour = Entry.objects.get(slug="harbour-speech")
    read = curator.get(f"events/{harbour.public_id}/")
    before = desk_now()
    change = {"change": str(harbour.public_id), "if_match": read["ETag"], "entry": {"title": "X"}}
    response = sent(
        curator,
        land(1),
        land(2, capitol="Newport"),
        land(1),
        change,
        change,
        {**change, "if_match": '"other"'},
        {"change": change["change"], "entry": {}},
        {**change, "change": str(uuid.uuid4())},
        {"create": "planets", "entry": {}},
        {"create": "events", "entry": SPEECH | {"title": "The harbour speech"}},
        {"create": "events"},
        ["x"],
        land(3, standing="contested", names=[{"name": "Land", "standing": "contested"}]),
        accept=False,
    )
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    told = response.json()["items"]
    assert [(one["item"], one["status"]) for one in told] == list(
        enumerate([424, 422, 422, 424, 422, 422, 428, 404, 404, 409, 422, 422, 422])
    )
    assert told[1]["errors"] == [{"field": "capitol", "detail": "is not a field. Did you mean 'capital'?"}]
    assert told[2]["errors"][0] == {"field": "slug", "value": "land-1", "detail": "stands twice in this request."}
    assert told[4]["errors"][0]["detail"] == "is changed by item 3 already."
    assert [one["slug"] for one in told[9]["candidates"]] == ["harbour-speech"]
    assert response.json()["detail"].startswith(
        "11 of 13 items are wrong, and none was written. Item 1: capitol: is not"
    )
    assert desk_now() == before


def test_what_the_database_refuses_is_told_by_item(curator):
    before = desk_now()
    response = sent(curator, land(1), land(2, names=[{"name": "Land", "standing": "contested"}]))
    assert response.status_code == 422
    good, wrong = response.json()["items"]
    assert (good["status"], wrong["status"]) == (424, 422)
    assert wrong["errors"] == [
        {
            "field": "names.0",
            "detail": "Say why: a preferred, contested or rejected claim carries a printed reason.",
        }
    ]
    assert desk_now() == before


def test_a_state_that_was_not_read_stops_all(curator):
    made = curator.begin()
    curator.patch(made["path"], {"title": "Theirs"}, If_Match=made["tag"])
    response = sent(curator, land(1), {"change": made["id"], "if_match": made["tag"], "entry": {"title": "Mine"}})
    assert [one["status"] for one in response.json()["items"]] == [424, 412]
    assert Entry.objects.get(public_id=made["id"]).title == "Theirs"


def test_contributors_change_only_their_own_in_batches_too(curator):
    cleo = program("cleo", "Contributors")
    mine, theirs = cleo.begin(), curator.begin(SPEECH | {"slug": "x"})
    items = [{"change": one["id"], "if_match": one["tag"], "entry": {"title": "X"}} for one in (mine, theirs)]
    response = sent(cleo, *items)
    assert [one["status"] for one in response.json()["items"]] == [424, 403]
    assert sent(cleo, items[0]).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"items": []}, {"items": {}}, {"items": [land(1)] * (MOST_ITEMS + 1)}, {"items": [], "x": 1}]
)
def test_a_batch_has_one_to_500_items(curator, body):
    response = curator.post("batch/", body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] in ("items", "x")


@pytest.mark.long
def test_500_items_are_taken(curator):
    response = sent(curator, *[land(number) for number in range(MOST_ITEMS)])
    assert response.status_code == 200
    assert len(response.json()["results"]) == MOST_ITEMS
    changes = [
        {"change": one["id"], "if_match": one["etag"], "entry": {"capital": "Newport"}}
        for one in response.json()["results"]
    ]
    assert sent(curator, *changes).status_code == 200
