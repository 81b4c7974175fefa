"""`python -m drill [short|whole] [PART …]`, which `make drill` calls: run the parts, print the table.

The status is 1 if anything differed from what was expected.
"""

import os
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from drill import backups, beyond, clients, faults, kills
from drill.machine import Missing, kill_all, workplace
from drill.stock import Stock
from drill.table import FORMS, HEAD, Form, Part, Row, line

PARTS: dict[str, Part] = {
    "disk": faults.disk,
    "stopped": faults.stopped,
    "clock": faults.clock,
    "clients": clients.clients,
    "backups": backups.backups,
    "gone": faults.gone,
    "kills": kills.kills,
    "replicas": beyond.replicas,
    "pooler": beyond.pooler,
}


# What the short form leaves out is what changes of the site's own code seldom touch.
SHORT = ("disk", "backups", "kills", "replicas")


def main(arguments: list[str]) -> int:
    """Run what is asked for."""
    form = FORMS.get(arguments[0] if arguments else "whole")
    names = arguments[1:] or list(SHORT if form is FORMS["short"] else PARTS)
    unknown = [name for name in names if name not in PARTS]
    if form is None or unknown:
        sys.stderr.write(f"Usage: python -m drill [{'|'.join(FORMS)}] [{' '.join(PARTS)}]\n")
        return 2
    print(f"Drill, {form.name} form, load of {os.getloadavg()[0]:.1f} before.\n\n{HEAD}", flush=True)
    began = time.monotonic()
    # However it is ended, it stops the servers that it has started.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    with workplace() as folder, closing(Stock(folder)) as stock, ThreadPoolExecutor(form.at_once) as pool:
        for engine in ("sqlite", "postgresql"):
            stock.begin(engine)
        for name in names:
            (folder / name).mkdir(mode=0o711)
        # One after the other in this thread, which a signal ends with all that it has started.
        each = pool.map if form.at_once > 1 else map
        ended = each(lambda name: _rows(PARTS[name], name, folder / name, form, stock), names)
        rows = [row for part in ended for row in part]
    differ = sum(row.well is False for row in rows)
    missed = sum(row.well is None for row in rows)
    print(f"\n{len(rows)} rows in {time.monotonic() - began:.0f} s: {differ} differ, {missed} not done.")
    return 1 if differ else 0


def _end(number: int, frame: object) -> None:
    """Kill what was started, so that no part goes on for long, and end as if by an error."""
    for listed in Path("/proc/self/task").glob("*/children"):
        for child in map(int, listed.read_text().split()):
            kill_all(child)
    sys.exit(128 + number)


def _rows(part: Part, name: str, folder: Path, form: Form, stock: Stock) -> list[Row]:
    rows: list[Row] = []
    try:
        for row in part(folder, form, stock):
            rows.append(row)
            print(line(row), flush=True)
    except Missing as missing:
        rows.append(Row(name, "", str(missing), None))
        print(line(rows[-1]), flush=True)
    except Exception as error:
        # The other parts are done all the same.
        rows.append(Row(name, "to its end", f"{type(error).__name__}: {error}", False))
        print(line(rows[-1]), flush=True)
        traceback.print_exc()
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
