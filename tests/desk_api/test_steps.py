"""Review, publication and withdrawal by programs: the same steps, rules and log as in the admin."""

import pytest

from desk import workflow
from desk.models import Entry, Step
from publication.models import Revision
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.screens import form_data, url_of
from tests.desk_api.conftest import SPEECH, program


def step(sender, made: dict, name: str, data=None, tag: str = ""):
    """Take a step on the state that a program reads now, or on another."""
    tag = tag or sender.get(made["path"])["ETag"]
    return sender.post(f"{made['path']}{name}/", data, If_Match=tag)


def test_an_entry_goes_from_a_draft_to_the_record_and_out_of_sight(curator, editor):
    made = curator.begin()
    response = step(curator, made, "submit", {"comment": "Please."})
    assert (response.status_code, response.json()["state"]) == (200, "in_review")
    assert response["ETag"] not in (made["tag"], "")
    assert curator.get("/api/v1/events/second-speech/").status_code == 404
    response = step(editor, made, "publish", {"note": "New."})
    assert (response.status_code, response.json()["state"]) == (200, "published")
    revision = Revision.objects.latest("seq")
    assert (str(revision.entry_id), revision.operation, revision.note) == (made["id"], "publish", "New.")
    assert curator.get("/api/v1/events/second-speech/").json()["title"] == "The second speech"
    response = step(editor, made, "withdraw", {"reason": "Not so."})
    assert (response.status_code, response.json()["state"]) == (200, "withdrawn")
    assert curator.get("/api/v1/events/second-speech/").status_code == 410
    steps = Step.objects.filter(about=made["id"]).order_by("pk")
    assert list(steps.values_list("action", "before", "after", "comment", "by__username")) == [
        ("submit", "draft", "in_review", "Please.", "curator"),
        ("publish", "in_review", "published", "New.", "editor"),
        ("withdraw", "published", "withdrawn", "Not so.", "editor"),
    ]


def test_a_step_is_taken_on_the_state_that_was_read_alone(curator, editor):
    made = curator.begin()
    changed = curator.patch(made["path"], {"title": "A third"}, If_Match=made["tag"])
    for name, data in (("submit", {}), ("publish", {}), ("withdraw", {"reason": "X"})):
        assert step(editor, made, name, data, tag=made["tag"]).status_code == 412
        assert editor.post(f"{made['path']}{name}/", data).status_code == 428
    assert Entry.objects.get(public_id=made["id"]).state == "draft"
    assert step(editor, made, "publish", tag=changed["ETag"]).status_code == 200


def test_whoever_changed_it_last_may_not_publish(editor, curator):
    made = editor.begin()
    response = step(editor, made, "publish")
    assert (response.status_code, response.json()["detail"]) == (
        403,
        "'The second speech' was last changed by you. Another editor or administrator must read and publish it.",
    )
    assert not Revision.objects.of(made["id"]).exists()


def test_what_the_record_refuses_is_told_by_claim(curator, editor):
    made = curator.begin(SPEECH | {"occurrences": [{"on": "2011-05"}]})
    response = step(editor, made, "publish")
    assert (response.status_code, response.json()["type"]) == (422, "/api/problems/refused/")
    [error] = response.json()["errors"]
    assert error["claim"] == made["entry"]["occurrences"][0]["id"]
    assert "citation" in error["detail"]
    assert Entry.objects.get(public_id=made["id"]).state == "draft"


def test_the_entry_s_state_can_be_in_the_way(curator, editor):
    made = curator.begin()
    assert step(curator, made, "submit").status_code == 200
    response = step(curator, made, "submit")
    assert (response.status_code, response.json()["detail"]) == (
        409,
        "'The second speech' is waiting for review already.",
    )
    assert step(editor, made, "publish").status_code == 200
    response = step(editor, made, "publish")
    assert (response.status_code, "has nothing to publish" in response.json()["detail"]) == (422, True)
    workflow.merge(
        Entry.objects.get(public_id=made["id"]),
        Entry.objects.get(slug="treaty-suspension"),
        by=account("root", "Administrators"),
    )
    read = curator.get(made["path"])
    response = curator.patch(made["path"], {"title": "X"}, If_Match=read["ETag"])
    assert (response.status_code, response.json()["detail"]) == (
        409,
        "'The second speech' was merged into another entry. Go on with that one.",
    )


@pytest.mark.parametrize(
    ("name", "data", "field", "detail"),
    [
        ("withdraw", {}, "reason", "This field is required."),
        ("withdraw", {"reason": "x" * 1001}, "reason", "Ensure this value has at most 1000 characters (it has 1001)."),
        ("publish", {"note": ["x"]}, "note", "is one text."),
        ("publish", {"note": "a\u0007"}, "note", "Take out the control character U+0007."),
        ("publish", {"reason": "x"}, "reason", "is not a field. Accepted are: note."),
        ("submit", {"note": "x"}, "note", "is not a field. Accepted are: comment."),
    ],
)
def test_words_that_cannot_be_taken_are_named(curator, editor, name, data, field, detail):
    made = curator.begin()
    response = step(editor, made, name, data)
    assert response.status_code == 422
    assert [(one["field"], one["detail"]) for one in response.json()["errors"]] == [(field, detail)]


def test_a_form_of_the_desk_notices_what_a_program_changed(curator):
    made = curator.begin()
    client, entry = signed_in(account("ann", "Curators")), Entry.objects.get(public_id=made["id"])
    url = url_of(entry)
    form = form_data(client, url)
    changed = curator.patch(made["path"], {"title": "Theirs"}, If_Match=made["tag"])
    assert changed.status_code == 200
    response = client.post(url, {**form, "title": "Mine"})
    assert response.status_code == 409
    [conflict] = response.context["conflicts"]
    assert [(one["mine"], one["theirs"]) for one in conflict["fields"]] == [("Mine", "Theirs")]
    assert Entry.objects.get(pk=entry.pk).title == "Theirs"


def test_a_program_notices_what_a_form_of_the_desk_changed(curator):
    made = curator.begin()
    client, url = signed_in(account("ann", "Curators")), url_of(Entry.objects.get(public_id=made["id"]))
    # Of the form's fields, one that no answer of the API shows.
    assert client.post(url, {**form_data(client, url), "desk_note": "Wait."}).status_code == 302
    response = curator.patch(made["path"], {"title": "X"}, If_Match=made["tag"])
    assert (response.status_code, response.json()["detail"]) == (
        412,
        "The entry is no longer as you have read it; it was last changed by ann. Read it again.",
    )


def test_a_step_without_a_word_needs_no_body(curator):
    made = curator.begin()
    response = curator.send("POST", f"{made['path']}submit/", "", If_Match=made["tag"], Content_Type="")
    assert (response.status_code, response.json()["state"]) == (200, "in_review")


def test_a_step_may_be_left_to_a_token_that_does_nothing_else(curator):
    publisher = program("ed", "Editors", scopes=["publish"])
    made = curator.begin()
    response = step(publisher, made, "publish", tag=made["tag"])
    assert (response.status_code, sorted(response.json())) == (200, ["id", "kind", "slug", "state", "url"])
    assert publisher.patch(made["path"], {}, If_Match=response["ETag"]).status_code == 403
