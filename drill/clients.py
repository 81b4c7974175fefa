"""What clients may do to a server, and a worker that is killed while it answers them."""

import resource
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from drill.load import Load, Publisher
from drill.machine import SITE_PORTS, Missing, give_back, port, tool, wait_until
from drill.record import sqlite, told
from drill.site import Site
from drill.stock import Stock
from drill.table import KEPT, Form, Row

READERS, SLOW = 4, 1000
# What they send first; nothing follows nothing.
SLOW_WAYS = {b"": "connect and say nothing", b"GET / HTTP/1.1\r\nX-Slow: ": "send a byte a second"}
LARGE = 10 * 1024 * 1024
# Seconds; a worker that was killed takes some to be there again.
SOON = 10
ANSWERED = f"all other reads answered within {SOON} s"

# What deploy/nginx.conf says of slow clients, without TLS.
_NGINX = """
daemon off; pid {place}/nginx.pid; error_log {place}/nginx.log crit; worker_processes 1; worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off; client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fast;
    uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
    server {{
        listen 127.0.0.1:{here}; client_header_timeout 15s; client_body_timeout 30s; large_client_header_buffers 4 8k;
        location / {{ proxy_pass http://127.0.0.1:{site}; proxy_set_header Host $host; }}
    }}
}}
"""


def clients(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """Slow clients, large headers, workers that are killed: one site, one after the other."""
    with stock.site(folder / "site") as site:
        site.start()
        publisher = Publisher(site.port, site.token)
        try:
            with _proxied(folder, site) as here:
                for first, what in SLOW_WAYS.items():
                    publisher.port = here
                    publisher = publisher.again()
                    with Load(here, publisher, READERS, 0) as load, _slow(here, first) as slow:
                        time.sleep(form.seconds + 1)
                    yield _row(f"{SLOW:,} clients that {what}, before nginx", load, f"; {len(slow):,} were connected")
        except Missing as missing:
            yield Row(f"{SLOW:,} slow clients before nginx", ANSWERED, str(missing), None)

        publisher.port = site.port
        publisher = publisher.again()
        before = _memory(site)
        with Load(site.port, publisher, READERS, 0) as load:
            answers = [_large(site.port) for _ in range(5)]
        grown = _memory(site) - before
        done = _row(
            "5 requests with 10 MB of headers", load, f"; answered {', '.join(answers)}; {grown:+} MB of memory"
        )
        refused = all(answer in {"400", "431", "closed"} for answer in answers)
        yield Row(
            done.done, f"refused, under 30 MB of memory, {ANSWERED}", done.seen, done.well and refused and grown < 30
        )

        publisher = publisher.again()
        killed = set()
        with Load(site.port, publisher, READERS, 0, tries=5) as load:
            for turn in range(max(3, int(form.seconds / 3))):
                time.sleep(3)
                killed |= {site.kill_worker(turn)}
        yield _row("a worker killed every 3 s", load, f"; {len(killed - {0})} killed")
        wait_until(site.answers, 20, "the site answers")
        said, well = told(sqlite(stock.file(site)), publisher.acknowledged.numbers, site.verify())
        yield Row("the record after that", KEPT, said, well)


def _row(done: str, load: Load, more: str = "") -> Row:
    seen = load.seen
    well = not seen.failed and not seen.stale and set(seen.statuses) == {200} and seen.slowest < SOON
    return Row(done, ANSWERED, f"{seen}{more}", well)


@contextmanager
def _slow(here: int, first: bytes) -> Iterator[list[socket.socket]]:
    """So many clients that send `first` and then a byte a second, or nothing at all where that is empty."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    held, done = [], threading.Event()

    def drip() -> None:
        while first and not done.wait(1):
            for one in held:
                try:
                    one.send(b"x")
                except OSError:
                    continue

    try:
        for _ in range(SLOW):
            one = socket.create_connection(("127.0.0.1", here), timeout=10)
            one.sendall(first)
            held.append(one)
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield held
    finally:
        done.set()
        for one in held:
            one.close()


def _large(here: int) -> str:
    """Send ten megabytes of headers; the status, or 'closed'."""
    with socket.create_connection(("127.0.0.1", here), timeout=20) as one:
        with suppress(OSError):
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + b"x" * LARGE + b"\r\n\r\n")
        try:
            return one.recv(100).decode("ascii", "replace").split()[1]
        except (OSError, IndexError):
            return "closed"


def _memory(site: Site) -> int:
    """Megabytes of memory that the workers hold."""
    pages = [int(Path(f"/proc/{worker}/statm").read_text().split()[1]) for worker in site.workers]
    return sum(pages) * resource.getpagesize() >> 20


@contextmanager
def _proxied(folder: Path, site: Site) -> Iterator[int]:
    """nginx before a site, and its port."""
    program, here = tool("nginx"), port(SITE_PORTS)
    configuration = folder / "nginx.conf"
    configuration.write_text(_NGINX.format(place=folder, here=here, site=site.port))
    process = subprocess.Popen(  # noqa: S603 -- Debian's own program
        [program, "-e", str(folder / "nginx.log"), "-p", str(folder), "-c", str(configuration)],
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _listens(here), 10, "nginx answers")
        yield here
    finally:
        process.terminate()
        process.wait(20)
        give_back(here)


def _listens(here: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", here), timeout=1).close()
    except OSError:
        return False
    return True
