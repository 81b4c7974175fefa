"""What is done after answers: in order, all of it, and by whoever adds more where there is too much."""

import subprocess
import sys
import threading
import time

import pytest

from operation.afterwards import Afterwards
from tests.conftest import ROOT


def until(holds):
    """Wait, five seconds at most."""
    for _ in range(500):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it was not done")


def test_all_is_done_in_order_and_many_at_a_time():
    done, batches = [], []
    after = Afterwards(lambda things: (done.extend(things), batches.append(len(things))), 0.02)
    for number in range(1_000):
        after.add(number)
    until(lambda: len(done) == 1_000)
    assert done == list(range(1_000))
    assert len(batches) < 20
    # The thread sleeps now; what comes later wakes it.
    after.add("later")
    until(lambda: done[-1] == "later")


def test_several_threads_lose_nothing():
    done = []
    after = Afterwards(done.extend, 0.001, most=50)
    threads = [threading.Thread(target=lambda n=n: [after.add((n, k)) for k in range(2_000)]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    after.flush()
    assert sorted(done) == [(n, k) for n in range(4) for k in range(2_000)]


def test_whoever_adds_too_much_does_it():
    by = set()
    after = Afterwards(lambda things: by.add(threading.current_thread().name), 60, most=10)
    for number in range(12):
        after.add(number)
    assert by == {threading.current_thread().name}


def test_what_fails_is_said_and_the_next_is_done(caplog):
    done = []

    def do(things):
        if "bad" in things:
            raise ValueError("it is bad")
        done.extend(things)

    after = Afterwards(do, 0.001)
    after.add("bad")
    until(lambda: "it is bad" in caplog.text)
    after.add("good")
    until(lambda: done == ["good"])


def test_what_waits_when_a_process_ends_is_done():
    program = "from operation.afterwards import Afterwards; Afterwards(print, 60).add('last')"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout == "['last']\n"
