"""What a drill needs of the machine: ports, processes that are surely ended, a folder, PostgreSQL's account."""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "collections" / "small"
# Where servers of a drill listen, on loopback alone.
DATABASE_PORTS, SITE_PORTS = range(5540, 5560), range(8130, 8160)
_given: set[int] = set()
_giving = threading.Lock()


class Missing(Exception):
    """The machine lacks what a part of the drill needs: it is not done, and the table says so."""


def port(among: range) -> int:
    """Return the first port of a range that nobody uses and that was not given out before."""
    with _giving:
        for number in among:
            if number not in _given and _is_free(number):
                _given.add(number)
                return number
    raise Missing(f"no free port from {among[0]} to {among[-1]}")


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def give_back(number: int) -> None:
    """Let a port be given out again."""
    _given.discard(number)


def tool(*names: str) -> str:
    """Return the path of a program by one of its names. Raises Missing."""
    folders = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"])
    for name in names:
        if found := shutil.which(name, path=folders):
            return found
    raise Missing(f"{names[0]} is not installed")


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL's programs. Raises Missing."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    return Path(tool("initdb")).parent


def is_root() -> bool:
    """Whether we may mount, and must not run PostgreSQL."""
    return os.geteuid() == 0


def servant() -> dict:
    """Keywords for `subprocess` by which a program runs as PostgreSQL's account, where we are root."""
    if not is_root():
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def own(folder: Path) -> Path:
    """Make a folder that the servers' account owns and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    if is_root():
        shutil.chown(folder, "postgres", "postgres")
    return folder


def own_file(file: Path) -> None:
    """Make an empty file that the servers' account owns."""
    file.touch(mode=0o600)
    if is_root():
        shutil.chown(file, "postgres", "postgres")


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is gone at the end, and that PostgreSQL's account may pass through.

    One drill at a time: where a server was killed, another drill's would take its port. Ends the process otherwise.
    """
    with tempfile.TemporaryDirectory(prefix="chancery-drill-") as name, _alone():
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / "chancery-drill.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("Another drill runs on this machine. Wait for its end.")
        yield


@contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of a few megabytes in memory. Raises Missing where we may not mount."""
    if not is_root():
        raise Missing("only root may mount a small file system")
    folder.mkdir()
    options = f"size={megabytes}m"
    done = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)
    if done.returncode:
        raise Missing(f"no file system can be mounted: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        run("umount", "--lazy", folder, check=True)


def remount(folder: Path, how: str) -> None:
    """Make a mounted file system read-only ('ro') or writable again ('rw')."""
    run("mount", "-o", f"remount,{how}", folder, check=True)


def run(*command, seconds: float = 120, environment: dict | None = None, **more) -> subprocess.CompletedProcess:
    """Run a program to its end and return what it said. It has so many seconds."""
    return subprocess.run(  # noqa: S603 -- commands of this package
        list(map(str, command)), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds, **more
    )


def manage(environment: dict, *arguments: str, seconds: float = 180) -> subprocess.CompletedProcess:
    """Run a management command."""
    return run(sys.executable, "manage.py", *arguments, environment=environment, seconds=seconds)


def kill_all(leader: int) -> None:
    """Kill a process and its children, without warning."""
    family = [leader, *children(leader)]
    for member in family:
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue


def children(parent: int) -> list[int]:
    """The ids of a process's children."""
    try:
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in listed.split()]


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until something holds and return the seconds that it took. Raises TimeoutError."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began
