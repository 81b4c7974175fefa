"""Random kills of a worker, the server and the primary database, while readers read and somebody publishes."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from drill.load import Load, Publisher
from drill.machine import wait_until
from drill.postgres import Server
from drill.record import told
from drill.site import Site
from drill.stock import Stock
from drill.table import KEPT, Form, Row

READERS = 4
KINDS = ("worker", "server", "database")
# What a process has kept may be sent while the database is away, and that for as long as it is.
ANY = 1_000_000.0


def kills(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """One after the other, each at a random moment; after each the record is read whole."""
    seed = time.time_ns() % 10**6
    chance = random.Random(seed)  # noqa: S311 -- to be done again with the same seed
    wrong, done, reads, again = [], Counter(), 0, 0
    with stock.cluster(folder, replicas=0) as cluster, stock.site_on(cluster.environment, folder / "site") as site:
        site.start()
        publisher = Publisher(site.port, site.token, pause=0)
        while sum(done.values()) < form.kills:
            # Each kind as often as the others, in a random order.
            kind = chance.choice([one for one in KINDS if done[one] == min(done[each] for each in KINDS)])
            done[kind] += 1
            publisher = publisher.again()
            with Load(site.port, publisher, READERS, ANY, tries=1000) as load:
                time.sleep(chance.uniform(0.1, 1.0))
                _kill(kind, site, cluster.primary, chance)
                had = len(publisher.acknowledged.numbers)
                wait_until(lambda: len(publisher.acknowledged.numbers) > had, 60, "publications go on")  # noqa: B023
            reads, again = reads + load.seen.reads, again + load.seen.again
            said, well = told(cluster.primary.sql, publisher.acknowledged.numbers, site.verify())
            if not well or load.seen.failed:
                wrong.append(f"after {sum(done.values())} ({kind}): {said}; {load.seen.failed[:1]}")
    total = len(publisher.acknowledged.numbers)
    counts = ", ".join(f"{done[kind]} × {kind}" for kind in KINDS)
    seen = (
        f"{len(wrong)} of {form.kills} times not so; {total} publications acknowledged; {reads} reads, {again} asked "
    )
    seen += f"again; seed {seed}"
    yield Row(
        f"{form.kills} random kills under load ({counts})",
        f"each time: {KEPT}; reads 200 or 503",
        "; ".join([seen, *wrong[:3]]),
        not wrong,
    )


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
