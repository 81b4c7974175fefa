"""`make load`: ten minutes at four fifths of what the site can do, and whether it does as well at their end.

wrk asks for nine hundred addresses in turn over sixteen connections: as fast as it can to find the peak, then with a
pause before each request so that four fifths of that come in a second. Of each minute are printed requests, errors,
the 99th percentile of their times, and the server's memory.
"""

import re
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.serve import ROOT, Contender, Server, fetch, running
from bench.wanted import WANTED

CONNECTIONS, SHARE, MINUTES = 16, 0.8, 10
# The last three minutes beside the first three: times may vary, memory may not grow.
MOST_TIME, MOST_MEMORY = 1.5, 1.05
_LUA = """local paths = {{{paths}}}
local at = 0
function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
function delay()
  return {pause}
end
"""


@dataclass(frozen=True)
class Minute:
    """What one run of wrk found: requests in a second, errors, the slowest but one percent in ms, memory in MB."""

    rate: float
    errors: int
    slow: float
    memory: float


def addresses() -> list[str]:
    """Nine hundred: the four that are measured, every country as JSON and half of them as pages, events, and lists."""
    countries = [f"country-{n:03}" for n in range(200)]
    found = [wanted.address for wanted in WANTED]
    found += [f"/api/v1/countries/{slug}/" for slug in countries] + [f"/countries/{slug}/" for slug in countries[::2]]
    found += [f"/api/v1/events/event-{n:07}/" for n in range(0, 2000, 4)]
    found += [f"/api/v1/relationships/?actor={slug}&limit=20" for slug in countries[:96]]
    return found


def asked(site: Server, script: Path, seconds: int, pause: float) -> Minute:
    """Ask for so many seconds, with a pause in milliseconds before each request of a connection."""
    paths = ",".join(f'"{path}"' for path in addresses())
    script.write_text(_LUA.format(paths=paths, pause=max(round(pause), 0)), encoding="utf-8")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "--latency", "-s", str(script)]
    done = subprocess.run(  # noqa: S603 -- our own command
        [*command, site.base], capture_output=True, text=True, check=True
    )
    said = done.stdout
    errors = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", said)))
    errors += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", said)))
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    slow = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return Minute(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), errors, slow, site.memory())


def main() -> None:
    """Measure, print a line for each minute, and fail where the end is worse than the beginning."""
    folder = ROOT / "var" / "bench" / "S"
    if not (folder / "complete").exists():
        sys.exit("There is no database to serve yet: run `make bench` or `make bench-check` first.")
    script = folder / "load.lua"
    with running(Contender("Chancery", "config.wsgi"), folder) as site:
        for path in addresses():
            fetch(site.base + path)  # made once, and kept
        peak = asked(site, script, 30, 0)
        print(f"Peak: {peak.rate:,.0f} requests in a second, {peak.memory:.0f} MB", flush=True)
        wanted = SHARE * peak.rate
        # A connection waits, then asks. How long an answer takes under this load is found by trying.
        pause = 1000 * CONNECTIONS / wanted
        for _ in range(4):
            pause += 1000 * CONNECTIONS * (1 / wanted - 1 / asked(site, script, 10, pause).rate)
        minutes = []
        for number in range(1, MINUTES + 1):
            found = asked(site, script, 60, pause)
            minutes.append(found)
            print(
                f"Minute {number}: {found.rate:,.0f} requests in a second ({100 * found.rate / peak.rate:.0f} %), "
                f"{found.errors} errors, 99 % within {found.slow:.1f} ms, {found.memory:.0f} MB",
                flush=True,
            )
    sys.exit("\n".join(faults(minutes)) or 0)


def faults(minutes: list[Minute]) -> list[str]:
    """What is wrong with some minutes of load, in words."""
    found = []
    if errors := sum(minute.errors for minute in minutes):
        found.append(f"{errors} requests were not answered as they should.")
    first, last = minutes[:3], minutes[-3:]
    slower = statistics.median(one.slow for one in last) / statistics.median(one.slow for one in first)
    if slower > MOST_TIME:
        found.append(f"The slow answers took {slower:.2f} times as long at the end, at most {MOST_TIME} is asked for.")
    larger = statistics.median(one.memory for one in last) / statistics.median(one.memory for one in first)
    if larger > MOST_MEMORY:
        found.append(f"Memory was {larger:.2f} times as large at the end, at most {MOST_MEMORY} is asked for.")
    return found


if __name__ == "__main__":
    main()
