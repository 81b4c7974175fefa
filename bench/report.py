"""docs/benchmarks.md: what was measured, on which machine, and what misses its goal."""

import os
import platform
import sqlite3
from pathlib import Path

from bench.ratios import FIRST, GOALS, GROWTH, WORK_GOALS, Measured
from bench.wanted import SIZES, WANTED

CONNECTIONS = (1, 16)
# What `bench.work` found, by name: figures by contender.
Worked = dict[str, list[tuple[str, float]]]

_HEAD = """# Benchmarks

Written by `make bench SIZE={size}`; run it again rather than trust another machine's figures. Requests per second,
medians of {rounds} rounds of {seconds} s each. In every round wrk asks all contenders in turn for the same thing, over
{connections} connections kept alive. All read the same SQLite file and, but for Datasette, stand behind the same
server (gunicorn with the site's own worker, `config/worker.py`, which is faster for all of them than gunicorn's; one
process, eight threads). Before, every answer was checked to hold the same entries in the same order.

- Machine: {cpu}, {cores} cores, {system}; Python {python}, SQLite {sqlite}. Mean load of the 15 minutes that ended with
  the run, which is part of it: {load}.
- Size {size}: × {times} of 200 countries (never more), 500 organizations, 2,000 events, 4,000 relationships, 10,000
  memberships, 20,000 citations, all published.
- **prebuilt bytes**: Chancery's own answers, sent from memory by a bare WSGI application. No other that is called for
  each request can be faster; what Chancery has ready, its worker sends without such a call.
- **raw sqlite3 + orjson**: SQL by hand over the desk's tables, entries with claims and citations; an f-string for HTML.
- **plain DRF**: `ModelViewSet`s over the desk's models with their prefetches, and a plain Django template.
- **Datasette**: the raw contender's SQL as canned queries behind Datasette's own server; rows without their claims and
  citations, and its own page of a table.
- **Chancery**: in production's settings, with a line of log for each request; it has answered the same before, and the
  record stood still since.
- **Chancery, first time**: the same, keeping no answers (`CHANCERY_KEPT_MB=0`): each is made anew, as after every
  publication. What each process remembers besides stays: names, compiled templates, open connections.
- **Chancery, 304**: asked with the `ETag` that the client has.

The page is the country's timeline, with drawing, counts and footnotes; the others print its 50 rows and no more. None
of them has either clock, or revisions.
"""


def page(size: str, measured: Measured, rounds: int, seconds: int, worked: Worked, small: Measured | None) -> str:
    """The whole page, as Markdown; `small` is what was measured at size S, for the growth since."""
    head = _HEAD.format(
        size=size,
        times=SIZES[size],
        rounds=rounds,
        seconds=seconds,
        connections=" and over ".join(str(count) for count in dict.fromkeys(count for _, count, _ in measured)),
        cpu=_cpu(),
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        load=f"{os.getloadavg()[2]:.1f}",
    )
    grown = _growth(measured, small) if small else []
    return "\n".join([head, *_rates(measured), "", *_ratios(measured), *grown, "", *_work(worked), ""])


def _rates(measured: Measured) -> list[str]:
    names = list(dict.fromkeys(name for _, _, name in measured))
    lines = [
        "## Requests per second",
        "",
        f"| request | connections | {' | '.join(names)} |",
        "|---|--:" + "|--:" * len(names) + "|",
    ]
    for wanted in WANTED:
        for connections in dict.fromkeys(count for _, count, _ in measured):
            found = [measured.get((wanted.name, connections, name)) for name in names]
            shown = " | ".join("–" if one is None else f"{one:,.0f}" for one in found)
            lines.append(f"| {wanted.words} | {connections} | {shown} |")
    return lines


def _ratios(measured: Measured) -> list[str]:
    lines = ["## Against the goals", "", "The goals are set for size M, on one connection.", ""]
    lines += ["| measure | against | goal | reached | |", "|---|---|--:|--:|---|"]
    for words, request, who, other, goal in GOALS:
        reached = measured[request, 1, who] / measured[request, 1, other]
        lines.append(f"| {words} | {other} | ≥ {goal} × | {reached:.2g} × | {_verdict(reached >= goal)} |")
    return lines


def _growth(measured: Measured, small: Measured) -> list[str]:
    """Rows on how much longer a first answer takes than at size S, on one connection."""
    lines = []
    for request, most in GROWTH:
        reached = small[request, 1, FIRST] / measured[request, 1, FIRST]
        words = f"{request}, first time, milliseconds"
        lines.append(f"| {words} | the same at size S | ≤ {most} × | {reached:.2g} × | {_verdict(reached <= most)} |")
    return lines


def _work(worked: Worked) -> list[str]:
    """What is measured besides requests."""
    lines = ["## Besides requests", "", "Imports and publications are made in a new database, whatever the size.", ""]
    lines += ["| measure | unit | Chancery | against | | goal | reached | |", "|---|---|--:|---|--:|--:|--:|---|"]
    for words, unit, name, other, sense, goal in WORK_GOALS:
        found = dict(worked[name])
        own = found["Chancery"]
        if sense == "times":
            # Milliseconds are the better the fewer they are.
            reached = found[other] / own if unit == "ms" else own / found[other]
            said, asked, met = f"{reached:.2g} ×", f"≥ {goal} ×", reached >= goal
        else:
            said, met = _short(own), own >= goal if sense == "at least" else own <= goal
            asked = f"{'≥' if sense == 'at least' else '≤'} {goal:,}"
        theirs = _short(found[other]) if other else ""
        lines.append(f"| {words} | {unit} | {_short(own)} | {other} | {theirs} | {asked} | {said} | {_verdict(met)} |")
    return lines


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.2g}"


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )
