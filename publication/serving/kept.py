"""Answers kept in front of Django, for as long as the record and the day are the same.

An answer is kept under the record's sequence number, which is read from the database for every request. So what is kept
is never older than the record, and there are no timers and no lists of what to forget: once the number goes on, all of
it is dropped. While no database answers, what was kept last is sent for the rest of the day, and says so.

Kept is what a view marked as depending on the record alone (`publication.serving.sealing`), what HTTP lets a shared
cache keep, and what nobody signed in asked for.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from time import perf_counter
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import parse_etags

from publication.reading.head import read_head
from publication.serving.client import network_of
from publication.serving.compression import preferred_encoding
from publication.serving.limits import READS

# Headers of a request of which an answer may be made; Accept-Encoding is kept by what it comes to.
KEYED = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT", "HTTP_ACCEPT_DATETIME")
VARY = frozenset(("accept", "accept-encoding", "accept-datetime"))
# Whoever sends one of these is answered by Django: an account, a part of a body, a time to compare with.
PASSED = frozenset(
    ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")
)
# What belongs to one request or one client, and to no kept answer.
OWN = frozenset(("ratelimit", "ratelimit-policy", "x-request-id", "date", "connection"))
# What a 304 says nothing of (RFC 9110, 15.4.5).
OF_THE_BODY = frozenset(("content-length", "content-type", "content-encoding", "content-disposition"))
LONGEST_ADDRESS, LONGEST_HEADERS, LARGEST = 2_000, 1_000, 1024 * 1024
# What is not the record's, and what is answered only once there is something new.
ELSEWHERE, WAITING = ("/admin/", "/static/", "/api/v1/desk/"), "wait="
# Seconds to wait for another thread that makes the same answer.
PATIENCE = 5
# Said with an answer that could not be compared with the record (RFC 9211).
ALONE = ("Cache-Status", 'chancery; hit; detail="the database does not answer"')
# What an answer takes in memory besides its body, roughly.
OVERHEAD = 5_000

Environ = dict
Told = Callable[[Environ, int, float], tuple[list[tuple[str, str]], Callable[[], None]]]


class Head:
    """The status and the headers of an answer: as WSGI takes them, and as they stand in the stream."""

    def __init__(self, status: str, headers: list[tuple[str, str]]):
        self.status, self.headers = status, headers
        self.line, self.written = status.encode(), _written(headers)


@dataclass(frozen=True)
class Answer:
    """One kept answer: its head, that of a 304, its tag and its body."""

    whole: Head
    unchanged: Head
    etag: str
    body: bytes

    @property
    def size(self) -> int:
        """The memory that it takes, in bytes."""
        return len(self.body) + OVERHEAD


class Ready(NamedTuple):
    """An answer to one request: a head and what it has besides, a body, and what is to be done once it is sent."""

    head: Head
    more: list[tuple[str, str]]
    body: bytes
    close: Callable[[], None]

    @property
    def written(self) -> bytes:
        """All headers and the empty line after them, as they stand in a stream."""
        return self.head.written + _written(self.more) + b"\r\n"


class Sent(list):
    """The parts of a body, and what is to be done once the server has sent them (PEP 3333, `close`)."""

    def __init__(self, body: bytes, close: Callable[[], None]):
        super().__init__([body] if body else [])
        self.close = close


class Kept:
    """A WSGI application before Django's, with at most so many bytes of answers in this process's memory.

    `told` is called for each answer that Django does not see, with its status and seconds; it returns more headers, and
    what is to be called once the answer is sent, so that no reader waits for it.
    """

    def __init__(self, application: Callable, most: int, told: Told):
        self.application = application
        self.most = most
        self.told = told
        self._state: tuple = (None, None)
        self._answers: OrderedDict[tuple, Answer] = OrderedDict()
        self._making: dict[tuple, threading.Event] = {}
        self._size = 0
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        """Answer from what is kept, or let Django answer and keep that."""
        if not self.most or not _may_be_kept(environ):
            return self.application(environ, start_response)
        began, state, key = perf_counter(), _state(), _key_of(environ)
        if state is None:
            return self._send(self._alone(key), environ, start_response, began)
        found, making = self._find(state, key)
        if found is None and making is not None:
            # Another thread is making it: once the record goes on, each page is made once and not by all who ask.
            making.wait(PATIENCE)
            found, making = self._find(state, key)
        if found is None and making is None:
            return self._ask(state, key, environ, start_response)
        return self._send(found, environ, start_response, began)

    def at_once(self, environ: Environ) -> Ready | None:
        """What is kept for a request; None where it has to be called as any application.

        For a server that can send bytes as they are, which takes less than what WSGI asks of it.
        """
        began, key = perf_counter(), _key_of(environ)
        if key not in self._answers or not _is_for_all(environ):
            return None
        state = _state()
        with self._lock:
            found = self._held(state, key)
        return self._ready(found, environ, began) if found else None

    def _send(self, found: Answer | None, environ: Environ, start_response: Callable, began: float) -> Iterable[bytes]:
        ready = self._ready(found, environ, began) if found else None
        if ready is None:
            return self.application(environ, start_response)
        start_response(ready.head.status, [*ready.head.headers, *ready.more])
        return Sent(ready.body, ready.close)

    def _alone(self, key: tuple) -> Answer | None:
        """What was kept last, today, while no database answers; what is not kept, Django refuses with 503."""
        with self._lock:
            found = self._answers.get(key) if self._state[1] == datetime.now(UTC).date() else None
        if found is None:
            return None
        whole, unchanged = (Head(head.status, [*head.headers, ALONE]) for head in (found.whole, found.unchanged))
        return Answer(whole, unchanged, found.etag, found.body)

    def _find(self, state: tuple, key: tuple) -> tuple[Answer | None, threading.Event | None]:
        """What is kept, and what to wait for where somebody is making it; (None, None): it is the caller's to make."""
        with self._lock:
            found = self._held(state, key)
            if found is not None:
                return found, None
            making = self._making.get((state, key))
            if making is None:
                self._making[state, key] = threading.Event()
            return None, making

    def _held(self, state: tuple | None, key: tuple) -> Answer | None:
        """What is kept of a state. The caller holds the lock: else another thread's might be taken for this state's."""
        found = self._answers.get(key) if self._state == state else None
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def _ready(self, found: Answer, environ: Environ, began: float) -> Ready | None:
        """What is kept, for one client; None where that has used up its requests, which Django says better."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None and _names(known, found.etag):
            more, finish = self.told(environ, 304, perf_counter() - began)
            return Ready(found.unchanged, more, b"", finish)
        limits: list[tuple[str, str]] = []
        if settings.API_RATE and environ["PATH_INFO"].startswith("/api/") and (client := network_of(environ)):
            if not READS.look(str(client), settings.API_RATE).left:
                return None
            limits = list(READS.use(str(client), settings.API_RATE).headers().items())
        more, finish = self.told(environ, 200, perf_counter() - began)
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else found.body
        return Ready(found.whole, [*limits, *more], body, finish)

    def _ask(self, state: tuple, key: tuple, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        """Let Django answer, and keep that if the record stood still meanwhile."""
        said: list = []

        def start(status: str, headers: list[tuple[str, str]], exc_info=None):
            said[:] = status, headers
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            response = self.application(environ, start)
            if environ["REQUEST_METHOD"] == "GET" and _keepable(response):
                status, headers = said
                if status == "200 OK" and _state() == state:
                    self._keep(state, key, _answer_of(headers, response.content))
            return response
        finally:
            with self._lock:
                self._making.pop((state, key)).set()

    def _keep(self, state: tuple, key: tuple, answer: Answer) -> None:
        with self._lock:
            if self._state != state:
                # Another request may know of a later number already.
                if self._state[0] is not None and self._state > state:
                    return
                self._answers.clear()
                self._state, self._size = state, 0
            had = self._answers.pop(key, None)
            self._size += answer.size - (had.size if had else 0)
            self._answers[key] = answer
            while self._size > self.most:
                self._size -= self._answers.popitem(last=False)[1].size


def _may_be_kept(environ: Environ) -> bool:
    """Whether a request asks for something that everybody who asks for it gets, in few words."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    # What an answer is kept under takes memory too, and the client chooses how much.
    if len(path) + len(query) > LONGEST_ADDRESS or sum(len(environ.get(name, "")) for name in KEYED) > LONGEST_HEADERS:
        return False
    return _is_for_all(environ) and not path.startswith(ELSEWHERE) and WAITING not in query


