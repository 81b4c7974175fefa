"""Entries through the write API: begun, read, changed and deleted by the rules of the desk's own forms."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry

from desk.models import Claim, Entry
from events.models import Event, Occurrence
from publication.models import Revision
from relations.models import Phase, Relationship
from sources.models import Citation
from tests.desk_admin.screens import desk_now, record_now
from tests.desk_api.conftest import SPEECH, errors, program


def test_an_entry_is_begun_with_all_its_parts_as_a_draft_of_its_account(curator):
    seq, record = Revision.objects.count(), record_now()
    response = curator.post("events/", SPEECH)
    assert response.status_code == 201
    made = Event.objects.get(slug="second-speech")
    path = f"/api/v1/desk/events/{made.public_id}/"
    assert response["Location"] == f"http://testserver{path}"
    occurrence = Occurrence.objects.get(owner=made)
    assert response.json() == {
        "id": str(made.public_id),
        "kind": "event",
        "slug": "second-speech",
        "title": "The second speech",
        "state": "draft",
        "url": path,
        "created_by": "curator",
        "changed_by": "curator",
        "entry": {
            "kind": "event",
            "slug": "second-speech",
            "id": str(made.public_id),
            "title": "The second speech",
            "type": "speech",
            "topics": ["security"],
            "occurrences": [
                {
                    "place": "Southport",
                    "on": "2011-05",
                    "cite": "gazette-2007 | p. 9",
                    "id": str(occurrence.public_id),
                }
            ],
        },
    }
    assert (made.created_by.username, made.changed_by.username, made.state) == ("curator", "curator", "draft")
    assert Citation.objects.get(claim=occurrence).locator == "p. 9"
    assert LogEntry.objects.latest("pk").change_message == "By a program, with the token 'curator's'."
    again = curator.get(path)
    assert (again.json(), again["ETag"]) == (response.json(), response["ETag"])
    assert curator.get(path, If_None_Match=again["ETag"]).status_code == 304
    # Only publishing makes anything public.
    assert (Revision.objects.count(), record_now()) == (seq, record)
    assert curator.get("/api/v1/events/second-speech/").status_code == 404


def test_a_change_touches_what_it_names_and_nothing_else(curator):
    dyad = Relationship.objects.get()
    path = f"relationships/{dyad.public_id}/"
    read = curator.get(path)
    before = read.json()["entry"]
    response = curator.patch(path, {"summary": "Two quarrelling neighbours."}, If_Match=read["ETag"])
    assert response.status_code == 200
    assert response.json()["entry"] == before | {"summary": "Two quarrelling neighbours."}
    assert (response["ETag"] != read["ETag"], curator.get(path)["ETag"]) == (True, response["ETag"])
    dyad.refresh_from_db()
    assert (dyad.created_by, dyad.changed_by.username) == (None, "curator")
    # null empties, as RFC 7396 has it; what a dyad's title is made of is told, and not written.
    said = {"summary": None, "title": "Other", "kind": "relationship"}
    response = curator.patch(path, said, If_Match=response["ETag"], Content_Type="application/merge-patch+json")
    assert response.json()["entry"] == {name: value for name, value in before.items() if name != "summary"}
    assert Relationship.objects.get().title == dyad.title


def test_a_part_is_replaced_and_claims_keep_their_identity_by_id(curator):
    dyad = Relationship.objects.get()
    path = f"relationships/{dyad.public_id}/"
    read = curator.get(path)
    first, second, third = read.json()["entry"]["phases"]
    ties = read.json()["entry"]["ties"]
    keys = dict(Phase.objects.values_list("public_id", "pk"))
    new = {"topic": "security", "level": 2, "start": "1995", "text": "They trained together."}
    changed = third | {"text": "North stopped."}
    response = curator.patch(path, {"phases": [changed, new, first]}, If_Match=read["ETag"])
    assert response.status_code == 200, response.content
    got = response.json()["entry"]
    assert got["ties"] == ties
    assert [phase["id"] for phase in got["phases"]][::2] == [third["id"], first["id"]]
    assert got["phases"][1]["id"] not in {first["id"], second["id"], third["id"]}
    assert Phase.objects.get(public_id=third["id"]).pk == keys[uuid.UUID(third["id"])]
    assert not Claim.objects.filter(public_id=second["id"]).exists()
    assert Phase.objects.get(public_id=third["id"]).text == "North stopped."
    # One that stands twice is one too many.
    [wrong] = errors(curator.patch(path, {"phases": [first, first]}, If_Match=response["ETag"]))
    assert wrong == {"field": "phases.1.id", "value": first["id"], "detail": "stands twice in this request."}
    assert curator.patch(path, {"phases": []}, If_Match=response["ETag"]).status_code == 200
    assert not Phase.objects.exists()


def test_sending_an_entry_back_as_it_was_read_changes_nothing(curator):
    for entry in Entry.objects.all():
        path = curator.get("").json()["entries"]
        kind = next(url for url in path.values() if f"/{_folder(entry)}/" in url)
        address = f"{kind.removeprefix('http://testserver')}{entry.public_id}/"
        read = curator.get(address)
        before = desk_now()
        response = curator.patch(address, read.json()["entry"], If_Match=read["ETag"])
        assert (response.status_code, response.content) == (200, read.content), address
        assert response["ETag"] == read["ETag"]
        assert desk_now() == before


def _folder(entry: Entry) -> str:
    from desk.schema import schema

    return schema.of(entry).folder


def test_an_entry_with_claims_without_citations_can_be_changed(curator):
    """As in the admin: a claim without one stays at the desk until somebody publishes."""
    made = curator.begin(SPEECH | {"occurrences": [{"on": "2011-05"}]})
    response = curator.patch(made["path"], {"title": "A third"}, If_Match=made["tag"])
    assert response.status_code == 200
    assert response.json()["entry"]["occurrences"][0]["on"] == "2011-05"


def test_a_dyad_is_named_by_its_two_actors(curator):
    response = curator.post("relationships/", {"first": "south", "second": "league", "summary": "Members."})
    assert response.status_code == 201, response.content
    assert response.json()["slug"] == "league--south"
    [wrong] = errors(curator.post("relationships/", {"first": "north", "second": "south"}))
    assert wrong["detail"] == "'North – South' has this address. Choose another slug."
    [wrong] = errors(curator.post("relationships/", {"first": "north", "second": "north"}))
    assert wrong["detail"] == "Choose two different actors."
    assert {one["field"] for one in errors(curator.post("relationships/", {"first": "nowhere"}))} == {"first", "second"}


def test_without_if_match_nothing_is_changed(curator):
    made = curator.begin()
    before = desk_now()
    for method in ("PATCH", "DELETE"):
        sender = curator if method == "PATCH" else program("root", "Administrators")
        assert sender.send(method, made["path"], {"title": "X"}).status_code == 428
        assert sender.send(method, made["path"], {"title": "X"}, If_Match="*").status_code == 428
        for tag in ('"other"', f"W/{made['tag']}", made["tag"].strip('"')):
            response = sender.send(method, made["path"], {"title": "X"}, If_Match=tag)
            assert (response.status_code, response["ETag"]) == (412, made["tag"])
    assert desk_now() == before
    assert curator.patch(made["path"], {"title": "X"}, If_Match=f'"other", {made["tag"]}').status_code == 200


def test_contributors_change_what_they_began(curator):
    contributor = program("cleo", "Contributors")
    mine = contributor.begin()
    assert contributor.patch(mine["path"], {"title": "X"}, If_Match=mine["tag"]).status_code == 200
    harbour = Entry.objects.get(slug="harbour-speech")
    read = contributor.get(f"events/{harbour.public_id}/")
    response = contributor.patch(f"events/{harbour.public_id}/", {"title": "X"}, If_Match=read["ETag"])
    assert response.status_code == 403
    assert response.json()["detail"] == (
        "'The harbour speech' was begun by somebody else. "
        "Contributors change what they began; curators and editors change any entry."
    )


def test_only_drafts_that_nothing_names_are_deleted(curator):
    root = program("root", "Administrators")
    source = root.begin({"slug": "memoir", "title": "A memoir", "type": "book"}, "sources")
    made = root.begin(SPEECH | {"occurrences": [{"on": "2011", "cite": "memoir"}]})
    refused = root.send("DELETE", source["path"], If_Match=source["tag"])
    assert refused.status_code == 409 and "is named elsewhere" in refused.json()["detail"]
    assert root.send("DELETE", made["path"], If_Match=made["tag"]).status_code == 204
    assert root.send("DELETE", source["path"], If_Match=source["tag"]).status_code == 204
    assert root.get(made["path"]).status_code == root.get(source["path"]).status_code == 404
    harbour = Entry.objects.get(slug="harbour-speech")
    path = f"events/{harbour.public_id}/"
    refused = root.send("DELETE", path, If_Match=root.get(path)["ETag"])
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "'The harbour speech' was public. Withdraw it instead: its history stays.",
    )


def test_a_list_goes_on_where_it_ended(curator):
    for number in range(5):
        curator.begin({"slug": f"land-{number}", "title": f"Land {number}"}, "countries")
    path, met = "countries/?state=draft&limit=2", []
    while path:
        page = curator.get(path).json()
        met.append([one["slug"] for one in page["results"]])
        path = page["next"] and page["next"].removeprefix("http://testserver")
    assert met == [["land-0", "land-1"], ["land-2", "land-3"], ["land-4"]]
    assert [one["slug"] for one in curator.get("countries/?slug=land-3").json()["results"]] == ["land-3"]
    for query, name in (("state=new", "state"), ("limit=0", "limit"), ("cursor=x", "cursor"), ("q=x", "q")):
        response = curator.get(f"countries/?{query}")
        assert response.status_code == 400
        assert [one["parameter"] for one in response.json()["parameters"]] == [name]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_the_database_as_often_whatever_its_length(curator, rows, django_assert_num_queries):
    for number in range(rows):
        curator.begin({"slug": f"land-{number}", "title": f"Land {number}"}, "countries")
    with django_assert_num_queries(8):
        curator.get("countries/")


def test_a_token_that_may_not_read_is_told_no_more_than_what_it_wrote(collection):
    writer = program("writer", "Curators", scopes=["draft"])
    response = writer.post("events/?duplicates=accept", SPEECH)
    assert sorted(response.json()) == ["id", "kind", "slug", "state", "url"]
    assert writer.get(response.json()["url"]).status_code == 403
    [found] = writer.post("events/", SPEECH | {"slug": "other"}).json()["candidates"]
    assert sorted(found) == ["id", "kind", "reasons", "url"]


def test_an_address_that_is_none_says_so(curator):
    assert curator.get("planets/").json()["detail"].startswith("The desk has no folder 'planets'. There are: sources,")
    country = Entry.objects.get(slug="north").public_id
    for path in (f"events/{uuid.uuid4()}/", f"events/{country}/", "events/harbour-speech/"):
        response = curator.get(path)
        assert (response.status_code, response.json()["detail"]) == (
            404,
            "The desk has no entry of this id in events/.",
        )
    assert curator.post(f"events/{country}/").status_code == 405


def test_the_desk_remembers_whose_program_it_was(curator):
    made = curator.begin()
    root = program("root", "Administrators")
    changed = root.patch(made["path"], {"title": "A third"}, If_Match=made["tag"])
    assert curator.post("batch/", {"items": [{"create": "events", "entry": {"slug": "x"}}]}).status_code == 422
    assert root.send("DELETE", made["path"], If_Match=changed["ETag"]).status_code == 204
    rows = Event.history.filter(slug="second-speech").order_by("history_id")
    assert list(rows.values_list("history_type", "title", "by_name")) == [
        ("+", "The second speech", "curator"),
        ("~", "A third", "root"),
        ("-", "A third", "root"),
    ]
    claims = Occurrence.history.filter(place="Southport").order_by("history_id")
    assert list(claims.values_list("history_type", "by_name")) == [("+", "curator"), ("-", "root")]
    assert not Event.history.filter(slug="x").exists()
