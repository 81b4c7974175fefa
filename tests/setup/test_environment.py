"""`bin/environment` finds a Python that works, or says in one line what to install; it installs only once.

It runs in a copy whose path has spaces, with a PATH that holds a handful of POSIX tools and the interpreters
that a test puts there.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("dirname", "cmp", "sed", "mkdir", "rm", "cp", "sh")
SHIM = "echo 'pyenv: command not found' >&2; exit 127"
REAL = f'exec "{sys.executable}" "$@"'
# Both answer as such an interpreter does to the question that bin/environment asks.
OLD = f'case "$2" in *platform*) echo 3.9.2 ;; *) exec "{sys.executable}" -c "import sys; sys.exit(3)" ;; esac'
BARE = "exit 4"


class Checkout:
    """A folder with bin/environment, empty requirements, and interpreters of a test's choice."""

    def __init__(self, folder: Path):
        self.root = folder / "a copy of Chancery's"
        self.path = folder / "tools"
        (self.root / "bin").mkdir(parents=True)
        self.path.mkdir()
        shutil.copy(ROOT / "bin/environment", self.root / "bin")
        for name in ("requirements.txt", "requirements-test.txt"):
            (self.root / name).write_text("# nothing\n")
        for name in TOOLS:
            (self.path / name).symlink_to(shutil.which(name))

    def interpreter(self, name: str, script: str) -> None:
        """Put an interpreter on the path that does what the shell script says."""
        path = self.path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def make(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run bin/environment from another folder, with nothing in the environment but the path."""
        return subprocess.run(
            [str(self.path / "sh"), str(self.root / "bin/environment"), *arguments],
            cwd=self.path,
            env={"PATH": str(self.path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_no_python_is_one_line(checkout):
    ended = checkout.make()
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1,
        "",
        "Chancery needs Python 3.11 or newer and found none: install it (Debian, Ubuntu: apt install python3 "
        "python3-venv; macOS: brew install python) and run this again.\n",
    )


def test_old_python_is_named(checkout):
    checkout.interpreter("python3.13", SHIM)
    checkout.interpreter("python3", OLD)
    ended = checkout.make()
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1,
        "",
        "Chancery needs Python 3.11 or newer and found 3.9.2: install it (Debian, Ubuntu: apt install python3 "
        "python3-venv; macOS: brew install python) and run this again.\n",
    )


def test_python_without_venv_says_what_to_install(checkout):
    checkout.interpreter("python3.11", BARE)
    checkout.interpreter("python3", BARE)
    ended = checkout.make()
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1,
        "",
        "python3.11 cannot make virtual environments: install python3-venv (Debian, Ubuntu: apt install "
        "python3.11-venv) and run this again.\n",
    )


def test_newest_python_that_works_is_used_once(checkout):
    checkout.interpreter("python3.13", SHIM)
    checkout.interpreter("python3.12", BARE)
    checkout.interpreter("python3.11", REAL)
    checkout.interpreter("python3", OLD)
    version = subprocess.run([sys.executable, "--version"], capture_output=True, text=True, check=True).stdout
    made = f"Making .venv with {version}"

    ended = checkout.make()
    installed = "Installing the packages of requirements.txt (needed once)\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, made + installed, "")

    again = checkout.make()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    for_tests = checkout.make("test")
    assert for_tests.stdout == "Installing the packages of requirements-test.txt (needed once)\n"
    assert checkout.make("test").stdout == ""

    # A changed pin is installed; one that cannot be is said, and the next call tries again.
    (checkout.root / "requirements.txt").write_text("./no-such-folder\n")
    broken = checkout.make()
    assert (broken.returncode, broken.stdout) == (1, installed)
    assert "no-such-folder" in broken.stderr
    assert broken.stderr.endswith("Installing the packages of requirements.txt failed; pip says above why.\n")

    (checkout.root / "requirements.txt").write_text("# other\n")
    assert checkout.make().stdout == installed
    assert checkout.make("test").stdout == ""

    # An environment whose Python has gone is made anew.
    (checkout.root / ".venv/bin/python").unlink()
    assert checkout.make().stdout == made + installed


def test_unknown_argument_is_refused(checkout):
    checkout.interpreter("python3", REAL)
    (checkout.root / ".venv/bin").mkdir(parents=True)
    (checkout.root / ".venv/bin/python").symlink_to(sys.executable)
    ended = checkout.make("tests")
    assert (ended.returncode, ended.stderr) == (1, "bin/environment takes 'test' or nothing, not 'tests'.\n")
