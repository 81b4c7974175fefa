"""`make bench`: make the database once, check that all contenders answer the same, measure them, write the page.

`python -m bench M --one` asks over one connection alone, for which the goals are set. `--check` measures briefly and
without the contenders that have packages of their own, writes nothing, and fails where a ratio has become much worse
than it was: for every change.
"""

import json
import shutil
import statistics
import subprocess
import sys
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from bench import datasette
from bench.ratios import CHANCERY, FIRST, KNOWN, Measured, worse
from bench.report import CONNECTIONS, page
from bench.serve import ROOT, Contender, environment, fetch, known_tag, rate, serving
from bench.wanted import SIZES, WANTED, slugs_in
from bench.work import WORK

# A window must be long beside the slowest answer: in one second plain DRF finishes no list for 16 connections.
ROUNDS, SECONDS = 5, 5
SITE = Contender(CHANCERY, "config.wsgi")
FRESH = Contender(FIRST, "config.wsgi", {"CHANCERY_KEPT_MB": "0"})
OTHERS = (
    FRESH,
    Contender("prebuilt bytes", "bench.prebuilt"),
    Contender("raw sqlite3 + orjson", "bench.raw"),
    Contender("plain DRF", "config.wsgi", {"DJANGO_SETTINGS_MODULE": "bench.drf_settings"}),
    Contender("Datasette", "bench.datasette", command=datasette.command, addresses=datasette.addresses()),
)
# What a run for every change leaves out: it has packages of its own.
NEEDED = ("orjson", "datasette", "import_export")
UNUSUAL = ("bench.raw", "bench.datasette")


def main() -> None:
    """Run the benchmark for the size that is named: S, M or L."""
    arguments = [one for one in sys.argv[1:] if not one.startswith("--")]
    size, brief = arguments[0] if arguments else "S", "--check" in sys.argv
    connections = (1,) if "--one" in sys.argv else CONNECTIONS
    if size not in SIZES:
        sys.exit(f"SIZE={size} is not a size. Sizes are: {', '.join(SIZES)}.")
    if shutil.which("wrk") is None:
        sys.exit("The benchmark needs wrk: apt-get install wrk (macOS: brew install wrk).")
    if not brief and (lacking := [name for name in NEEDED if find_spec(name) is None]):
        sys.exit(f"Not there: {', '.join(lacking)}. Do .venv/bin/python -m pip install -r requirements-bench.txt")
    folder = ROOT / "var" / "bench" / size
    prepare(folder, size)
    with ExitStack() as stack:
        addresses = {SITE.name: stack.enter_context(serving(SITE, folder))}
        keep(addresses[SITE.name], folder / "prebuilt")
        for other in OTHERS:
            if not (brief and other.application in UNUSUAL):
                addresses[other.name] = stack.enter_context(serving(other, folder))
        check(addresses)
        if brief:
            found = worse(measure(addresses, rounds=1, seconds=1, connections=(1,)))
            # A busy machine may have been in the way: what is really slower is slower again.
            sys.exit("\n".join(found) if found and worse(measure(addresses, 3, 2, (1,))) else 0)
        measured = measure(addresses, connections=connections)
    _remember(folder, measured)
    small = None if size == "S" else _remembered(folder.with_name("S"))
    text = page(size, measured, ROUNDS, SECONDS, {name: work(name, folder) for name in WORK}, small)
    (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    print(text)


def work(name: str, folder: Path) -> list[tuple[str, float]]:
    """Do a piece of work in a process of its own; return the figure of each contender."""
    print(f"Measuring: {name}", flush=True)
    called = environment(folder) | {"DJANGO_SETTINGS_MODULE": "config.settings", "CHANCERY_KEPT_MB": "0"}
    command = [sys.executable, "-m", "bench.work", name, str(folder)]
    with (folder / "work.log").open("a") as log:
        said = subprocess.run(  # noqa: S603 -- our own command
            command, cwd=ROOT, env=called, stdout=subprocess.PIPE, stderr=log, check=True
        )
    return [tuple(one) for one in json.loads(said.stdout)]


def _remember(folder: Path, measured: Measured) -> None:
    kept = [[*key, value] for key, value in measured.items()]
    (folder / "measured.json").write_text(json.dumps(kept), encoding="utf-8")


def _remembered(folder: Path) -> Measured | None:
    """What was last measured at another size, or None."""
    file = folder / "measured.json"
    if not file.exists():
        return None
    return {(request, count, who): value for request, count, who, value in json.loads(file.read_text())}


def prepare(folder: Path, size: str) -> None:
    """Make the database of a size, unless an earlier run has finished it."""
    done = folder / "complete"
    if done.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"Making the database of size {size} in {folder} (once)", flush=True)
    code = f"import django; django.setup(); from bench.data import make; make({size!r})"
    called = environment(folder) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    for command in (["manage.py", "migrate", "-v0"], ["manage.py", "collectstatic", "--noinput", "-v0"], ["-c", code]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=called, check=True)  # noqa: S603 -- our own command
    done.touch()


def keep(addresses: dict[str, str], folder: Path) -> None:
    """Write down the site's own answers, for the server that sends prebuilt bytes."""
    folder.mkdir(exist_ok=True)
    for wanted in WANTED:
        (folder / wanted.name).write_bytes(fetch(addresses[wanted.name])[0])


def check(addresses: dict[str, dict[str, str]]) -> None:
    """Stop unless every contender's answer holds the same entries in the same order, as many as are wanted."""
    for wanted in WANTED:
        right = slugs_in(wanted, fetch(addresses[CHANCERY][wanted.name])[0])
        if len(right) != wanted.entries:
            sys.exit(f"{wanted.name}: the answer holds {len(right)} entries, not {wanted.entries}.")
        for name, own in addresses.items():
            found = slugs_in(wanted, fetch(own[wanted.name])[0])
            if found != right:
                sys.exit(f"{wanted.name}: '{name}' answers {found[:5]} ({len(found)}), Chancery {right[:5]}.")


def measure(
    addresses: dict[str, dict[str, str]],
    rounds: int = ROUNDS,
    seconds: int = SECONDS,
    connections: tuple[int, ...] = CONNECTIONS,
) -> Measured:
    """Medians of requests per second, by request, number of connections and contender; every round asks all in turn."""
    rates: dict[tuple[str, int, str], list[float]] = {}
    known = {wanted.name: tag for wanted in WANTED if (tag := known_tag(addresses[CHANCERY][wanted.name]))}
    for turn in range(rounds):
        print(f"Round {turn + 1} of {rounds}", flush=True)
        for wanted in WANTED:
            for count in connections:
                for name, own in addresses.items():
                    found = rate(own[wanted.name], count, seconds)
                    rates.setdefault((wanted.name, count, name), []).append(found)
                if wanted.name in known:
                    headers = (f"If-None-Match: {known[wanted.name]}",)
                    found = rate(addresses[CHANCERY][wanted.name], count, seconds, headers)
                    rates.setdefault((wanted.name, count, KNOWN), []).append(found)
    return {key: statistics.median(found) for key, found in rates.items()}


main()
