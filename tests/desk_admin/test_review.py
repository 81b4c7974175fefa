"""The screens of review: what they show and offer, and how a refusal reads."""

import html
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk import workflow
from desk.models import Comment, Entry, Schedule, Step
from desk.scheduling import schedule
from publication.models import Face, Revision
from relations.models import Country, Relationship
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.screens import complaints, desk_now, form_data, record_now, said, step_url, url_of
from tests.desk_admin.test_publishing import draft

QUEUE = "/admin/desk/entry/queue/"


@pytest.fixture
def ann(collection):
    return account("ann", "Contributors")


@pytest.fixture
def land(ann) -> Entry:
    return Entry.objects.get(pk=draft(created_by=ann, changed_by=ann).pk)


def text(response) -> str:
    """The words of a page, without its markup."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", response.content.decode())).split())


def test_from_the_form_to_the_queue_and_out_to_the_public(ann, editor):
    contributor, land = signed_in(ann), Entry.objects.get(pk=draft().pk)
    Entry.objects.filter(pk=land.pk).update(created_by=ann)
    data = {**form_data(contributor, url_of(land)), "capital": "Newport", "_review": "1"}
    assert said(contributor.post(url_of(land), data, follow=True))[0] == "New Land: sent to review."
    queue = editor.get(QUEUE)
    [(row, address, mine)] = queue.context["rows"]
    assert (row.entry, row.waits_for, address, mine) == (
        land,
        "an editor other than ann",
        step_url(land, "review"),
        False,
    )
    page = editor.get(address)
    approve = {field.html_name: field.value() or "" for field in page.context["approve"]}
    assert "Publish" not in {label.rstrip("…") for label, _ in page.context["steps"]}
    asked = editor.post(step_url(land, "request-changes"), {"comment": "Which year?"}, follow=True)
    assert said(asked) == ["New Land: given back with a request for changes."]
    assert "Changes requested by editor" in text(contributor.get(url_of(land)))
    [(row, _, mine)] = contributor.get(QUEUE, {"list": "changes"}).context["rows"]
    assert (row.said, mine) == ("Which year?", True)
    Country.objects.filter(pk=land.pk).update(capital="Oldport")
    workflow.submit([land], by=ann)
    stale = editor.post(step_url(land, "publish"), approve, follow=True)
    assert said(stale)[0].startswith("New Land: the desk has changed since this was approved.")
    fresh = {field.html_name: field.value() or "" for field in editor.get(address).context["approve"]}
    done = editor.post(step_url(land, "publish"), {**fresh, "note": "A new land."}, follow=True)
    assert said(done) == ["New Land: published."]
    assert Face.objects.open().get(slug="new-land").state == "public"
    assert Revision.objects.head().note == "A new land."


def test_a_contributor_changes_what_they_began_alone(ann, land):
    client, north = signed_in(ann), Country.objects.get(slug="north")
    before = desk_now()
    assert client.get(url_of(north)).status_code == 200
    assert 'name="_save"' not in client.get(url_of(north)).content.decode()
    assert client.post(url_of(north), {"title": "Mine"}).status_code == 403
    assert desk_now() == before
    added = form_data(client, "/admin/relations/existence/add/")
    refused = client.post("/admin/relations/existence/add/", {**added, "owner": north.pk, "text": "Mine."})
    kinds = "country or organization or person"
    assert complaints(refused) == {"owner": [f"Choose an entry that you began, not merged, of this kind: {kinds}."]}
    assert (
        client.post("/admin/relations/existence/add/", {**added, "owner": land.pk, "text": "Mine."}).status_code == 302
    )


def test_who_changed_an_entry_last_is_kept_and_an_unchanged_form_changes_no_author(ann, land, curator):
    curator.post(url_of(land), form_data(curator, url_of(land)))
    assert Entry.objects.get(pk=land.pk).changed_by == ann
    curator.post(url_of(land), {**form_data(curator, url_of(land)), "summary": "More."})
    land.refresh_from_db()
    assert (land.created_by, land.changed_by.username) == (ann, "curator")


def test_a_refusal_by_role_names_who_may(ann, land):
    answer = signed_in(ann).post(step_url(land, "publish"), {"note": ""})
    assert answer.status_code == 403
    assert "editors and administrators may do this (publish), your account may not." in text(answer)


def test_save_and_publish_asks_for_a_second_reader(editor):
    country = Country.objects.get(slug="south")
    assert 'name="_publish"' not in editor.get(url_of(country)).content.decode()
    data = {**form_data(editor, url_of(country)), "capital": "Southport", "_publish": "1"}
    done = editor.post(url_of(country), data, follow=True)
    assert said(done)[:2] == [
        "South: was last changed by you. Another editor or administrator must read and publish it.",
        "Nothing was published.",
    ]
    country.refresh_from_db()
    assert (country.capital, Revision.objects.of(country.public_id).count()) == ("Southport", 1)


def test_the_desk_says_where_no_second_reader_is_asked_for(editor, settings):
    notice = "Whoever writes an entry may also publish it here."
    assert notice not in text(editor.get("/admin/"))
    settings.SECOND_READER = False
    assert notice in text(editor.get("/admin/"))
    assert 'name="_publish"' in editor.get(url_of(Country.objects.get(slug="south"))).content.decode()


def test_schedules_are_refused_at_the_field_and_published_by_the_command(land, editor, capsys):
    page = step_url(land, "schedule")
    for typed, wrong in (
        ("soon", "Give day and time, in UTC: 2027-02-10 08:00."),
        ("9999-12-31T23:59-12:00", "That is more than five years off. Check the year."),
        ("2020-01-01 08:00", "That is past; it is "),
    ):
        [error] = editor.post(page, {"at": typed, "note": ""}).context["form"].errors["at"]
        assert error.startswith(wrong)
    at = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    assert said(editor.post(page, {"at": f"{at:%Y-%m-%dT%H:%M}", "note": ""}, follow=True)) == ["New Land: scheduled."]
    assert Schedule.objects.get().at == at
    call_command("publish_due")
    assert capsys.readouterr().out == ""
    Schedule.objects.update(at=timezone.now())
    call_command("publish_due")
    call_command("publish_due")
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 1 and out[0].endswith(f"published as no. {Revision.objects.head().seq}.")


def test_the_command_ends_with_an_error_where_one_was_refused(land, ann, capsys):
    ed, at = account("ed", "Editors"), timezone.now() + timedelta(days=1)
    schedule(land, by=ed, at=at)
    workflow.publish([land], by=ed)
    Schedule.objects.update(at=timezone.now(), state="pending")
    with pytest.raises(CommandError, match="1 scheduled publications were refused"):
        call_command("publish_due")
    assert "the record has moved on since this was approved" in capsys.readouterr().err


def test_comments_on_a_claim_are_written_answered_and_resolved(editor, curator, dyad):
    claim, page = dyad.claims.first(), step_url(dyad, "comment")
    for bad, told in (
        ({"text": " "}, "Text: This field is required."),
        ({"text": "x", "claim": "99999999999999999999"}, "Claim: This is no claim of the entry."),
        ({"text": "x", "thread": "77"}, "Thread: This is no thread of the entry."),
        ({"text": "x" * 4001}, "Text: Ensure this value has at most 4000 characters (it has 4001)."),
    ):
        assert said(editor.post(page, bad, follow=True)) == [told]
    assert Comment.objects.count() == 0
    editor.post(page, {"text": "<script>alert(1)</script>", "claim": claim.pk})
    thread = Comment.objects.get()
    curator.post(page, {"text": "Read it again.", "thread": thread.pk})
    shown = curator.get(step_url(dyad, "review"))
    assert b"<script>alert(1)</script>" not in shown.content
    assert "On the claim: " in text(shown) and "Read it again." in text(shown)
    assert "Review and discussion (1 open)" in text(curator.get(url_of(dyad)))
    curator.post(step_url(dyad, "resolve"), {"thread": thread.pk, "resolved": "on"})
    assert "Review and discussion (1 open)" not in text(curator.get(url_of(dyad)))


def test_nothing_of_the_review_is_public(editor, dyad, client):
    editor.post(step_url(dyad, "comment"), {"text": "MARKEDCOMMENT"})
    for address in ("/relationships/north--south/", "/api/v1/relationships/north--south/", "/api/v1/", "/"):
        assert b"MARKEDCOMMENT" not in client.get(address, follow=True).content


def test_a_merger_is_shown_before_it_is_made(editor, dyad):
    north, south = Entry.objects.get(slug="north"), Entry.objects.get(slug="south")
    page, before = step_url(north, "merge"), (desk_now(), record_now())
    shown = editor.get(page, {"into": south.pk})
    assert "would become a relationship of one with itself" in " ".join(shown.context["collisions"])
    assert shown.context["pointing_count"] > 3
    done = editor.post(page, {"into": south.pk, "note": ""})
    assert "would become a relationship of one with itself" in said(done)[0]
    for wrong in ("x", str(north.pk), str(dyad.pk), "99999999999999999999"):
        form = editor.get(page, {"into": wrong}).context["form"]
        assert form.errors["into"] == ["Choose another country that was not merged itself."]
    assert (desk_now(), record_now()) == before


def test_a_merger_moves_all_that_points_at_the_loser(editor):
    union, south = Entry.objects.get(slug="old-union"), Entry.objects.get(slug="south")
    page = step_url(union, "merge")
    shown = editor.get(page, {"into": south.pk})
    assert shown.context["collisions"] == []
    listed = [(str(owner), where) for _, owner, where in shown.context["pointing"]]
    assert listed and len(listed) == shown.context["pointing_count"]
    done = editor.post(page, {"into": south.pk, "note": "One and the same."}, follow=True)
    assert said(done) == ["Old Union: merged."]
    assert editor.get(page, {"into": south.pk}).context["pointing_count"] == 0
    assert Step.objects.first().comment == "Into South. One and the same."


def test_redacting_wants_revisions_a_reason_and_to_be_sure(collection):
    boss, south = signed_in(account("boss", "Administrators")), Entry.objects.get(slug="south")
    page = step_url(south, "redact")
    assert "There is no past revision with a text." in text(boss.get(page))
    Entry.objects.filter(pk=south.pk).update(summary="Without the name.")
    workflow.publish([south], by=account("ed", "Editors"))
    first, last = Revision.objects.of(south.public_id)
    wrong = boss.post(page, {"seqs": [last.seq], "reason": ""}).context["form"].errors
    assert set(wrong) == {"seqs", "reason", "sure"}
    done = boss.post(page, {"seqs": [first.seq], "reason": "Named a person.", "sure": "on"}, follow=True)
    assert said(done) == ["South: redacted."]
    first.refresh_from_db()
    assert first.compressed is None


def test_the_queue_asks_as_often_for_three_entries_as_for_one(editor, ann):
    def queries(name) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert editor.get(QUEUE, {"list": name}).status_code == 200
        return len(caught)

    lands = [Entry.objects.get(pk=draft(f"Land {at}", f"land-{at}", created_by=ann).pk) for at in "abc"]
    ed, at = account("ed", "Editors"), timezone.now() + timedelta(days=1)
    found = {}
    for count in (1, 2):
        for land in lands[:1] if count == 1 else lands[1:]:
            schedule(land, by=ed, at=at)
            workflow.submit([land], by=ann)
            workflow.comment(land, "So?", by=ed)
        for name in ("in_review", "scheduled", "comments"):
            found.setdefault(name, []).append(queries(name))
    assert all(one == three for one, three in found.values()), found


@pytest.mark.parametrize("address", [QUEUE + "?list=none", "/admin/desk/entry/99999999999999999999/review/"])
def test_what_there_is_not_is_not_found(editor, address):
    assert editor.get(address).status_code == 404


def test_the_relationship_of_two_is_reviewed_like_any_entry(editor):
    assert editor.get(step_url(Relationship.objects.get(), "review")).status_code == 200
