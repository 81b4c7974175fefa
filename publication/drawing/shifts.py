"""Levels on two days: a row for each dyad on the scale of levels, a ring for the first day, a disc for the second."""

from dataclasses import dataclass

from publication.drawing.steps import FILLS, WORDS, signed
from publication.drawing.svg import Drawing, number, shorten


@dataclass(frozen=True)
class Shift:
    """One dyad: its name, its level on either day (None: none), and whether each is only possible."""

    name: str
    before: int | None
    after: int | None
    maybe_before: bool = False
    maybe_after: bool = False


ROWS = 40


def shifts(rows: list[Shift], title: str) -> list:
    """Return the chart in two sizes, as SVG text; rows beyond the fortieth are for the table."""
    return [_shifts(rows[:ROWS], title, wide=wide) for wide in (True, False)]


def _shifts(rows: list[Shift], title: str, *, wide: bool):
    left, right, step, top = (330, 920, 28, 34) if wide else (24, 316, 46, 30)
    height = top + step * len(rows)
    drawing = Drawing("wide" if wide else "narrow", 960 if wide else 340, height, title)

    def x(level: int) -> float:
        return left + (right - left) * (level + 3) / 6

    for level, word in WORDS.items():
        drawing.path("zero" if level == 0 else "grid", f"M{number(x(level))} 24V{number(height)}")
        drawing.text("q mid", x(level), 14, f"{word} {signed(level)}" if wide else signed(level))
    for place, row in enumerate(rows):
        y = top + step * place + (14 if wide else 32)
        drawing.text("b", 0, y + 4 if wide else y - 14, shorten(row.name, left - 30 if wide else 330))
        if row.before is not None and row.after is not None:
            towards = 9 if row.after > row.before else -9
            drawing.path("line", f"M{number(x(row.before))} {number(y)}H{number(x(row.after) - towards)}")
        for level, maybe, last in ((row.before, row.maybe_before, False), (row.after, row.maybe_after, True)):
            if level is not None:
                fill = FILLS[level] if last else "ring"
                drawing.circle(f"shift {fill}{' dash' if maybe else ''}", x(level), y, 8 if last else 6)
    return drawing.markup()
