"""`python -m config.run`, the second half of `make run`: it serves, keeps curators' work and loads nothing twice."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/collections/small"


class Site:
    """A collection, a folder for run-time files and a port, for starting the site again and again."""

    def __init__(self, folder: Path):
        self.collection = folder / "collection"
        shutil.copytree(SMALL, self.collection)
        self.environment = {
            "PATH": os.environ["PATH"],
            "CHANCERY_MODE": "local",
            "CHANCERY_VAR": str(folder / "run time"),
            "CHANCERY_COLLECTION": str(self.collection),
            "PORT": str(free_port()),
        }
        self.address = f"http://127.0.0.1:{self.environment['PORT']}/"
        self.closing = f"Chancery is at {self.address} and its desk at {self.address}admin/. Ctrl-C stops it.\n"

    def refused(self) -> tuple[int, str]:
        """Start where that should fail; return the exit status and standard error."""
        ended = subprocess.run(
            [sys.executable, "-m", "config.run"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return ended.returncode, ended.stderr

    def shell(self, code: str) -> str:
        """Run code in Django's shell on the site's database and return what it prints."""
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        return subprocess.check_output(command, cwd=ROOT, env=self.environment, text=True, timeout=60)

    @contextmanager
    def running(self):
        """Start the site, wait until the desk's first page answers, stop it as Ctrl-C does."""
        with subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            run = Run(process)
            try:
                wait_for(f"{self.address}admin/login/", process)
                yield run
            finally:
                # A terminal sends Ctrl-C to every process of the group.
                os.killpg(process.pid, signal.SIGINT)
                run.out, run.err = process.communicate(timeout=30)


class Run:
    """One run of the site; `out` and `err` are known when it has ended."""

    def __init__(self, process: subprocess.Popen):
        self.process = process
        self.out = self.err = ""


def free_port() -> int:
    """Return a port that nothing uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Wait until the address answers with 200, a minute at most, or the process has ended."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                assert response.status == 200
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"{address} did not answer")


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


def test_second_run_loads_nothing_and_keeps_what_curators_changed(site):
    with site.running() as first:
        pass
    assert first.process.returncode == 0
    assert first.err == ""
    assert "Preparing the database\nReading files\n" in first.out
    assert first.out.endswith(f"{site.closing}Stopped.\n")

    count = "from publication.models import Revision; print(Revision.objects.count())"
    revisions = int(site.shell(count))
    assert revisions > 0
    site.shell("from relations.models import Country; Country.objects.filter(slug='north').update(title='Northland')")

    with site.running() as second:
        pass
    assert "Loaded in " in second.out
    assert ": 0 new, 0 changed, " in second.out
    assert "0 in conflict; 0 revisions published.\n" in second.out
    assert int(site.shell(count)) == revisions
    title = "from relations.models import Country; print(Country.objects.get(slug='north').title)"
    assert site.shell(title) == "Northland\n"
    # The curator's account is made, and its password shown, once.
    assert "curator" in first.out
    assert "curator" not in second.out


def test_errors_in_files_stop_the_first_run(site):
    (site.collection / "countries/north.yaml").write_text("title: North\nregoin: East\n")
    status, error = site.refused()
    assert status == 3
    assert error.startswith("countries/north.yaml:2: regoin")
    assert error.endswith(
        "Chancery does not start: the collection has errors, shown above. Correct its files and run this again.\n"
    )


def test_errors_in_files_are_shown_and_a_site_with_content_starts(site):
    with site.running():
        pass
    (site.collection / "countries/north.yaml").write_text("title: North\nregoin: East\n")
    with site.running() as run:
        pass
    assert run.process.returncode == 0
    assert run.err.startswith("countries/north.yaml:2: regoin")
    assert run.err.endswith("The site starts with what the database holds.\n")
    assert run.out.endswith(f"{site.closing}Stopped.\n")


def test_port_that_is_taken_is_one_line(site):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        site.environment["PORT"] = str(port)
        assert site.refused() == (
            3,
            f"Chancery does not start: port {port} cannot be used (Address already in use). "
            f"Choose another: make run PORT={port % 65535 + 1}\n",
        )


@pytest.mark.parametrize(
    ("port", "line"),
    [
        ("eighty", "PORT is 'eighty'. Set it to a whole number, 0 or more."),
        ("70000", "PORT is 70000. Choose a port from 1 to 65535."),
    ],
)
def test_port_that_is_none_is_one_line(site, port, line):
    site.environment["PORT"] = port
    assert site.refused() == (3, f"Chancery does not start: {line}\n")


def test_database_that_does_not_answer_is_one_line(site):
    site.environment["DATABASE_URL"] = f"postgres://nobody:hunter2@127.0.0.1:{free_port()}/nothing"
    status, error = site.refused()
    assert (status, error.count("\n")) == (3, 1)
    assert error.startswith("Chancery does not start: the database does not work: connection failed")
    assert "hunter2" not in error