def _is_for_all(environ: Environ) -> bool:
    """Whether nobody in particular asks, and for a whole answer."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and PASSED.isdisjoint(environ)
        and settings.SESSION_COOKIE_NAME not in environ.get("HTTP_COOKIE", "")
    )


def _state() -> tuple[int, date] | None:
    """What an answer of now is made of; None while no database answers."""
    seq = read_head()
    return None if seq is None else (seq, datetime.now(UTC).date())


def _key_of(environ: Environ) -> tuple:
    return (
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ["wsgi.url_scheme"],
        environ.get("SERVER_NAME"),
        environ.get("SERVER_PORT"),
        preferred_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")),
        *map(environ.get, KEYED),
    )


def _keepable(response) -> bool:
    """Whether an answer of Django's may be kept for others."""
    if not isinstance(response, HttpResponse) or not getattr(response, "of_the_record", False):
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        varies <= VARY
        and not response.cookies
        and "public" in response.get("Cache-Control", "")
        and len(response.content) <= LARGEST
    )


def _answer_of(headers: list[tuple[str, str]], body: bytes) -> Answer:
    kept = [(name, value) for name, value in headers if name.lower() not in (*OWN, "content-length")]
    unchanged = [(name, value) for name, value in kept if name.lower() not in OF_THE_BODY]
    etag = next((value for name, value in kept if name.lower() == "etag"), "")
    # A body that is sent as it is would have no end without its length.
    whole = Head("200 OK", [*kept, ("Content-Length", str(len(body)))])
    return Answer(whole, Head("304 Not Modified", unchanged), etag, body)


def _written(headers: list[tuple[str, str]]) -> bytes:
    """Headers as they stand in a stream; line breaks in them were refused by Django and by whoever sent them first."""
    return "".join([f"{name}: {value}\r\n" for name, value in headers]).encode("latin-1")


def _names(header: str, etag: str) -> bool:
    """Whether an If-None-Match names a tag; weakly compared (RFC 9110, 13.1.2)."""
    if not etag or header == etag:
        return bool(etag)
    tags = parse_etags(header)
    return tags == ["*"] or etag in [tag.removeprefix("W/") for tag in tags]
