"""The grammar of citations: one per line, `source | where | "quotation" | note`.

Curators type it in the box under each claim, and the collection's files use the same lines. Only the source
is required. A bar inside a cell is written `\\|`.
"""

import re

QUOTATION_WORDS = 25
_CELL = re.compile(r"(?<!\\)\|")


class CitationError(ValueError):
    """A citation line that cannot be read; the message names the line and what would be accepted."""


def read_lines(text: object) -> list[dict]:
    """Return one dict (source, locator, quotation, note) per line of `text`; `source` is a slug.

    Raises CitationError for more than four cells, a line without a source, a quotation without its marks or
    of more than 25 words, and for the same line twice.
    """
    if not isinstance(text, str):
        raise CitationError(f'Write citations as lines of text, source | where | "quotation" | note, not {text!r:.40}.')
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in _CELL.split(line)]
        if len(cells) > 4:
            raise CitationError(
                f'Line {number}: {len(cells)} cells where four fit: source | where | "quotation" | note. '
                "Write a bar inside a cell as \\|."
            )
        source, locator, quotation, note = cells + [""] * (4 - len(cells))
        if not source:
            raise CitationError(f"Line {number}: begin with the source, for example 'wikipedia-2021 | lead'.")
        if quotation:
            quotation = _unquote(quotation, number)
        row = {"source": source, "locator": locator, "quotation": quotation, "note": note}
        if row in rows:
            raise CitationError(f"Line {number} says the same as an earlier line. Leave one out.")
        rows.append(row)
    return rows


def _unquote(cell: str, number: int) -> str:
    if len(cell) < 2 or cell[0] not in '"“' or cell[-1] not in '"”':
        raise CitationError(
            f"Line {number}: put the third cell, the quotation, in quotation marks, or leave it empty: "
            "source | where | | note."
        )
    words = len(cell.split())
    if words >= QUOTATION_WORDS:
        raise CitationError(f"Line {number}: the quotation has {words} words; keep it under {QUOTATION_WORDS}.")
    return cell[1:-1].strip()


def write_lines(rows: list[dict]) -> str:
    """Return the lines for citations given as dicts; the inverse of `read_lines`."""
    lines = []
    for row in rows:
        cells = [row["source"], row["locator"], f'"{row["quotation"]}"' if row["quotation"] else "", row["note"]]
        while cells and not cells[-1]:
            cells.pop()
        lines.append(" | ".join(cell.replace("|", "\\|") for cell in cells).replace("|  |", "| |"))
    return "\n".join(lines)
