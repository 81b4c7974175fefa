"""What may happen to the database, the disk and the clock of one machine, under load."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drill.load import Load, Publisher
from drill.machine import Missing, mounted, remount, wait_until
from drill.record import sqlite, told
from drill.site import Site
from drill.stock import Stock
from drill.table import KEPT, Form, Row

READERS = 4
# Seconds after which a fault must be over.
PATIENCE = 30
# The same under libfaketime, which makes some waits of Python's as long as they may be.
SLOWLY = 150
# Nothing is newer than what was kept before an outage: how old that may be is how long it lasts.
ANY = 1_000_000.0
CALM = "reads all answered, publications refused with 503, accepted afterwards"
SAID = "reads answered by what is kept or 503 with Retry-After, publications 503, accepted afterwards"

# libfaketime 0.9.10 answers EINVAL to the call that Python sleeps by, so that sleeping waits in another way.
_RUN = "import runpy, threading, time; time.sleep = lambda s: threading.Event().wait(s) and None; "
_RUN += "runpy.run_module('gunicorn', run_name='__main__')"


def disk(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """The disk of a SQLite file is full, then has room again; then it is read-only, then writable again."""
    try:
        with mounted(folder / "small", 64) as place, stock.site(place) as site:
            yield from _full(site, form, stock, "a disk of 64 MB is full, and has room again", _ballast)
            if form.name != "short":
                yield from _read_only(site, form, stock, place)
    except Missing as missing:
        with stock.site(folder / "limited") as site:
            yield from _full(site, form, stock, "no process may write to files (RLIMIT_FSIZE), then may again", _limit)
        yield Row("a file system is read-only, and writable again", SAID, str(missing), None)


def gone(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """The only database is killed, and started again."""
    with stock.cluster(folder, replicas=0) as cluster, stock.site_on(cluster.environment, folder / "site") as site:
        site.start()
        publisher = Publisher(site.port, site.token)
        with Load(site.port, publisher, READERS, ANY) as load:
            time.sleep(form.seconds)
            cluster.primary.kill()
            time.sleep(form.seconds)
            cluster.primary.start()
            back = _goes_on(publisher)
        well = _calm(load, publisher) and load.seen.statuses[503] > 0
        more = f"; {publisher.signs[503]} publications refused; on {back:.1f} s after the database"
        yield Row("the database is killed, and started again", SAID, f"{load.seen}{more}", well)
        said, well = told(cluster.primary.sql, publisher.acknowledged.numbers, site.verify())
        yield Row("the record after that", KEPT, said, well)


def stopped(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """SIGTERM while somebody publishes, several times."""
    times = 2 if form.name == "short" else 10
    with stock.site(folder / "site") as site:
        site.start()
        publisher = Publisher(site.port, site.token, pause=0)
        statuses, slowest = [], 0.0
        with Load(site.port, publisher, READERS, 0, tries=1000) as load:
            for turn in range(times):
                # Never at the same place of a publication.
                time.sleep(0.5 + 0.07 * turn)
                began = time.monotonic()
                statuses.append(site.stop())
                slowest = max(slowest, time.monotonic() - began)
                site.start()
                _goes_on(publisher)
        well = not load.seen.failed and not load.seen.stale and statuses == [0] * times
        ended = f"; ended with status {statuses[0] if len(set(statuses)) == 1 else statuses} within {slowest:.1f} s"
        yield Row(
            f"SIGTERM during a publication, {times} times",
            "status 0 each time, no answer wrong, all reads answered once it is back",
            f"{load.seen}{ended}",
            well,
        )
        said, well = told(sqlite(stock.file(site)), publisher.acknowledged.numbers, site.verify())
        yield Row("the record after that", KEPT, said, well)


def clock(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """The clock is set back: by half a minute, which a clock that is put right may do, and by a day."""
    library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
    if library is None:
        raise Missing("libfaketime is not installed")
    said_by = folder / "clock"
    said_by.write_text("+0\n")
    fake = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(said_by),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # By a file's time gunicorn knows which workers live, and it writes a monotonic one.
        "NO_FAKE_STAT": "1",
        "FAKE_UTIME": "0",
    }
    with stock.site(folder / "site") as site:
        site.start(_RUN, **fake)
        publisher = Publisher(site.port, site.token)
        with Load(site.port, publisher, READERS, 0) as load:
            time.sleep(form.seconds / 2)
            said_by.write_text("-30\n")
            time.sleep(form.seconds / 2)
            _goes_on(publisher, SLOWLY)
            half = dict(publisher.signs)
            said_by.write_text("-1d\n")
            wait_until(lambda: publisher.said, SLOWLY, "a publication is refused")
            time.sleep(form.seconds / 2)
            said_by.write_text("+0\n")
            _goes_on(publisher, SLOWLY)
        refused = sum(publisher.signs.values()) - publisher.signs[200]
        well = not load.seen.failed and not load.seen.stale and set(half) == {200} and refused > 0
        well = well and all("clock" in one for one in publisher.said)
        yield Row(
            "the clock is set back by 30 s, by a day, and right again (libfaketime)",
            "reads answered; by 30 s publications go on, by a day they are refused and say why",
            f"{load.seen}; {refused} publications refused: {publisher.said[0][:120]}",
            well,
        )
        said, well = told(sqlite(stock.file(site)), publisher.acknowledged.numbers, site.verify())
        order = sqlite(stock.file(site))("SELECT recorded_at FROM publication_revision ORDER BY seq")
        yield Row("the record after that", f"{KEPT}, times in order", said, well and order == sorted(order))


def _full(site: Site, form: Form, stock: Stock, done: str, fault) -> Iterator[Row]:
    site.start()
    publisher = Publisher(site.port, site.token)
    with Load(site.port, publisher, READERS, 0) as load:
        time.sleep(form.seconds / 2)
        with fault(site):
            wait_until(lambda: publisher.signs[503] > 1, PATIENCE, "a publication is refused")
            time.sleep(form.seconds)
        _goes_on(publisher)
    well = _calm(load, publisher) and not load.seen.statuses[503]
    yield Row(done, CALM, f"{load.seen}; {publisher.signs[503]} publications refused", well)
    said, well = told(sqlite(stock.file(site)), publisher.acknowledged.numbers, site.verify())
    yield Row("the record after that", KEPT, said, well)


def _read_only(site: Site, form: Form, stock: Stock, place: Path) -> Iterator[Row]:
    """What is open for writing cannot be made read-only from outside: the server is killed, and starts on it."""
    site.kill()
    remount(place, "ro")
    site.start()
    publisher = Publisher(site.port, site.token)
    with Load(site.port, publisher, READERS, 0, tries=1000, begins=False) as load:
        wait_until(lambda: publisher.signs[503] > 1, PATIENCE, "a publication is refused")
        time.sleep(form.seconds)
        remount(place, "rw")
        # SQLite keeps what it could not write to read-only for as long as any thread has it open.
        site.stop()
        site.start()
        _goes_on(publisher)
    more = f"; {publisher.signs[503]} publications refused"
    done = "a file system is read-only; writable again, and the server started again"
    yield Row(done, SAID, f"{load.seen}{more}", _calm(load, publisher, broken=True))
    said, well = told(sqlite(stock.file(site)), publisher.acknowledged.numbers, site.verify())
    yield Row("the record after that", KEPT, said, well)


@contextmanager
def _ballast(site: Site) -> Iterator[None]:
    """Fill the disk to the last byte."""
    ballast = site.folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _limit(site: Site) -> Iterator[None]:
    """Let the workers write nothing, for where no disk can be filled."""
    before = {worker: resource.prlimit(worker, resource.RLIMIT_FSIZE) for worker in site.workers}
    for worker, (_, hard) in before.items():
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        for worker, limits in before.items():
            resource.prlimit(worker, resource.RLIMIT_FSIZE, limits)


def _goes_on(publisher: Publisher, seconds: float = PATIENCE) -> float:
    """Wait until something is published again; the seconds that it took."""
    had = len(publisher.acknowledged.numbers)
    return wait_until(lambda: len(publisher.acknowledged.numbers) > had + 1, seconds, "publications go on")


def _calm(load: Load, publisher: Publisher, broken: bool = False) -> bool:
    """Whether readers and publisher were told nothing else than what they asked for, or 503.

    With `broken` the publisher's connections may be too, where a server was stopped on purpose.
    """
    seen = load.seen
    told_publisher = {sign for sign in publisher.signs if not broken or isinstance(sign, int)}
    return not seen.failed and not seen.stale and seen.statuses[200] > 0 and told_publisher <= {200, 503}
