"""Processes killed while they load and publish: no gap, no half revision, and the load completes afterwards."""

import os
import random
import signal
import time

from django.db import connection, connections
from django.db.models import Count

from desk.collection.load import load
from desk.models import Claim, Entry, LoadState, Signature
from desk.publishing import publish, publish_batch
from publication.models import Face, Revision
from publication.verify import verify, verify_log
from tests.conftest import SMALL

KILLS = 25


def fork(work) -> int:
    """Run `work` in a child process, over and over until it is killed; return the child's id."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    # Nothing of the test runner may run on in here, whatever happens.
    try:
        while True:
            work()
    except BaseException:
        os._exit(3)


def kill_after(child: int, seconds: float) -> None:
    """Kill a child without warning; it must have been alive until then."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, f"the child failed by itself: exit {os.WEXITSTATUS(status)}"


def publish_something() -> None:
    """Change an entry at the desk and publish it, then several as one batch."""
    entries = list(Entry.objects.filter(kind__in=["country", "topic", "event"]).order_by("pk"))
    entry = random.choice(entries)
    Entry.objects.filter(pk=entry.pk).update(summary=f"{random.random()}")
    publish(entry, by="tests")
    publish_batch(entries, by="tests")


def publications_are_whole() -> None:
    """Each publication stands whole in the log, with its one signature and all that is derived from it."""
    assert verify_log() is None
    ends = dict(Revision.objects.values_list("batch_end").annotate(Count("seq")))
    signed = {s.last_seq: s.last_seq - s.first_seq + 1 for s in Signature.objects.all()}
    assert ends == signed
    head = Revision.objects.head()
    assert Face.objects.open().count() == len(set(Revision.objects.values_list("entry_id", flat=True)))
    assert head is None or head.batch_end == head.seq


def test_a_killed_load_leaves_nothing_and_the_next_one_completes(database_copy):
    chance = random.Random(2007)
    copy = database_copy("empty")
    began = time.monotonic()
    with database_copy("empty").connected():
        load(SMALL)
    # Bounded, so that a busy machine does not stretch the test.
    usual = min(time.monotonic() - began, 0.8)
    with copy.connected():
        for _ in range(KILLS):
            # Mostly within a load; the few that are done by then start again from nothing.
            kill_after(fork(_load_and_wait), chance.uniform(0, usual))
            assert Revision.objects.count() in (0, 17)
            assert (Entry.objects.count(), LoadState.objects.count()) in ((0, 0), (17, 17))
            publications_are_whole()
            if Revision.objects.exists():
                copy = database_copy("empty")
                connection.close()
                connection.settings_dict["NAME"] = copy.name
        outcome = load(SMALL)
        assert (len(outcome.new), outcome.unchanged) in ((17, 0), (0, 17))
        assert [revision.seq for revision in Revision.objects.all()] == list(range(1, 18))
        assert Claim.objects.count() == 32
        assert verify() is None


def _load_and_wait() -> None:
    load(SMALL)
    time.sleep(60)


def test_killed_publications_leave_no_gap_and_no_half(database_copy):
    chance = random.Random(1991)
    with database_copy("small").connected():
        seen = 17
        for _ in range(KILLS):
            kill_after(fork(publish_something), chance.uniform(0.02, 0.35))
            publications_are_whole()
            assert Revision.objects.count() >= seen
            seen = Revision.objects.count()
        assert seen > 17
        assert verify() is None
        assert load(SMALL).unchanged == 17
        [revision] = publish_batch(Entry.objects.filter(slug="north"), by="tests")
        assert revision.seq == seen + 1
