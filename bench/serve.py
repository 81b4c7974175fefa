"""The contenders, each behind the same server with the same settings, and wrk that asks them."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.wanted import WANTED

ROOT = Path(__file__).resolve().parents[1]
_SERVER = ["--worker-class", "config.worker.Worker", "--threads", "8", "--workers", "1", "--keep-alive", "60"]
_SERVER += ["-c", "/dev/null", "--no-control-socket", "--log-level", "error"]


@dataclass(frozen=True)
class Contender:
    """Who answers: its name in the table, its WSGI application, what its environment has besides.

    `command` starts one that is no WSGI application, for a folder and a port; `addresses` are its own, by request.
    """

    name: str
    application: str
    environment: dict[str, str] = field(default_factory=dict)
    command: Callable[[Path, int], list[str]] | None = None
    addresses: dict[str, str] = field(default_factory=dict)


def environment(folder: Path) -> dict[str, str]:
    """Production's settings for the database in a folder, without a proxy and without a limit of requests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "CHANCERY_VAR": str(folder),
        "CHANCERY_API_RATE": "0",
        "BENCH_DATABASE": str(folder / "chancery.sqlite3"),
        "BENCH_PREBUILT": str(folder / "prebuilt"),
    }


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, and its process, which starts the one that answers."""

    base: str
    process: subprocess.Popen

    def memory(self) -> float:
        """Megabytes that its processes hold (their proportional share, Linux alone)."""
        number = self.process.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        rolls = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in (number, *children)]
        return sum(int(re.search(r"^Pss:\s+(\d+)", roll, re.MULTILINE)[1]) for roll in rolls) / 1024


@contextmanager
def serving(contender: Contender, folder: Path):
    """Serve a contender as `running` does; give its addresses by request."""
    with running(contender, folder) as server:
        paths = contender.addresses or {wanted.name: wanted.address for wanted in WANTED}
        yield {name: server.base + path for name, path in paths.items()}


@contextmanager
def running(contender: Contender, folder: Path):
    """Serve a contender on a free port of loopback, one process with eight threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", contender.application, "-b", f"127.0.0.1:{port}", *_SERVER]
    if contender.command:
        command = contender.command(folder, port)
    # The site writes a line of log for each request, into a file as in production.
    kept = folder / f"{contender.application}.log"
    with kept.open("a") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command, cwd=ROOT, env=environment(folder) | contender.environment, stdout=log, stderr=log
        )
    try:
        for _ in range(600):
            if process.poll() is not None:
                sys.exit(f"The server of '{contender.name}' ended before it answered; see {kept}.")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(30)


def fetch(address: str) -> tuple[bytes, str]:
    """The body of an answer, and its ETag or ''."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 -- a server of `running`'s
        return answer.read(), answer.headers.get("ETag", "")


def known_tag(address: str) -> str:
    """The ETag of an answer, or '' if it has none. Stops where sending it back is not answered with 304."""
    tag = fetch(address)[1]
    if not tag:
        return ""
    try:
        known = urllib.request.Request(address, headers={"If-None-Match": tag})  # noqa: S310 -- a server of `running`'s
        urllib.request.urlopen(known, timeout=60).close()  # noqa: S310 -- a server of `running`'s
    except urllib.error.HTTPError as answer:
        if answer.code == 304:
            return tag
    sys.exit(f"{address} does not answer 304 to its own ETag {tag}.")


def rate(address: str, connections: int, seconds: int, headers: tuple[str, ...] = ()) -> float:
    """Requests answered in a second, as wrk counts them. Stops at an answer that is not 2xx or 3xx, and at none at all.

    What wrk left unanswered when its time was up is waited for, so that it takes no time from whoever is next.
    """
    asked = [part for header in headers for part in ("-H", header)]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", *asked, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- ours
    if wrong := re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", said):
        sys.exit(f"{address} did not answer every request: {wrong[0]}")
    for _ in range(3):
        # Threads take requests in turn: by the third answer those that had been waiting are done.
        fetch(address)
    found = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    if not found:
        sys.exit(f"{address} answered nothing in {seconds} s over {connections} connections: measure for longer.")
    return found
