"""A line of days, months or years on which something happened: solid where certain, hatched where possible."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from publication.chronology import FUTURE, PAST
from publication.dates import month_names
from publication.drawing.bars import Bar, draw_bar
from publication.drawing.scale import Scale
from publication.drawing.svg import Drawing, number, shorten

# Up to so many days of doubt or duration a line of days says more than one of months; then months; then years.
DAYS, MONTHS_SPAN = 24, 330
YEARS_AROUND = 2


@dataclass(frozen=True)
class Cell:
    """One step of the line: its first day, what stands under it on a wide and on a narrow drawing.

    The words stand in its middle, or at its beginning where they name only that.
    """

    day: int
    wide: str
    narrow: str
    middle: bool = True


def when(rows: list[Bar], today: int, title: str) -> list:
    """Return the line in two sizes, as SVG text; [] where no row has any known day.

    `rows` are the datings, each with its words; several stand below one another. Open ends reach to `today`.
    """
    days = [day for row in rows for day in (row.s1, row.s2, row.e1, row.e2) if day not in (PAST, FUTURE)]
    if not days:
        return []
    open_end = any(row.e2 == FUTURE for row in rows)
    first, last = min(days), max([*days, today] if open_end else days)
    cells, end = cells_of(first, last, today)
    rows = [row for row in rows if (row.s1, row.s2, row.e1, row.e2) != (PAST, FUTURE, PAST, FUTURE)]
    return [_when(rows, cells, end, title, wide=wide) for wide in (True, False)]


def cells_of(first: int, last: int, today: int) -> tuple[list[Cell], int]:
    """Return the steps of a line that shows the days from `first` to `last`, and the day after its end.

    A line of years shows two more on each side, but none that is still to come on the day `today`.
    """
    start, end = date.fromordinal(first), date.fromordinal(last)
    if last - first < DAYS:
        return _days(start, end)
    if last - first < MONTHS_SPAN:
        return _months(start, end)
    now = max(end.year, date.fromordinal(today).year)
    return _years(start.year - YEARS_AROUND, min(end.year + YEARS_AROUND, now))


def _days(start: date, end: date) -> tuple[list[Cell], int]:
    """The whole month, or both months, with every day a step."""
    first = start.replace(day=1)
    last = end.replace(day=calendar.monthrange(end.year, end.month)[1])
    cells, months = [], month_names(after_day=True)
    for at in range((last - first).days + 1):
        day = first + timedelta(at)
        month = months[day.month - 1]
        here = f"{day.day} {month[:3]}" if day.day == 1 else str(day.day) if day.day % 5 == 0 and day.day < 30 else ""
        cells.append(Cell(day.toordinal(), here, here if day.day in (1, 10, 20) else ""))
    return cells, last.toordinal() + 1


def _months(start: date, end: date) -> tuple[list[Cell], int]:
    """Every month of the year, or of both years; January carries the year."""
    several = end.year > start.year
    cells = []
    for year in range(start.year, end.year + 1):
        for month, name in enumerate(month_names(), 1):
            word = f"{name[:3]} {year}" if month == 1 else name[:3]
            letter = str(year) if month == 1 else "" if several else name[0]
            if several and month % 3 != 1:
                word = ""
            cells.append(Cell(date(year, month, 1).toordinal(), word, letter))
    return cells, date(end.year, 12, 31).toordinal() + 1


def _years(first: int, last: int) -> tuple[list[Cell], int]:
    first, last = max(first, 1), min(last, 9998)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if (last - first + 1) / step <= 14)
    rare = step if (last - first + 1) / step <= 7 else 2 * step
    cells = [
        Cell(date(year, 1, 1).toordinal(), str(year), str(year) if year % rare == 0 else "", middle=step == 1)
        for year in range(first, last + 1)
        if year == first or year % step == 0
    ]
    return cells, date(last + 1, 1, 1).toordinal()


def _when(rows: list[Bar], cells: list[Cell], end: int, title: str, *, wide: bool):
    width, left, right, step = (760, 8, 752, 44) if wide else (320, 8, 312, 44)
    scale = Scale(cells[0].day, end, left, right)
    base = 18 + step * len(rows)
    drawing = Drawing("wide" if wide else "narrow", width, base + 22, title)
    drawing.path("zero", f"M{left} {number(base)}H{right}")
    edges = [*(cell.day for cell in cells[1:]), end]
    room = -float(left)
    for cell, edge in zip(cells, edges, strict=True):
        x, words = scale.x(cell.day), cell.wide if wide else cell.narrow
        drawing.path("grid", f"M{number(x)} {number(base - (5 if not words else step * len(rows)))}V{number(base)}")
        middle = (x + scale.x(edge)) / 2 if cell.middle else x
        half = len(words) * 3.2
        if words and middle - half >= room:
            at = min(max(middle, left + half), right - half)
            drawing.text("q mid", at, base + 16, words)
            room = at + half + 6
    for place, row in enumerate(rows):
        top = 18 + step * place
        _row(drawing, row, scale, top, width)
    return drawing.markup()


def _row(drawing: Drawing, row: Bar, scale: Scale, top: float, width: float) -> None:
    begin = scale.x(max(row.s1, scale.first) if row.s1 != PAST else scale.first)
    words = shorten(f"{row.name}  {row.words}" if row.name else row.words, width - 16)
    # Words that would run out of the drawing end at its right edge instead.
    fits = begin + len(words) * 6.8 < width
    drawing.text("b halo" if fits else "b halo endt", begin if fits else scale.right, top - 2, words)
    draw_bar(drawing, row, scale, top + 17)
    for day in (row.s1, row.e2 + 1 if row.e2 != FUTURE else FUTURE):
        if day not in (PAST, FUTURE):
            drawing.path("line", f"M{number(scale.x(day))} {number(top + 7)}v20")
