"""Two curators on one entry: the second sees both versions, and nothing is overwritten unseen."""

import pytest
from django.test import Client

from relations.models import Membership, Organization, Phase, Tie
from sources.models import Citation, Remark
from tests.desk_admin.conftest import client_of
from tests.desk_admin.screens import complaints, desk_now, form_data, new_row, pk, settle, url_of


@pytest.fixture
def colleague(collection) -> Client:
    """A second curator."""
    return client_of("colleague", "Curators")


def fields_in_conflict(response) -> dict[str, tuple]:
    """Return what the page shows of each field: mine, theirs, and what it proposes."""
    assert response.status_code == 409
    return {
        field["name"].removeprefix("choose:"): (field["mine"], field["theirs"], field["chosen"])
        for row in response.context["conflicts"]
        for field in row["fields"]
    }


def test_the_second_to_save_sees_both_texts_and_nothing_is_written(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    assert colleague.post(url_of(dyad), {**theirs, "summary": "Theirs."}).status_code == 302
    before = desk_now()
    response = curator.post(url_of(dyad), {**mine, "summary": "Mine.", "_save": "1"})
    assert fields_in_conflict(response) == {"::summary": ("Mine.", "Theirs.", "mine")}
    assert response.context["last"].user.username == "colleague"
    assert desk_now() == before


def test_proposals_join_the_work_of_both(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    assert (
        colleague.post(url_of(dyad), {**theirs, "desk_note": "Theirs.", "phase-0-text": "Theirs."}).status_code == 302
    )
    response = curator.post(url_of(dyad), {**mine, "summary": "Mine.", "phase-1-text": "Mine."})
    first, second = mine["phase-0-claim_ptr"], mine["phase-1-claim_ptr"]
    assert fields_in_conflict(response) == {
        "::summary": ("Mine.", mine["summary"], "mine"),
        "::desk_note": (mine["desk_note"], "Theirs.", "theirs"),
        f"phase:{first}:text": (mine["phase-0-text"], "Theirs.", "theirs"),
        f"phase:{second}:text": ("Mine.", mine["phase-1-text"], "mine"),
    }
    assert settle(curator, url_of(dyad), response).status_code == 302
    dyad.refresh_from_db()
    texts = [Phase.objects.get(pk=key).text for key in (first, second)]
    assert (dyad.summary, dyad.desk_note, texts) == ("Mine.", "Theirs.", ["Theirs.", "Mine."])


def test_each_difference_can_be_chosen(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    colleague.post(url_of(dyad), {**theirs, "summary": "Theirs.", "desk_note": "Theirs."})
    response = curator.post(url_of(dyad), {**mine, "summary": "Mine.", "desk_note": "Mine."})
    chosen = {"choose:::summary": "theirs", "choose:::desk_note": "mine"}
    assert settle(curator, url_of(dyad), response, **chosen).status_code == 302
    dyad.refresh_from_db()
    assert (dyad.summary, dyad.desk_note) == ("Theirs.", "Mine.")


def test_one_may_edit_again_with_both_put_together(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    colleague.post(url_of(dyad), {**theirs, "desk_note": "Theirs."})
    response = curator.post(url_of(dyad), {**mine, "summary": "Mine."})
    before = desk_now()
    page = {"_settle": "1", "_again": "1", **dict(response.context["carried"])}
    again = curator.post(url_of(dyad), page)
    assert complaints(again) == {"__all__": ["This is what you typed. It is not saved yet."]}
    form = again.context["adminform"].form
    assert (form["summary"].value(), form["desk_note"].value()) == ("Mine.", "Theirs.")
    assert desk_now() == before
    # It stands on the desk of now, so that it can be saved.
    data = {**form_data(curator, url_of(dyad)), "summary": "Mine.", "desk_seen": form["desk_seen"].value()}
    assert curator.post(url_of(dyad), data).status_code == 302


def test_a_third_save_in_between_conflicts_again(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    colleague.post(url_of(dyad), {**theirs, "desk_note": "Once."})
    response = curator.post(url_of(dyad), {**mine, "summary": "Mine."})
    colleague.post(url_of(dyad), {**form_data(colleague, url_of(dyad)), "summary": "Twice."})
    again = settle(curator, url_of(dyad), response)
    assert fields_in_conflict(again)["::summary"] == ("Mine.", "Twice.", "mine")
    assert settle(curator, url_of(dyad), again).status_code == 302
    dyad.refresh_from_db()
    assert (dyad.summary, dyad.desk_note) == ("Mine.", "Once.")


@pytest.mark.parametrize("what", ["a claim's own page", "a citation", "a remark", "a row that another added"])
def test_a_change_through_another_form_is_noticed(curator, colleague, dyad, what):
    mine = form_data(curator, url_of(dyad))
    phase = Phase.objects.get(pk=mine["phase-0-claim_ptr"])
    if what == "a claim's own page":
        address = f"/admin/relations/phase/{phase.pk}/change/"
        assert colleague.post(address, {**form_data(colleague, address), "note": "Theirs."}).status_code == 302
        expected = {f"phase:{phase.pk}:note": (phase.note, "Theirs.", "theirs")}
    elif what == "a citation":
        row = Citation.objects.filter(claim=phase).first()
        Citation.objects.filter(pk=row.pk).update(locator="p. 99")
        expected = {f"phase:{phase.pk}:citations": None}
    elif what == "a remark":
        Remark.objects.create(owner=dyad.entry_ptr, text="Theirs.")
        expected = {}
    else:
        Tie.objects.create(owner=dyad.entry_ptr, kind="base", subject=dyad.first, object=dyad.second, text="Theirs.")
        expected = {}
    before = desk_now()
    response = curator.post(url_of(dyad), {**mine, "summary": "Mine."})
    found = fields_in_conflict(response)
    assert found.pop("::summary")[0] == "Mine."
    assert set(found) == set(expected)
    added = [row["title"] for row in response.context["conflicts"] if row["what"] == "theirs"]
    assert added == (["Theirs."] if not expected else [])
    assert desk_now() == before
    assert settle(curator, url_of(dyad), response).status_code == 302
    dyad.refresh_from_db()
    assert dyad.summary == "Mine."


def test_what_they_removed_comes_back_only_if_i_worked_on_it(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    gone = {"phase-0-DELETE": "on", "phase-1-DELETE": "on"}
    assert colleague.post(url_of(dyad), {**theirs, **gone}).status_code == 302
    response = curator.post(url_of(dyad), {**mine, "phase-0-text": "I worked on this."})
    rows = {row["title"]: (row["what"], row["chosen"]) for row in response.context["conflicts"]}
    assert rows == {"I worked on this.": ("gone", "mine"), mine["phase-1-text"]: ("gone", "theirs")}
    assert settle(curator, url_of(dyad), response).status_code == 302
    left = Phase.objects.filter(owner=dyad.pk)
    assert left.filter(text="I worked on this.").count() == 1
    assert not left.filter(pk=mine["phase-1-claim_ptr"]).exists()


def test_what_i_remove_stays_if_they_worked_on_it(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    colleague.post(url_of(dyad), {**theirs, "phase-0-text": "They worked on this."})
    response = curator.post(url_of(dyad), {**mine, "phase-0-DELETE": "on"})
    key = mine["phase-0-claim_ptr"]
    assert fields_in_conflict(response)[f"phase:{key}:DELETE"] == ("remove", "keep", "theirs")
    assert settle(curator, url_of(dyad), response).status_code == 302
    assert Phase.objects.get(pk=key).text == "They worked on this."


def test_my_new_claims_survive(curator, colleague, dyad):
    mine, theirs = form_data(curator, url_of(dyad)), form_data(colleague, url_of(dyad))
    colleague.post(url_of(dyad), new_row(theirs, "phase", topic=pk("overall"), level="1", text="Theirs."))
    data = new_row(mine, "phase", topic=pk("overall"), level="2", text="Mine.", citations="atlas-2024 | p. 9")
    response = curator.post(url_of(dyad), data)
    assert {row["what"] for row in response.context["conflicts"]} == {"added", "theirs"}
    assert settle(curator, url_of(dyad), response).status_code == 302
    found = Phase.objects.filter(text__in=["Mine.", "Theirs."]).order_by("text")
    assert [(row.text, row.citations.count()) for row in found] == [("Mine.", 1), ("Theirs.", 0)]


def test_a_change_in_a_part_that_the_form_leaves_out_is_named(curator, colleague):
    league = Organization.objects.get(slug="league")
    for year in range(50):
        Membership.objects.create(owner=league.entry_ptr, member_id=pk("north"), start=str(1900 + year), position=9)
    mine = form_data(curator, url_of(league))
    assert "membership-TOTAL_FORMS" not in mine
    Membership.objects.filter(owner=league.pk).first().delete()
    response = curator.post(url_of(league), {**mine, "summary": "Mine."})
    assert response.status_code == 409
    assert response.context["elsewhere"] == ["members"]


@pytest.mark.parametrize(
    "seen", ["", "no json", "[]", '{"state": 1, "marks": {}}', '{"state": {}, "marks": {"a": 1}}', "[" * 9000]
)
def test_a_form_without_a_readable_state_is_never_saved_unseen(curator, dyad, seen):
    before = desk_now()
    response = curator.post(url_of(dyad), {**form_data(curator, url_of(dyad)), "summary": "M.", "desk_seen": seen})
    assert response.status_code == 409
    assert desk_now() == before


def test_saving_what_nobody_else_touched_asks_nothing(curator, dyad):
    for summary in ("One.", "Two."):
        data = {**form_data(curator, url_of(dyad)), "summary": summary}
        assert curator.post(url_of(dyad), data).status_code == 302
    dyad.refresh_from_db()
    assert dyad.summary == "Two."


def test_publishing_meanwhile_is_no_conflict(curator, editor, dyad):
    mine = form_data(curator, url_of(dyad))
    editor.post("/admin/relations/relationship/", {"action": "review_action", "_selected_action": [dyad.pk]})
    assert curator.post(url_of(dyad), {**mine, "summary": "Mine."}).status_code == 302
