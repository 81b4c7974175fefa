"""A reader who stops in the middle of a whole list, over a real socket: nothing is locked or open for him meanwhile."""

import json
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from publication.models import Revision
from tests.publication.writing import entry, publish
from tests.serving import serving

# More than what the system keeps of an answer for a reader who takes none of it.
ENTRIES, LENGTH = 520, 10_000
OPEN = """
    SELECT state, query FROM pg_stat_activity AS client
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (xact_start IS NOT NULL OR EXISTS (SELECT FROM pg_locks WHERE pg_locks.pid = client.pid))
"""


def kept_at_most() -> int:
    """Bytes that may be under way to one who reads nothing."""
    most = Path("/proc/sys/net/ipv4/tcp_wmem")
    return int(most.read_text().split()[2]) if most.exists() else 4 * 1024**2


def held() -> list:
    """What others than this test hold on the database under test: transactions and locks."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(OPEN)
            return cursor.fetchall()
        # A write-ahead log that can be emptied has no reader left in it.
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(busy, *_)] = cursor.fetchall()
        cursor.execute("PRAGMA busy_timeout=30000")
        return ["a reader"] * busy


def nothing_is_held() -> None:
    """Wait until nothing has been held for half a second; fail where something still is after ten."""
    until, quiet = time.monotonic() + 10, 0
    while quiet < 3:
        found = held()
        assert time.monotonic() < until, found
        quiet = 0 if found else quiet + 1
        time.sleep(0.2)


def ask(address: str, path: str) -> socket.socket:
    """Ask, and return the connection with nothing read from it but the status."""
    place, reader = urlsplit(address), socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(30)
    reader.connect((place.hostname, place.port))
    reader.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
    assert reader.recv(12).endswith(b" 200")
    return reader


def test_a_reader_who_stops_holds_nothing_and_keeps_nobody_waiting(database_copy):
    copy = database_copy("small")
    with copy.connected():
        publish(*(entry(f"land-{number:04}", summary="x" * LENGTH) for number in range(ENTRIES)))
        with serving(copy.environment) as address:
            whole = "/api/v1/countries/?format=ndjson"
            with ask(address, whole) as patient, ask(address, whole):
                nothing_is_held()
                # Whoever writes meanwhile does so at once, and whoever reads sees it.
                publish(entry("zenith", title="Aaland"))
                ask(address, "/api/v1/countries/zenith/").close()
                nothing_is_held()
                # He goes on, and faster.
                patient.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**20)
                got = b"".join(iter(lambda: patient.recv(2**20), b""))
            # The other one went in the middle.
            nothing_is_held()
        assert Revision.objects.head().seq == 17 + ENTRIES + 1
    assert len(got) > kept_at_most()
    slugs = [json.loads(line)["slug"] for line in got.partition(b"\r\n\r\n")[2].splitlines()]
    assert len(slugs) == len(set(slugs)) == ENTRIES + 3
    assert "zenith" not in slugs
