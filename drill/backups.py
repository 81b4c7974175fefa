"""A backup while others publish, restored into an empty place, verified, with the same digest: on both databases."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from drill.load import Load, Publisher
from drill.machine import manage
from drill.record import Ask, sqlite
from drill.site import Site, environment
from drill.stock import Stock
from drill.table import Form, Row

READERS = 2
EXPECTED = "restored and verified with the backup's digest; the site has gone on meanwhile"
_MADE = re.compile(r"(.*): (\d+) revisions, digest ([0-9a-f]{64})\.\s*")


def backups(folder: Path, form: Form, stock: Stock) -> Iterator[Row]:
    """SQLite, then PostgreSQL."""
    with stock.site(folder / "site", workers=1) as site:
        yield _row("SQLite", site, form, sqlite(stock.file(site)), {})
    place = folder / "postgresql"
    place.mkdir(mode=0o711)
    with stock.cluster(place, replicas=0) as cluster, stock.site_on(cluster.environment, place / "site", 1) as site:
        cluster.primary.sql("CREATE DATABASE restored")
        empty = {"DATABASE_URL": cluster.primary.url.rpartition("/")[0] + "/restored"}
        yield _row("PostgreSQL", site, form, cluster.primary.sql, empty)


def _row(name: str, site: Site, form: Form, ask: Ask, empty: dict[str, str]) -> Row:
    site.start()
    publisher = Publisher(site.port, site.token, pause=0)
    kept = site.folder.parent / "kept"
    with Load(site.port, publisher, READERS, 0):
        time.sleep(0.3)
        before = len(publisher.acknowledged.numbers)
        made = _MADE.fullmatch(site.manage("backup", str(kept)))
        during = len(publisher.acknowledged.numbers) - before
        time.sleep(0.5)
    folder, seq, digest = made.groups()
    [(last,)] = ask("SELECT max(seq) FROM publication_revision")
    place = {**environment(site.folder.parent / "empty"), **empty}
    restored = manage(place, "restore", folder)
    same = restored.stdout == f"Restored and verified: {seq} revisions, digest {digest}.\n"
    if form.name != "short":
        # `restore` has verified it once; this asks once more, as an operator would.
        verified = manage(place, "verify_record")
        same = same and f"The record is whole: {seq} revisions, digest {digest}." in verified.stdout
    seen = f"{during} publications during the backup; backup of {seq} of {last} revisions, digest {digest[:12]}…; "
    seen += f"restored: {restored.stdout.strip() or restored.stderr.strip()[-200:]}"
    return Row(f"backup of {name} under writes, restored", EXPECTED, seen, same and last > int(seq) and during > 0)
