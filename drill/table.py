"""What a drill has to say: one row for each thing that was done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from drill.stock import Stock


@dataclass(frozen=True)
class Row:
    """What was done, what was expected, what was seen, and whether that is the same; None: it was not done."""

    done: str
    expected: str
    seen: str
    well: bool | None


@dataclass(frozen=True)
class Form:
    """How much is done: seconds under load of each part, seconds that a replica may be behind, kills, parts at once."""

    name: str
    seconds: float
    bound: int
    kills: int
    at_once: int


# The short form is for every change, the whole one by hand.
FORMS = {"short": Form("short", 1, 1, 3, 2), "whole": Form("whole", 15, 2, 100, 1)}
# A part of a drill: it gets a folder of its own, and yields a row for each thing that it has done.
Part = Callable[[Path, Form, Stock], Iterator[Row]]


def line(row: Row) -> str:
    """One row of the table, in Markdown."""
    verdict = {True: "as expected", False: "**differs**", None: "not done"}[row.well]
    cells = (row.done, row.expected, row.seen, verdict)
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


# What a record must be after a fault.
KEPT = "all acknowledged there, no gap, verify_record whole"
HEAD = "| done | expected | seen | |\n|---|---|---|---|"
