"""Random kills of a worker, the server and the primary database, while readers read and somebody publishes."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

from drill.load import Load, Publisher, Seen
from drill.machine import wait_until
from drill.postgres import Server
from drill.record import told
from drill.site import Site
from drill.stock import Stock
from drill.table import KEPT, Form, Row

READERS = 4
KINDS = ("worker", "server", "database")
TOGETHER = 10
EXPECTED = f"each time: {KEPT}; reads 200 or 503"
# What a process has kept may be sent while the database is away, and that for as long as it is.
ANY = 1_000_000.0


def kills(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """One after the other, each at a random moment; after each the record is read whole. A row for each ten."""
    seed = time.time_ns() % 10**6
    chance = random.Random(seed)  # noqa: S311 -- to be done again with the same seed
    with stock.cluster(folder, replicas=0) as cluster, stock.site_on(cluster.environment, folder / "site") as site:
        site.start()
        publisher = Publisher(site.port, site.token, pause=0)
        left = [KINDS[number % len(KINDS)] for number in range(form.kills)]
        chance.shuffle(left)
        while left:
            kinds, left = left[:TOGETHER], left[TOGETHER:]
            wrong, reads, again = [], 0, 0
            for kind in kinds:
                publisher = publisher.again()
                seen, said, well = _once(kind, site, cluster.primary, publisher, chance)
                reads, again = reads + seen.reads, again + seen.again
                if not well or seen.failed:
                    wrong.append(f"{kind}: {said}; {seen.failed[:1]}")
            total = len(publisher.acknowledged.numbers)
            said = f"{len(wrong)} times not so; {total} publications acknowledged so far; {reads} reads"
            said += f", {again} asked again; seed {seed}"
            counts = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in KINDS)
            yield Row(
                f"{len(kinds)} random kills under load ({counts})", EXPECTED, "; ".join([said, *wrong]), not wrong
            )


def _once(
    kind: str, site: Site, primary: Server, publisher: Publisher, chance: random.Random
) -> tuple[Seen, str, bool]:
    """Kill one thing under load; what readers saw, what became of the record, and whether that is well."""
    with Load(site.port, publisher, READERS, ANY, tries=1000) as load:
        time.sleep(chance.uniform(0.1, 1.0))
        _kill(kind, site, primary, chance)
        had = len(publisher.acknowledged.numbers)
        wait_until(lambda: len(publisher.acknowledged.numbers) > had, 60, "publications go on")
    return load.seen, *told(primary.sql, publisher.acknowledged.numbers, site.verify())


def _kill(kind: str, site: Site, primary: Server, chance: random.Random) -> None:
    """Kill one thing without warning, and start it again where nothing else does."""
    if kind == "worker":
        site.kill_worker(chance.randrange(8))
    elif kind == "server":
        site.kill()
        site.start()
    else:
        primary.kill()
        time.sleep(chance.uniform(0, 0.5))
        primary.start()
