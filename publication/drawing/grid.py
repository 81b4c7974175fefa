"""A grid of levels: rows and columns with names, a filled cell with a short mark where something is known."""

from dataclasses import dataclass

from publication.drawing.svg import Drawing, number, shorten

LEFT, TOP = 220, 190
WIDE, HIGH = 44, 30


@dataclass(frozen=True)
class Cell:
    """One filled cell: its class of fill and its mark."""

    css: str
    mark: str


def grid(columns: list[str], rows: list[tuple[str, list[Cell | None]]], title: str) -> str:
    """Return the grid as SVG text; a row may have fewer cells than there are columns."""
    # The last column's name leans out of the grid.
    drawing = Drawing("wide", LEFT + WIDE * len(columns) + 90, TOP + HIGH * len(rows) + 4, title)
    for place, name in enumerate(columns):
        drawing.turned("q", LEFT + WIDE * (place + 0.5) + 4, TOP - 10, -60, shorten(name, 180, 6))
    for line, (name, cells) in enumerate(rows):
        top = TOP + HIGH * line
        drawing.text("endt", LEFT - 10, top + 20, shorten(name, LEFT - 16))
        drawing.path("grid", f"M{LEFT} {number(top + HIGH)}H{LEFT + WIDE * len(columns)}")
        for place, cell in enumerate(cells):
            if cell is not None:
                drawing.rect(cell.css, LEFT + WIDE * place + 1, top + 1, WIDE - 2, HIGH - 2)
                drawing.text("b mid halo", LEFT + WIDE * (place + 0.5), top + 20, cell.mark)
    return drawing.markup()
