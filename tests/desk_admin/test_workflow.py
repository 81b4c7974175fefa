"""The steps of an entry's life: what each does, what it refuses, and that each is written down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from desk import workflow
from desk.models import Entry, Schedule, Step
from desk.publishing import digests
from desk.queue import counts, entries_of, in_words
from desk.rules import changeable, may
from desk.scheduling import cancel, publish_due, schedule
from publication.errors import PublicationRefused
from publication.models import Face, Revision
from relations.models import Country, Tie
from tests.desk_admin.accounts import account
from tests.desk_admin.screens import desk_now, record_now
from tests.desk_admin.test_publishing import draft

TOMORROW = timedelta(days=1)


@pytest.fixture
def ann(collection):
    return account("ann", "Contributors")


@pytest.fixture
def cur(collection):
    return account("cur", "Curators")


@pytest.fixture
def ed(collection):
    return account("ed", "Editors")


@pytest.fixture
def eve(collection):
    return account("eve", "Editors")


@pytest.fixture
def boss(collection):
    return account("boss", "Administrators")


@pytest.fixture
def land(ann):
    """A draft of a contributor."""
    return Entry.objects.get(pk=draft(created_by=ann, changed_by=ann).pk)


def steps(entry) -> list[tuple]:
    return [(step.action, step.by.username, step.before, step.after, step.comment) for step in Step.objects.of(entry)][
        ::-1
    ]


def state(entry) -> str:
    return Entry.objects.get(pk=entry.pk).state


def why(step, *args, **kwargs) -> str:
    """The words of a refusal; nothing at the desk or in the record has changed."""
    before = desk_now(), record_now(), Step.objects.count()
    with pytest.raises(PublicationRefused) as refusal:
        step(*args, **kwargs)
    assert (desk_now(), record_now(), Step.objects.count()) == before
    return str(refusal.value)


def test_from_a_draft_to_the_public_and_every_step_is_written_down(land, ann, ed):
    workflow.submit([land], by=ann, comment="Please read.")
    assert state(land) == "in_review"
    workflow.request_changes(land, by=ed, comment="Which capital?")
    assert state(land) == "changes"
    Country.objects.filter(pk=land.pk).update(capital="Newport")
    workflow.submit([land], by=ann)
    [revision] = workflow.publish([land], by=ed, note="New.", expect=digests([land]))
    assert state(land) == "published"
    assert steps(land) == [
        ("submit", "ann", "draft", "in_review", "Please read."),
        ("changes", "ed", "in_review", "changes", "Which capital?"),
        ("submit", "ann", "changes", "in_review", ""),
        ("publish", "ed", "in_review", "published", "New."),
    ]
    assert Step.objects.of(land).first().seq == revision.seq
    assert revision.snapshot["capital"] == "Newport"
    workflow.withdraw([land], by=ed, reason="Not yet.")
    workflow.restore(land, by=ed)
    assert [step[0] for step in steps(land)][-2:] == ["withdraw", "restore"]
    assert state(land) == "published"


def test_what_a_step_refuses_names_the_entry_and_who_may(land, ann, cur, ed):
    may_not = "New Land: asks for another role: editors and administrators may do this (publish), your account may not."
    assert why(workflow.publish, [land], by=cur) == may_not
    assert why(workflow.request_changes, land, by=ed, comment="x") == "New Land: is not waiting for review (draft)."
    workflow.submit([land], by=ann)
    assert why(workflow.submit, [land], by=ann) == "New Land: is waiting for review already."
    assert why(workflow.request_changes, land, by=ed, comment=" \n") == (
        "New Land: says not what to change. Write it in the comment."
    )
    north = Entry.objects.get(slug="north")
    assert why(workflow.submit, [north], by=cur) == "North: has nothing to review: the desk says what the record says."
    assert why(workflow.submit, [north], by=ann) == (
        "North: was begun by somebody else. Contributors change what they began; curators and editors change any entry."
    )
    assert "has nothing to publish: the record says the same since revision 1 by load, " in why(
        workflow.publish, [north], by=ed
    )


def test_the_entries_to_choose_from_are_those_that_one_may_change(land, ann, cur):
    Entry.objects.filter(slug="north").update(state=Entry.State.MERGED)
    for user in (ann, cur):
        assert set(changeable(user)) == {entry for entry in Entry.objects.all() if may(user, "change", entry)}
    assert list(changeable(ann)) == [land]


def test_the_last_author_does_not_publish_unless_the_setting_allows(land, ed, eve, settings):
    Entry.objects.filter(pk=land.pk).update(changed_by=ed)
    said = "New Land: was last changed by you. Another editor or administrator must read and publish it."
    assert why(workflow.publish, [land], by=ed) == said
    assert why(schedule, land, by=ed, at=timezone.now() + TOMORROW) == said
    assert (may(ed, "publish", land), may(eve, "publish", land)) == (True, True)  # as `land` was read
    settings.SECOND_READER = False
    workflow.publish([land], by=ed)
    assert state(land) == "published"


def test_what_is_approved_is_what_was_read(land, ann, ed):
    workflow.submit([land], by=ann)
    read = digests([land])
    Country.objects.filter(pk=land.pk).update(capital="Elsewhere")
    assert "the desk has changed since this was approved" in why(workflow.publish, [land], by=ed, expect=read)
    assert "the desk has changed since this was approved" in why(
        schedule, land, by=ed, at=timezone.now() + TOMORROW, expect=read[land.pk]
    )


def test_a_batch_leaves_out_what_the_record_says_already(land, ed):
    north = Entry.objects.get(slug="north")
    revisions = workflow.publish([land, north], by=ed)
    assert [str(revision.entry_id) for revision in revisions] == [str(land.public_id)]
    assert steps(north) == []


# --- schedules


def test_the_approved_bytes_are_published_whatever_the_desk_says_by_then(land, ann, ed):
    workflow.submit([land], by=ann)
    Country.objects.filter(pk=land.pk).update(capital="As approved")
    at = timezone.now() + TOMORROW
    made = schedule(land, by=ed, at=at, note="On the day.")
    approved = bytes(made.body)
    assert (state(land), Face.objects.filter(slug="new-land").exists()) == ("scheduled", False)
    Country.objects.filter(pk=land.pk).update(capital="As edited since")
    assert list(publish_due(at - timedelta(seconds=1))) == []
    [outcome] = publish_due(at)
    assert (outcome.revision.snapshot_bytes, outcome.revision.note) == (approved, "On the day.")
    assert Country.objects.get(pk=land.pk).capital == "As edited since"
    assert (state(land), steps(land)[-1][:4]) == ("published", ("publish", "ed", "scheduled", "published"))
    assert list(publish_due(at + TOMORROW)) == []
    assert Revision.objects.of(land.public_id).count() == 1


def test_an_entry_sent_to_review_again_still_waits_after_its_schedule(land, ann, ed):
    at = timezone.now() + TOMORROW
    schedule(land, by=ed, at=at)
    workflow.submit([land], by=ann)
    assert len(list(publish_due(at))) == 1
    assert state(land) == "in_review"


def test_a_schedule_is_refused_at_once_for_what_could_not_be_published(ed):
    dyad = Entry.objects.get(kind="relationship")
    Tie.objects.first().citations.all().delete()
    at = timezone.now() + TOMORROW
    assert "has no citation" in why(schedule, dyad, by=ed, at=at)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    assert why(schedule, dyad, by=ed, at=past).endswith("cannot be published at 2020-01-01 00:00 UTC: that is past.")


def test_a_record_that_moved_on_keeps_a_schedule_from_being_published(land, ed, eve):
    at = timezone.now() + TOMORROW
    schedule(land, by=ed, at=at)
    from desk.publishing import publish

    publish(land, by="load")  # the loader asks nobody
    before = record_now()
    for _ in range(2):
        [outcome] = publish_due(at)
        assert "the record has moved on since this was approved (revision 0 then, 1 now)" in outcome.problem
    assert record_now() == before
    [waiting] = in_words("scheduled", list(entries_of("scheduled")))
    assert (waiting.waits_for, waiting.problem) == ("an editor: it was refused", outcome.problem)
    cancel(land, by=eve)
    assert (Schedule.objects.get().state, list(publish_due(at))) == ("cancelled", [])


def test_cancelling_gives_back_the_state_before_and_another_step_overtakes_a_schedule(land, ann, ed):
    workflow.submit([land], by=ann)
    at = timezone.now() + TOMORROW
    schedule(land, by=ed, at=at)
    said = why(schedule, land, by=ed, at=at)
    assert said == f"New Land: is scheduled for {at:%Y-%m-%d %H:%M} UTC already. Cancel that first."
    cancel(land, by=ed, comment="Too early.")
    assert (state(land), steps(land)[-1]) == ("in_review", ("cancel", "ed", "scheduled", "in_review", "Too early."))
    assert why(cancel, land, by=ed) == "New Land: has no scheduled publication."
    schedule(land, by=ed, at=at)
    workflow.publish([land], by=ed)
    assert (list(publish_due(at)), Revision.objects.of(land.public_id).count()) == ([], 1)


# --- merging, redacting, the log


def test_a_merger_and_a_redaction_are_steps_too(land, ed, boss):
    from desk.publishing import publish

    publish(land, by="load")
    south = Entry.objects.get(slug="south")
    workflow.merge(land, south, by=ed, note="One land.")
    assert steps(land) == [("merge", "ed", "published", "merged", "Into South. One land.")]
    assert why(workflow.submit, [land], by=ed) == "New Land: was merged into another entry. Go on with that one."
    first = Revision.objects.of(land.public_id).first()
    assert "administrators may do this (redact)" in why(workflow.redact, land, [first.seq], by=ed, reason="x")
    workflow.redact(land, [first.seq], by=boss, reason="Names a person.")
    first.refresh_from_db()
    assert (first.compressed, steps(land)[-1]) == (None, ("redact", "boss", "merged", "merged", "Names a person."))


@pytest.mark.parametrize("change", ["UPDATE desk_step SET comment = 'x'", "DELETE FROM desk_step"])
def test_the_database_refuses_to_change_a_step(land, ann, change):
    workflow.submit([land], by=ann)
    with pytest.raises(DatabaseError, match="a step that was taken cannot be"), transaction.atomic():
        connection.cursor().execute(change)
    assert Step.objects.count() == 1


def test_check_tells_of_a_lost_guard(collection):
    assert run_checks(databases=["default"]) == []
    table = " ON desk_step" if connection.vendor == "postgresql" else ""
    connection.cursor().execute(f"DROP TRIGGER steps_refuses_delete{table}")
    [error] = run_checks(databases=["default"])
    assert error.msg == "Triggers that guard the log of steps are missing: steps_refuses_delete."


# --- comments


def test_threads_are_answered_resolved_and_opened_again(ann, cur, ed, land):
    north = Entry.objects.get(kind="relationship")
    tie = Tie.objects.filter(owner=north.pk).first()
    thread = workflow.comment(north, "Where is this from?", by=ann, claim=tie)
    workflow.comment(north, "Page 4.", by=cur, thread=thread)
    other = workflow.comment(north, "And the title?", by=cur)
    assert [reply.said for reply in thread.replies.all()] == [thread.said]
    assert counts()["comments"] == 1
    with pytest.raises(PublicationRefused, match="is a thread that somebody else began"):
        workflow.resolve(other, by=ann, resolved=True)
    workflow.resolve(thread, by=ann, resolved=True)
    workflow.resolve(other, by=ed, resolved=True)
    assert counts()["comments"] == 0
    workflow.resolve(thread, by=ed, resolved=False)
    [waiting] = in_words("comments", list(entries_of("comments")))
    assert (waiting.entry, waiting.sent_by, waiting.said) == (north, "ann", "Where is this from?")
    tie.delete()
    thread.refresh_from_db()
    assert (thread.claim, bool(thread.said)) == (None, True)


# --- the queue


def test_the_queue_says_who_waits_for_whom_since_when(land, ann, cur, ed):
    second = Entry.objects.get(pk=draft("Old Land", "old-land", created_by=cur, changed_by=cur).pk)
    workflow.submit([second], by=cur)
    workflow.submit([land], by=ann, comment="Please.")
    [one, two] = in_words("in_review", list(entries_of("in_review")))
    assert [(row.entry, row.sent_by, row.waits_for, row.said) for row in (one, two)] == [
        (second, "cur", "an editor other than cur", ""),
        (land, "ann", "an editor other than ann", "Please."),
    ]
    assert one.since == Step.objects.of(second).get().at
    workflow.request_changes(land, by=ed, comment="No.")
    [row] = in_words("changes", list(entries_of("changes")))
    assert (row.sent_by, row.waits_for, row.said) == ("ed", "ann", "No.")
    assert counts() == {"in_review": 1, "changes": 1, "scheduled": 0, "comments": 0}
