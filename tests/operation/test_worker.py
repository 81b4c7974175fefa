"""Gunicorn's worker of the site's own, over real connections: what is kept is sent as Django's answer was."""

import re
import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.serving import running, serving

LAND = "/api/v1/countries/north/"
# What is another with each answer.
OWN = re.compile(rb"(?m)^(Date|X-Request-ID): .*\r\n")


def place(address):
    """Host and port of an address."""
    return urlsplit(address).hostname, urlsplit(address).port


@pytest.fixture(scope="module")
def there(databases, django_db_blocker):
    """Host and port of a site with one process and four threads."""
    with django_db_blocker.unblock():
        copy = databases.copy("small")
        with copy.connected(), serving(copy.environment) as address:
            yield place(address)


def connect(there):
    connection = socket.create_connection(there, timeout=30)
    return connection, connection.makefile("rb")


def request(there, path=LAND, method="GET", version="1.1", **headers):
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/{version}\r\nHost: {there[0]}:{there[1]}\r\n{more}\r\n".encode()


def answer(stream, bodiless=False):
    """Head and body of the next answer of a connection."""
    lines = []
    while (line := stream.readline()) not in (b"\r\n", b""):
        lines.append(line)
    head = b"".join(lines)
    length = re.search(rb"(?m)^Content-Length: (\d+)\r$", head)
    return head, b"" if bodiless or not length else stream.read(int(length[1]))


def ask(there, **more):
    """One request over a connection of its own."""
    connection, stream = connect(there)
    with connection, stream:
        connection.sendall(request(there, **more))
        return answer(stream, bodiless=more.get("method") == "HEAD" or "If_None_Match" in more)


def headers_of(head):
    """Status line and headers, in any order."""
    status, *rest = OWN.sub(b"", head).splitlines()
    return status, sorted(rest)


@pytest.mark.parametrize("path", [LAND, "/countries/north/", "/api/v1/countries/?as_of=2001-01-01", "/ru/"])
def test_what_is_kept_is_sent_as_it_was_first(there, path):
    first, again = ask(there, path=path), ask(there, path=path)
    assert headers_of(first[0]) == headers_of(again[0])
    assert first[1] == again[1]
    assert first[0].startswith(b"HTTP/1.1 200 OK\r\n")
    ids = [re.search(rb"X-Request-ID: ([0-9a-f]{32})\r\n", head)[1] for head, _ in (first, again)]
    assert ids[0] != ids[1]
    assert re.search(rb"(?m)^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$", again[0])


def test_a_head_has_the_same_headers_and_no_body(there):
    whole = ask(there)
    assert headers_of(ask(there, method="HEAD")[0]) == headers_of(whole[0])


