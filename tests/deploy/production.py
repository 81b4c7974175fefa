"""A production site for tests: real settings, a real server started as an operator starts it, real HTTP."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

SECRET = "k7Qw-2mZ_x9Lr4Tb8Vn6Yc1Hd5Js3Gf0Pa-Eu_Ro7Wi2Kt9Xq4Mv8Bz6"
HOST = "chancery.example.org"
# What the proxy in front of the site says.
PROXIED = {"Host": HOST, "X-Forwarded-Proto": "https", "Connection": "close"}


def free_port() -> int:
    """A port of loopback that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Production:
    """An environment for production with a database, and the processes that run in it."""

    def __init__(self, database_url: str, folder: Path, code: Path = ROOT):
        self.code, self.folder, self.port = code, folder, free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "CHANCERY_VAR": str(folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": HOST,
            "TRUST_X_FORWARDED_PROTO": "true",
            "WEB_CONCURRENCY": "2",
            "PORT": str(self.port),
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Python in it to the end."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.code,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def refusal(self, *arguments: str, status: int = 3) -> str:
        """Start where that must fail with a status; return the reason."""
        ended = self.command("-m", "config.serve", *arguments)
        assert ended.returncode == status, ended.stderr
        assert ended.stderr.startswith("Chancery does not start: ")
        return ended.stderr.removeprefix("Chancery does not start: ")

    @contextmanager
    def serving(self):
        """Serve, as the systemd unit does; give the process. It must end cleanly."""
        with (self.folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.serve"],
                cwd=self.code,
                env=self.environment,
                stdout=log,
                stderr=log,
                umask=0o077,
            )
        try:
            for _ in range(600):
                assert process.poll() is None, self.log
                try:
                    self.get("/healthz")
                    break
                except OSError:
                    time.sleep(0.1)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, self.log

    @property
    def log(self) -> str:
        """What the server has said."""
        return (self.folder / "server.log").read_text()

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask over a connection of its own, as a proxy without kept connections does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={**PROXIED, **headers})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()


def copy_of_the_code(folder: Path) -> Path:
    """A project whose `config` and `letterbox` can be edited; the rest is this one's."""
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name in ("config", "letterbox"):
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.name in ("gunicorn.conf.py", "manage.py"):
            # A link would lead Python to the folder that it points into.
            shutil.copyfile(path, folder / path.name)
        else:
            (folder / path.name).symlink_to(path)
    return folder


class Load:
    """Clients that ask until they are stopped, and what they saw.

    They pause for a moment after each answer, so that the processes which start meanwhile get their share of the cores.
    """

    def __init__(self, site: Production, paths: list[str], clients: int = 2):
        self.site, self.paths = site, paths
        self.answers: list[tuple[str, int]] = []
        self.failures: list[str] = []
        self.slowest = 0.0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(clients)]

    def _ask(self, number: int) -> None:
        count = number
        while not self._stop.is_set():
            path = self.paths[count % len(self.paths)]
            count += 1
            began = time.monotonic()
            try:
                self.answers.append((path, self.site.get(path)[0]))
            except Exception as error:
                self.failures.append(f"{path}: {error!r}")
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(0.05)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
