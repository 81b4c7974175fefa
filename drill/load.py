"""Readers and a publisher, each a thread that asks over HTTP, as the public and a curator's program do."""

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

DESK = "/api/v1/desk/countries/"
SLUG = "drill-land"
# What readers ask for, in turn; the first two say the number that was published last.
PAGES = (
    f"/api/v1/countries/{SLUG}/",
    f"/countries/{SLUG}/",
    "/api/v1/events/",
    "/",
    "/api/v1/search/?q=north",
    "/relationships/north--south/",
    "/changes/",
)


@dataclass
class Acknowledged:
    """The publications that were acknowledged: the number that each wrote, and when."""

    times: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        """Note that a number was acknowledged just now."""
        self.numbers.append(number)
        self.times.append(time.monotonic())

    def due(self, when: float) -> int:
        """The last number that had been acknowledged by then, 0 for none."""
        count = len(self.times)
        while count and self.times[count - 1] > when:
            count -= 1
        return self.numbers[count - 1] if count else 0


class Asking(threading.Thread):
    """A thread with one connection at a time."""

    def __init__(self, port: int):
        super().__init__(daemon=True)
        self.port, self.done = port, threading.Event()
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: dict | None = None, **headers: str) -> tuple[int, bytes, dict]:
        """Send one request. Raises OSError or HTTPException where the connection breaks."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            sent = None if body is None else json.dumps(body)
            more = {"Content-Type": "application/json"} if sent else {}
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            self.connection.request(method, path, sent, more | names)
            response = self.connection.getresponse()
            return response.status, response.read(), response.headers
        except (OSError, http.client.HTTPException):
            self.drop()
            raise

    def drop(self) -> None:
        """Close the connection; the next request opens another."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Publisher(Asking):
    """Publishes a country with a growing number until it is told to stop, whatever happens to the servers.

    `signs` counts what it was answered; what could not be said to be done is tried again with the next number.
    """

    def __init__(self, port: int, token: str, pause: float = 0.05):
        super().__init__(port)
        self.authorization, self.pause = f"Bearer {token}", pause
        self.acknowledged, self.signs, self.number, self.path = Acknowledged(), Counter(), 0, ""
        self.said: list[str] = []

    def again(self) -> "Publisher":
        """A fresh thread that goes on with what this one has begun."""
        fresh = Publisher(self.port, self.authorization.removeprefix("Bearer "), self.pause)
        fresh.number, fresh.path, fresh.acknowledged = self.number, self.path, self.acknowledged
        return fresh

    def run(self) -> None:
        while not self.done.is_set():
            self.once()
            self.done.wait(self.pause)
        self.drop()

    def once(self) -> bool:
        """Publish the next number; whether it was acknowledged."""
        self.number += 1
        try:
            status, body = self._publish()
        except (OSError, http.client.HTTPException) as error:
            self.signs[type(error).__name__] += 1
            self.done.wait(0.1)
            return False
        self.signs[status] += 1
        if status != 200:
            self.said.append(f"{status} {body[:300].decode(errors='replace')}")
            self.done.wait(0.1)
            return False
        self.acknowledged.add(self.number)
        return True

    def _publish(self) -> tuple[int, bytes]:
        entry = {"slug": SLUG, "title": "Drill Land", "summary": f"Number {self.number} of all"}
        if not self.path:
            status, body, _ = self._desk("GET", f"{DESK}?slug={SLUG}")
            if status != 200:
                return status, body
            found = json.loads(body)["results"]
            if not found:
                status, body, headers = self._desk("POST", f"{DESK}?duplicates=accept", entry)
                if status != 201:
                    return status, body
            self.path = json.loads(body)["url"] if not found else found[0]["url"]
        status, body, headers = self._desk("GET", self.path)
        if status == 200:
            change = {"summary": entry["summary"]}
            status, body, headers = self._desk("PATCH", self.path, change, If_Match=headers["ETag"])
        if status == 200:
            sent = {"note": f"drill {self.number}"}
            status, body, headers = self._desk("POST", f"{self.path}publish/", sent, If_Match=headers["ETag"])
        return status, body

    def _desk(self, method: str, path: str, body: dict | None = None, **headers: str) -> tuple[int, bytes, dict]:
        return self.ask(method, path, body, Authorization=self.authorization, **headers)


