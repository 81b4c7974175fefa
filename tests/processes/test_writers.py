"""Several writers at once: every publication gets its own number, none is lost, none fails."""

import os
import time
import traceback
from datetime import timedelta

from django.db import connection, connections
from django.utils import timezone

from desk import workflow
from desk.collection.load import load
from desk.models import Entry, Schedule, Step
from desk.publishing import digests, publish
from desk.scheduling import publish_due, schedule
from publication.errors import PublicationRefused
from publication.models import Face, Revision
from publication.verify import verify
from relations.models import Country
from tests.conftest import SMALL
from tests.desk_admin.accounts import account

EACH = 50


def together(*works) -> None:
    """Run each work in a process of its own, all at once; fail with the words of those that fail."""
    connections.close_all()
    children = []
    read, write = os.pipe()
    for work in works:
        child = os.fork()
        if child == 0:
            try:
                work()
                os._exit(0)
            except BaseException:
                os.write(write, traceback.format_exc().encode())
                os._exit(1)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    os.close(write)
    with os.fdopen(read) as said:
        assert (codes, said.read()) == ([0] * len(works), "")


def editor(name: str):
    """Fifty publications of fifty entries of one editor."""

    def work():
        for number in range(EACH):
            publish(Entry.objects.get(slug=f"{name}-{number}"), by=name)

    return work


def countries(name: str) -> None:
    for number in range(EACH):
        Country.objects.create(slug=f"{name}-{number}", title=f"{name} {number}")


def test_two_editors_publish_at_once(database_copy):
    with database_copy("empty").connected():
        countries("ada")
        countries("bob")
        together(editor("ada"), editor("bob"))
        revisions = list(Revision.objects.all())
        assert [revision.seq for revision in revisions] == list(range(1, 2 * EACH + 1))
        assert {revision.number for revision in revisions} == {1}
        assert sorted(revision.snapshot["slug"] for revision in revisions) == sorted(
            f"{name}-{number}" for name in ("ada", "bob") for number in range(EACH)
        )
        assert Face.objects.open().filter(state="public").count() == 2 * EACH
        assert verify() is None


def test_two_editors_and_a_loader_publish_at_once(database_copy):
    with database_copy("empty").connected():
        countries("ada")
        countries("bob")
        together(editor("ada"), editor("bob"), lambda: load(SMALL))
        assert [revision.seq for revision in Revision.objects.all()] == list(range(1, 2 * EACH + 18))
        assert Revision.objects.values("batch_end").distinct().count() == 2 * EACH + 1
        assert verify() is None
        assert load(SMALL).unchanged == 17


def test_two_loaders_at_once_load_everything_once(database_copy):
    with database_copy("empty").connected():
        together(lambda: load(SMALL), lambda: load(SMALL))
        assert [revision.seq for revision in Revision.objects.all()] == list(range(1, 18))
        assert Entry.objects.count() == 17
        assert verify() is None


def test_an_editor_who_waits_publishes_what_the_desk_holds_then(database_copy):
    """The desk is read behind the lock: who waited for a colleague does not publish what he changed meanwhile."""
    with database_copy("small").connected():
        north = Entry.objects.get(slug="north")

        def slow():
            from django.db import transaction

            from publication.log import lock

            with transaction.atomic():
                lock()
                time.sleep(0.6)
                Entry.objects.filter(pk=north.pk).update(summary="As the colleague left it.")
                publish(north, by="colleague")

        def waiting():
            time.sleep(0.3)
            publish(north, by="waiting")

        together(slow, waiting)
        last = [revision.snapshot["summary"] for revision in Revision.objects.of(north.public_id)][1:]
        assert last == ["As the colleague left it."] * 2
    assert connection.connection is None


def test_two_editors_approve_at_once_and_one_publication_comes_of_it(database_copy):
    with database_copy("small").connected():
        north = Entry.objects.get(slug="north")
        Entry.objects.filter(pk=north.pk).update(summary="Approved twice.")
        users = [account(name, "Editors") for name in ("ada", "bob")]
        read = digests([north])

        def approve(user):
            def work():
                try:
                    workflow.publish([north], by=user, expect=read)
                except PublicationRefused as refusal:
                    assert "has nothing to publish: the record says the same since revision 2 by " in str(refusal)
                    Entry.objects.filter(pk=north.pk).update(desk_note=f"{user} came second")

            return work

        together(*(approve(user) for user in users))
        published = Revision.objects.of(north.public_id)
        assert [revision.number for revision in published] == [1, 2]
        [step] = Step.objects.of(north)
        second = ({"ada", "bob"} - {step.by.username}).pop()
        assert (Entry.objects.get(pk=north.pk).desk_note, step.seq) == (f"{second} came second", published.last().seq)
        assert verify() is None


def test_the_scheduler_run_twice_at_once_publishes_each_once(database_copy):
    with database_copy("empty").connected():
        countries("ada")
        editor_account, at = account("ed", "Editors"), timezone.now() + timedelta(days=1)
        for country in Country.objects.all():
            schedule(country, by=editor_account, at=at)
        together(*[lambda: list(publish_due(at))] * 3)
        assert [revision.number for revision in Revision.objects.all()] == [1] * EACH
        assert not Schedule.objects.exclude(state=Schedule.State.DONE).exists()
        assert list(publish_due(at)) == []
        assert verify() is None
