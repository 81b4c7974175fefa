"""Cells that a spreadsheet would run as a formula: one rule, both ways.

A text that begins with any number of apostrophes and then with one of `= + - @`, their full-width twins, a tab or
a line break gets one more apostrophe in front when it is written to CSV or XLSX, and loses one when it is read.
Plain numbers, -77.0364 for example, are no formulas and stay as they are. So every text comes back as it was.
"""

import re

_WRITE = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_READ = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def guarded(text: str) -> str:
    """Return a cell's text as it may stand in a CSV or XLSX file."""
    return f"'{text}" if _WRITE.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell[1:] if _READ.match(cell) else cell