def test_who_has_it_is_told_so_and_nothing_else(there):
    tag = re.search(rb"(?m)^ETag: (.*)\r$", ask(there)[0])[1].decode()
    connection, stream = connect(there)
    with connection, stream:
        connection.sendall(request(there, If_None_Match=tag))
        head, _ = answer(stream, bodiless=True)
        # The stream goes on with the next answer.
        connection.sendall(request(there))
        assert answer(stream)[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert head.startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert not re.search(rb"(?m)^Content-(Length|Type|Encoding):", head)


def test_a_large_body_arrives_whole(there):
    first, again = ask(there, path="/api/v1/schema/"), ask(there, path="/api/v1/schema/")
    assert len(again[1]) > 100_000
    assert first[1] == again[1]


def test_requests_that_are_sent_together_are_answered_in_order(there):
    ask(there)
    connection, stream = connect(there)
    with connection, stream:
        paths = [LAND, "/api/v1/countries/nowhere/", LAND, "/healthz", LAND]
        connection.sendall(b"".join(request(there, path=path) for path in paths))
        found = [answer(stream)[0].split()[1] for _ in paths]
    assert found == [b"200", b"404", b"200", b"200", b"200"]


@pytest.mark.parametrize(
    "more", [{"version": "1.0"}, {"Connection": "close"}], ids=["of HTTP/1.0", "that says it is the last"]
)
def test_a_connection_ends_after_a_request(there, more):
    ask(there)
    connection, stream = connect(there)
    with connection, stream:
        connection.sendall(request(there, **more))
        head, body = answer(stream)
        assert b"Connection: close\r\n" in head and body
        assert stream.read() == b""


def test_a_body_that_nobody_wants_is_no_request(there):
    ask(there)
    connection, stream = connect(there)
    body = request(there, path="/nowhere/")
    with connection, stream:
        connection.sendall(request(there, Content_Length=len(body)) + body + request(there))
        assert [answer(stream)[0].split()[1] for _ in range(2)] == [b"200", b"200"]


def test_a_header_that_stands_twice_is_answered(there):
    ask(there)
    connection, stream = connect(there)
    with connection, stream:
        connection.sendall(request(there, Accept="text/html\r\nAccept: application/json"))
        assert answer(stream)[0].startswith(b"HTTP/1.1 200 OK\r\n")


def test_more_connections_than_threads_are_all_answered(there):
    ask(there)
    wrong = []

    def read():
        connection, stream = connect(there)
        with connection, stream:
            for _ in range(30):
                connection.sendall(request(there))
                if not answer(stream)[0].startswith(b"HTTP/1.1 200 OK\r\n"):
                    wrong.append("!")

    # Each that says nothing has a thread for five seconds, by gunicorn's own rule.
    silent = [connect(there) for _ in range(2)]
    readers = [threading.Thread(target=read) for _ in range(24)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)
        assert not reader.is_alive()
    for connection, stream in silent:
        stream.close()
        connection.close()
    assert wrong == []


@contextmanager
def behind(*options):
    """Host and port of `tests/operation/ready.py` behind the worker."""
    with running("tests.operation.ready", None, "/", options) as address:
        yield place(address)


@pytest.fixture(scope="module")
def plain():
    """The worker with an application that says how it was asked."""
    with behind() as there:
        yield there


def test_what_is_ready_is_sent_without_a_call(plain):
    counted = ask(plain, path="/")[1]
    head, body = ask(plain, path="/ready")
    assert body == b"ready"
    assert re.fullmatch(
        rb"HTTP/1\.1 200 OK\r\nServer: gunicorn\r\nDate: [^\r]+\r\nConnection: keep-alive\r\nContent-Length: 5\r\n",
        head,
    )
    assert ask(plain, path="/ready?a=b", Accept="text/html", User_Agent="Reader/1")[1] == b"ready"
    assert ask(plain, path="/%72eady", method="HEAD")[0].endswith(b"Content-Length: 5\r\n")
    # Each was told that it had been sent.
    assert int(ask(plain, path="/")[1].split()[1]) == int(counted.split()[1]) + 3


@pytest.mark.parametrize(
    "more",
    [
        {"method": "POST", "Content_Length": 0},
        {"version": "1.0"},
        {"Connection": "close"},
        {"Content_Length": 0},
        {"Transfer_Encoding": "chunked", "X": "y\r\n\r\n0"},
        {"Expect": "100-continue"},
        {"Accept": "text/html\r\nAccept: text/plain"},
        {"path": "/elsewhere"},
    ],
    ids=str,
)
def test_what_is_unusual_goes_the_usual_way(plain, more):
    connection, stream = connect(plain)
    with connection, stream:
        connection.sendall(request(plain, **{"path": "/ready", **more}))
        head, body = answer(stream)
        if head.startswith(b"HTTP/1.1 100"):
            head, body = answer(stream)
    assert body.startswith(b"called "), (head, body)


@pytest.mark.parametrize(
    "options",
    [("--access-logfile", "-"), ("--statsd-host", "127.0.0.1:9"), ("--keep-alive", "0"), ("--max-requests", "2")],
    ids=" ".join,
)
def test_whoever_watches_or_ends_connections_sees_every_answer(options):
    with behind(*options) as there:
        assert ask(there, path="/ready")[1].startswith(b"called ")


def test_a_thread_stays_with_its_connection_and_lets_others_in(plain):
    slow, slow_stream = connect(plain)
    with slow, slow_stream:
        for _ in range(200):
            slow.sendall(request(plain, path="/ready"))
            assert answer(slow_stream)[1] == b"ready"
        # As many others as there are threads, each over a connection of its own.
        others = [connect(plain) for _ in range(4)]
        for connection, _ in others:
            connection.sendall(request(plain, path="/ready"))
        assert [answer(stream)[1] for _, stream in others] == [b"ready"] * 4
        for connection, stream in others:
            stream.close()
            connection.close()