class Reader(Asking):
    """Reads pages until it is told to stop, and looks whether an answer is older than `bound` seconds.

    `tries` is how often it asks again over a fresh connection where one breaks: once a process is killed, what it was
    answering is gone, and any browser asks again.
    """

    def __init__(self, port: int, acknowledged: Acknowledged, bound: float, tries: int = 1, pause: float = 0.05):
        super().__init__(port)
        self.acknowledged, self.bound, self.tries, self.pause = acknowledged, bound, tries, pause
        self.statuses, self.failed, self.stale, self.slowest = Counter(), [], [], 0.0
        self.again = 0

    def run(self) -> None:
        place = 0
        while not self.done.is_set():
            place += 1
            self.look(PAGES[place % len(PAGES)])
            self.done.wait(self.pause)
        self.drop()

    def look(self, path: str) -> None:
        """Ask for one page and judge what comes."""
        began, left = time.monotonic(), self.tries
        while True:
            asked = time.monotonic()
            try:
                status, body, headers = self.ask("GET", path)
                break
            except (OSError, http.client.HTTPException) as error:
                left -= 1
                if self.done.is_set():
                    return
                if left <= 0:
                    self.failed.append((path, repr(error)))
                    return
                self.again += 1
                time.sleep(0.1)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.statuses[status] += 1
        if status == 503 and "Retry-After" in headers:
            return
        if status != 200:
            self.failed.append((path, status, body[:200]))
        elif SLUG in path:
            due = self.acknowledged.due(asked - self.bound)
            number = _number(body)
            if number < due:
                self.stale.append((path, number, due))


def _number(body: bytes) -> int:
    """The number that an answer says was published last."""
    _, found, rest = body.partition(b"Number ")
    return int(rest.split(b" ", 1)[0]) if found else 0


@dataclass
class Seen:
    """What readers and publisher saw, all together."""

    reads: int
    statuses: Counter
    failed: list
    stale: list
    again: int
    slowest: float
    published: int
    refused: Counter

    def __str__(self):
        said = f"{self.reads} reads, {len(self.failed)} failed, {len(self.stale)} older than the bound"
        if self.statuses[503]:
            said += f", {self.statuses[503]} × 503"
        if self.again:
            said += f", {self.again} asked again"
        said += f"; {self.published} publications; slowest read {self.slowest:.1f} s"
        wrong = self.failed or self.stale
        return f"{said}; first: {wrong[0]}" if wrong else said


class Load:
    """So many readers and one publisher, for as long as the block runs; `seen` afterwards.

    It begins once something is published, unless nothing can be.
    """

    def __init__(
        self, port: int, publisher: Publisher, readers: int, bound: float, tries: int = 1, begins: bool = True
    ):
        self.publisher, self.begins = publisher, begins
        self.readers = [Reader(port, publisher.acknowledged, bound, tries) for _ in range(readers)]
        self.seen: Seen | None = None

    def __enter__(self) -> "Load":
        if self.begins and not self.publisher.once():
            raise RuntimeError(f"nothing can be published: {self.publisher.said[-1:]} {dict(self.publisher.signs)}")
        for thread in (self.publisher, *self.readers):
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        threads = (self.publisher, *self.readers)
        for thread in threads:
            thread.done.set()
        for thread in threads:
            thread.join(90)
        statuses = sum((reader.statuses for reader in self.readers), Counter())
        self.seen = Seen(
            sum(statuses.values()),
            statuses,
            [one for reader in self.readers for one in reader.failed],
            [one for reader in self.readers for one in reader.stale],
            sum(reader.again for reader in self.readers),
            max(reader.slowest for reader in self.readers),
            len(self.publisher.acknowledged.numbers),
            self.publisher.signs,
        )
