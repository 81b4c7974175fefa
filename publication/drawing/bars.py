"""Periods as bars: solid where certain, hatched where possible, dotted where the end is unknown, an arrow: still so."""

from dataclasses import dataclass

from publication.chronology import FUTURE, PAST
from publication.drawing.scale import Scale
from publication.drawing.svg import Drawing, number, shorten


@dataclass(frozen=True)
class Bar:
    """One period: its words, its four bounds as day numbers, and whether a lower status makes it thin."""

    name: str
    words: str
    s1: int
    s2: int
    e1: int
    e2: int
    ongoing: bool
    thin: bool = False


def bars(rows: list[Bar], first: int, last: int, day: int, day_words: str, title: str) -> list:
    """Return the chart in two sizes, as SVG text; a line marks `day`. Days are day numbers."""
    return [_bars(rows, first, last, day, day_words, title, wide=wide) for wide in (True, False)]


def _bars(rows: list[Bar], first: int, last: int, day: int, day_words: str, title: str, *, wide: bool):
    left, right, step = (300, 946, 36) if wide else (10, 326, 62)
    scale = Scale(first, last, left, right)
    bottom = 24 + step * len(rows)
    drawing = Drawing("wide" if wide else "narrow", 960 if wide else 340, bottom + 26, title)
    for year, x in scale.ticks():
        drawing.path("grid", f"M{number(x)} 22V{number(bottom)}")
        drawing.text("q mid", x, bottom + 16, str(year))
    for place, row in enumerate(rows):
        top = 24 + step * place
        middle = top + (15 if wide else 42)
        room = (left - 14) if wide else 320
        drawing.text("b", 0 if wide else left, top + (12 if wide else 13), shorten(row.name, room))
        drawing.text("q", 0 if wide else left, top + (27 if wide else 29), shorten(row.words, room, 6))
        drawing.path("grid", f"M{number(left)} {number(middle)}H{number(right)}")
        draw_bar(drawing, row, scale, middle)
    if first <= day <= last:
        x = scale.x(day)
        drawing.path("now", f"M{number(x)} 18V{number(bottom)}")
        drawing.text("nowt endt" if x > (left + right) / 2 else "nowt", x, 12, day_words)
    return drawing.markup()


def draw_bar(drawing: Drawing, row: Bar, scale: Scale, middle: float) -> None:
    """Draw one period around the height `middle`."""
    half = 3 if row.thin else 6
    top = middle - half
    start = scale.first if row.s1 == PAST else row.s1
    solid = row.s2 if row.s2 != FUTURE else None
    sure = min(row.e1, scale.last) if row.e1 != PAST else None
    if solid is None or sure is None or solid > sure:
        # No day is certain: the whole of what may be is hatched.
        end = min(row.e2, scale.last)
        drawing.rect("barh", scale.x(start), top, max(scale.x(end + 1) - scale.x(start), 3), 2 * half)
        return
    drawing.rect("barh", scale.x(start), top, scale.x(solid) - scale.x(start), 2 * half)
    left, right = scale.x(solid), scale.x(sure + 1)
    if row.ongoing and row.e2 == FUTURE:
        # 'Still so' when its source spoke: solid to that day, hatched and with an arrow from there on.
        drawing.rect("barf", left, top, max(right - left, 3), 2 * half)
        edge = scale.x(scale.last)
        drawing.rect("barh", max(right, left + 3), top, edge - max(right, left + 3), 2 * half)
        drawing.path("barf", f"M{number(edge)} {number(top)}l7 {half}-7 {half}z")
        return
    drawing.rect("barf", left, top, max(right - left, 3), 2 * half)
    if row.e2 == FUTURE:
        drawing.path("open", f"M{number(max(right, left + 3))} {number(middle)}H{number(scale.x(scale.last))}")
    elif row.e2 > sure:
        drawing.rect("barh", right, top, scale.x(row.e2 + 1) - right, 2 * half)
