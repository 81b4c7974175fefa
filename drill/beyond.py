"""Beyond one machine: replicas that die and lag, a primary that is replaced, a pooler."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from drill.load import Load, Publisher
from drill.machine import DATABASE_PORTS, give_back, own, port, servant, tool, wait_until
from drill.postgres import NAME, USER, Cluster, Server
from drill.record import told
from drill.stock import Stock
from drill.table import KEPT, Form, Row

READERS = 6
ANSWERED = "0 reads failed, 0 older than the bound, no 503"


def replicas(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """One replica lags, then the other is killed, then the primary; a replica takes its place. All under load."""
    bound = form.bound
    with stock.cluster(folder) as cluster, stock.site_on(cluster.environment, folder / "site") as site:
        site.start(CHANCERY_REPLICA_LAG=str(bound))
        first, second = cluster.replicas
        publisher = Publisher(site.port, site.token)
        before = _reads(cluster)
        with Load(site.port, publisher, READERS, bound) as load:
            time.sleep(form.seconds)
        share = _share(before, _reads(cluster))
        yield judged(f"reads with two replicas, {bound} s of lag allowed", load, f"; {share:.0%} of rows from replicas")

        publisher = publisher.again()
        with Load(site.port, publisher, READERS, bound) as load:
            time.sleep(form.seconds / 2)
            second.sql("SELECT pg_wal_replay_pause()")
            time.sleep(bound + form.seconds)
            first.kill()
            time.sleep(bound + form.seconds)
            [[behind]] = second.sql("SELECT max(seq) FROM publication_revision")
            [[head]] = cluster.primary.sql("SELECT max(seq) FROM publication_revision")
            second.sql("SELECT pg_wal_replay_resume()")
            first.start()
            time.sleep(bound + form.seconds / 2)
        more = f"; the one that lagged was {head - behind} publications behind"
        yield judged("one replica's replay paused, the other killed, both back", load, more)

        publisher = publisher.again()
        with Load(site.port, publisher, READERS, bound) as load:
            time.sleep(form.seconds / 2)
            acknowledged = len(publisher.acknowledged.numbers)
            cluster.primary.kill()
            began = time.monotonic()
            time.sleep(1)
            heir, other = sorted((first, second), key=Server.received, reverse=True)
            _succeed(heir, other)
            wait_until(lambda: len(publisher.acknowledged.numbers) > acknowledged + 1, 60, "publications go on")
            away = time.monotonic() - began
            time.sleep(form.seconds / 2)
        more = f"; publications went on after {away:.1f} s"
        yield judged("primary killed, a replica promoted", load, more)
        said, well = told(heir.sql, publisher.acknowledged.numbers, site.verify())
        yield Row("the promoted record", KEPT, said, well)


def pooler(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """The site behind pgbouncer in transaction mode, four server connections for two processes of eight threads."""
    bouncer = tool("pgbouncer")
    with stock.cluster(folder, replicas=0) as cluster:
        here = port(DATABASE_PORTS)
        url = f"postgres://{USER}@127.0.0.1:{here}/{NAME}?DISABLE_SERVER_SIDE_CURSORS=true"
        process = _bounce(bouncer, folder, here, cluster.primary)
        try:
            with stock.site_on({"DATABASE_URL": url}, folder / "site") as site:
                site.start()
                publisher = Publisher(site.port, site.token)
                with Load(site.port, publisher, READERS, form.bound) as load:
                    time.sleep(form.seconds)
                [[used]] = cluster.primary.sql(
                    "SELECT count(*) - 1 FROM pg_stat_activity WHERE backend_type = 'client backend'"
                )
                yield judged("pgbouncer in transaction mode", load, f"; {used} server connections")
                # verify_record reads the whole log through `iterator`, by way of the pooler.
                said, well = told(cluster.primary.sql, publisher.acknowledged.numbers, site.verify())
                yield Row("the record behind the pooler", KEPT, said, well)
        finally:
            process.terminate()
            process.wait(20)
            give_back(here)


def _bounce(program: str, folder: Path, here: int, primary: Server) -> subprocess.Popen:
    place = own(folder / "bouncer")
    (place / "pgbouncer.ini").write_text(
        f"[databases]\n{NAME} = host=127.0.0.1 port={primary.port} user={USER}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {here}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = 4\nmax_client_conn = 200\nlogfile = {place}/log\n"
        f"pidfile = {place}/pid\n"
    )
    return subprocess.Popen(  # noqa: S603 -- Debian's own program
        [program, "-q", str(place / "pgbouncer.ini")], cwd="/", stderr=subprocess.DEVNULL, **servant()
    )


def _succeed(heir: Server, other: Server) -> None:
    """Promote the replica that has most; the other follows it."""
    heir.promote()
    other.set("primary_conninfo", f"host=127.0.0.1 port={heir.port} user={USER} application_name={other.name}")
    Cluster.make_synchronous(heir, [other])


def judged(done: str, load: Load, more: str = "") -> Row:
    """A row about readers who must notice nothing."""
    seen = load.seen
    well = not seen.failed and not seen.stale and not seen.statuses[503] and seen.reads > 0
    return Row(done, ANSWERED, f"{seen}{more}", well)


def _reads(cluster: Cluster) -> list[int]:
    """Rows that each server has returned so far, the primary first."""
    query = f"SELECT tup_returned FROM pg_stat_database WHERE datname = '{NAME}'"  # noqa: S608 -- a constant
    # Statistics are written down by each connection in its own time, at the latest a second after.
    time.sleep(1.1)
    return [server.sql(query)[0][0] for server in (cluster.primary, *cluster.replicas)]


def _share(before: list[int], after: list[int]) -> float:
    """The part of the rows that replicas returned."""
    rows = [late - early for early, late in zip(before, after, strict=True)]
    return sum(rows[1:]) / max(sum(rows), 1)
