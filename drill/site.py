"""The site of a drill: gunicorn with this project's own settings, and the account of a program that publishes."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from drill.machine import ROOT, SITE_PORTS, children, give_back, kill_all, manage, port, wait_until


def environment(folder: Path) -> dict[str, str]:
    """The environment of a process of the site whose files lie in a folder; its database is SQLite there."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    return {
        **kept,
        "CHANCERY_MODE": "local",
        "CHANCERY_VAR": str(folder),
        "CHANCERY_API_RATE": "0",
        "CHANCERY_SECOND_READER": "false",
    }


class Site:
    """A server of the site over one database, stopped at the end. `token` is a program's that may publish."""

    def __init__(self, folder: Path, database: dict[str, str], token: str, workers: int = 2):
        self.folder, self.token = folder, token
        self.port = port(SITE_PORTS)
        # Beside the folder: what is put into a place that is made full or read-only is the site's alone.
        self.log = folder.parent / f"{folder.name}.log"
        own = {"PORT": str(self.port), "WEB_CONCURRENCY": str(workers)}
        self.environment = {**environment(folder), **own, **database}
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *error) -> None:
        self.stop()
        give_back(self.port)

    def manage(self, *arguments: str) -> str:
        """Run a management command that must succeed, and return what it printed."""
        done = manage(self.environment, *arguments)
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]}: {done.stderr.strip()[-500:]}")
        return done.stdout

    def verify(self) -> str:
        """Return '' if the record is whole, else what verify_record says."""
        done = manage(self.environment, "verify_record")
        return "" if done.returncode == 0 else done.stderr.strip()[-300:]

    def start(self, program: str = "", seconds: float = 60, **environment: str) -> None:
        """Start it, by a program in Python if one is given, and wait until it answers."""
        words = ["-c", program] if program else ["-m", "gunicorn"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- our own server
                [sys.executable, *words],
                cwd=ROOT,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_until(self.answers, seconds, "the site answers")
        except TimeoutError as error:
            raise TimeoutError(f"{error}: {self.log.read_text()[-400:]}") from error

    def answers(self) -> bool:
        """Whether the process answers at all."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except OSError:
            return False
        return True

    @property
    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        return children(self.process.pid) if self.process else []

    def kill_worker(self, place: int) -> int:
        """Kill one of the workers without warning, and return its id; its master starts another. 0 if there is none."""
        workers = self.workers
        if not workers:
            return 0
        os.kill(worker := workers[place % len(workers)], signal.SIGKILL)
        return worker

    def kill(self) -> None:
        """Kill master and workers, without warning."""
        if self.process is not None:
            family = self.workers
            kill_all(self.process.pid)
            self.process.wait(30)
            wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in family), 30, "its workers end")
            self.process = None

    def stop(self) -> int | None:
        """End it as an operator would, by SIGTERM, and return its status; by force after half a minute: None."""
        status = None
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                status = self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process = None
        return status
