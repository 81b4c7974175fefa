"""Answers kept by two processes while a third publishes: none is older than what was acknowledged before."""

import http.client
import json
import re
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest

from desk.models import Entry
from desk.publishing import publish
from tests.serving import serving

CLIENTS, WORKERS = 8, 2
# Seconds between a reader's requests: the publisher needs some of two cores too.
THOUGHT = 0.02
# Of each address, how the number of the publication is read out of the answer.
ADDRESSES = {
    "/api/v1/countries/north/": lambda body: int(json.loads(body)["summary"].split()[1]),
    "/countries/north/": lambda body: int(re.search(rb"Number (\d+) of all", body)[1]),
}
MORE = [
    {},
    {"Accept": "application/json"},
    {"Accept": "*/*"},
    {"Cookie": "csrftoken=a"},
]


class Reader(threading.Thread):
    """Asks over one connection until it is told to stop; `wrong` says what was older than it should be."""

    def __init__(self, address, done, acknowledged, place):
        super().__init__(daemon=True)
        self.place, self.done, self.acknowledged = place, done, acknowledged
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.wrong, self.count, self.statuses = [], 0, Counter()

    def run(self):
        tags = {}
        while not self.done.is_set():
            path = list(ADDRESSES)[self.count % len(ADDRESSES)]
            headers = MORE[(self.count + self.place) % len(MORE)]
            if self.count % 3 == 2 and path in tags:
                headers = {**headers, "If-None-Match": tags[path][0]}
            seq, number = self.acknowledged
            self.connection.request("GET", path, headers=headers)
            response = self.connection.getresponse()
            body = response.read()
            self.statuses[response.status] += 1
            self.count += 1
            if response.status == 304:
                # The body that this tag was given for.
                said, read = tags[path][1:]
            else:
                said, read = ADDRESSES[path](body), int(response.headers["X-Record-Sequence"])
                tags[path] = response.headers["ETag"], said, read
            if said < number or read < seq:
                self.wrong.append((path, response.status, said, number, read, seq))
            self.done.wait(THOUGHT)
        self.connection.close()


@pytest.mark.parametrize(
    "publications", [pytest.param(100, marks=pytest.mark.long), pytest.param(1_000, marks=pytest.mark.apart)]
)
def test_no_answer_is_older_than_what_was_acknowledged_before_it_was_asked(database_copy, publications):
    copy = database_copy("small")
    with copy.connected(), serving(copy.environment, workers=WORKERS) as address:
        land = Entry.objects.get(slug="north")

        def say(number):
            Entry.objects.filter(pk=land.pk).update(summary=f"Number {number} of all")
            return publish(Entry.objects.get(pk=land.pk), by="tests").seq

        done, acknowledged = threading.Event(), [say(0), 0]
        readers = [Reader(address, done, acknowledged, place) for place in range(CLIENTS)]
        for reader in readers:
            reader.start()
        for number in range(1, publications + 1):
            if number % 20 == 0:
                # Long enough for a reader to come twice.
                time.sleep(1)
            seq = say(number)
            # Both at once: a reader never sees one of them without the other.
            acknowledged[:] = seq, number
        done.set()
        for reader in readers:
            reader.join(60)
            assert not reader.is_alive()
        assert [reader.wrong[:3] for reader in readers] == [[]] * CLIENTS
        statuses = sum((reader.statuses for reader in readers), Counter())
        assert set(statuses) == {200, 304}, statuses
        assert sum(statuses.values()) > publications
        assert statuses[304] > CLIENTS, statuses
        print(f"{sum(statuses.values())} answers: {dict(statuses)}")
