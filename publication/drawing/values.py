"""Measured values: bars from zero in groups, places in a ranking, lines over time. No colour of a level."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import floor, log10

from django.utils import formats
from django.utils.translation import gettext as _

from publication.drawing.scale import Scale
from publication.drawing.svg import Drawing, number, shorten


@dataclass(frozen=True)
class Value:
    """One bar: what it is of, how long, what is printed at its end; an outline instead where it is contested.

    `note` follows those words where there is room, else the name.
    """

    name: str
    value: float
    words: str
    note: str = ""
    contested: bool = False


@dataclass(frozen=True)
class Rank:
    """One place in a ranking of `of`."""

    name: str
    rank: int
    of: int
    words: str


@dataclass(frozen=True)
class Track:
    """One line over time: (day number, value), oldest first."""

    name: str
    points: list[tuple[int, float]] = field(default_factory=list)


def value_bars(groups: list[tuple[str, list[Value]]], title: str, top: float | None = None) -> list:
    """Return bars in two sizes, as SVG text; `top` is the end of the axis, such as 100 for percent."""
    values = [value.value for _, group in groups for value in group]
    if not values:
        return []
    low, high = min(0.0, *values), max(values) if top is None else max(top, *values)
    return [_bars(groups, low, high if high > low else low + 1, title, wide=wide) for wide in (True, False)]


def _bars(groups: list[tuple[str, list[Value]]], low: float, high: float, title: str, *, wide: bool):
    left, right, step = (290, 830, 25) if wide else (8, 280, 40)
    heads = sum(bool(name) for name, _ in groups)
    bottom = 12 + 34 * heads + step * sum(len(group) for _, group in groups)
    drawing = Drawing("wide" if wide else "narrow", 960 if wide else 340, bottom + 26, title)

    def at(value: float) -> float:
        return left + (right - left) * (value - low) / (high - low)

    for tick in ticks(low, high, 5 if wide else 3):
        drawing.path("zero" if tick == 0 else "grid", f"M{number(at(tick))} 8V{number(bottom)}")
        drawing.text("q mid", at(tick), bottom + 17, grouped(tick))
    y = 12.0
    for name, group in groups:
        if name:
            drawing.text("b halo", 0 if wide else left, y + 20, shorten(name, 940 if wide else 320))
            y += 34
        for value in group:
            _bar(drawing, value, y, at, wide=wide)
            y += step
    return drawing.markup()


def _bar(drawing: Drawing, value: Value, y: float, at, *, wide: bool) -> None:
    zero, end = at(0), at(value.value)
    top = y + (4 if wide else 19)
    if wide:
        drawing.text("endt", min(zero, end) - 10, y + 17, shorten(value.name, 276))
    else:
        name = shorten(value.name, 320 - 6.6 * len(value.note))
        drawing.text("halo", 8, y + 14, f"{name}, {value.note}" if value.note else name)
    drawing.rect("riv" if value.contested else "barf", min(zero, end), top, max(abs(end - zero), 1), 17 if wide else 14)
    words = f"{value.words} {value.note}" if wide and value.note else value.words
    drawing.text("b halo", max(zero, end) + 7, top + (13 if wide else 12), words)


def rank_lines(ranks: list[Rank], title: str) -> list:
    """Return each rank as a place on a line from first to last, in two sizes, as SVG text."""
    return [_ranks(ranks, title, wide=wide) for wide in (True, False)] if ranks else []


def _ranks(ranks: list[Rank], title: str, *, wide: bool):
    left, right, step = (250, 930, 62) if wide else (14, 322, 76)
    drawing = Drawing("wide" if wide else "narrow", 960 if wide else 340, 10 + step * len(ranks), title)
    for place, rank in enumerate(ranks):
        middle = 10 + step * place + (20 if wide else 38)
        if wide:
            drawing.text("endt", left - 20, middle + 4, shorten(rank.name, 220))
        else:
            drawing.text("b", left - 6, middle - 30, shorten(rank.name, 320))
        x = left + (right - left) * (rank.rank - 1) / max(rank.of - 1, 1)
        drawing.path("zero", f"M{left} {number(middle)}H{right}")
        drawing.path("zero", f"M{left} {number(middle - 5)}v10M{right} {number(middle - 5)}v10")
        drawing.text("q", left, middle + 24, _("1st"))
        drawing.text("q endt", right, middle + 24, _("last: %(of)s") % {"of": rank.of})
        drawing.circle("disc", x, middle, 7)
        drawing.text("b halo mid", min(max(x, left + 20), right - 20), middle - 12, rank.words)
    return drawing.markup()


def value_lines(tracks: list[Track], title: str) -> list:
    """Return values over time as lines with a point for each value, in two sizes, as SVG text.

    The lines are told apart by their names at the end and by their dashes.
    """
    tracks = [track for track in tracks if track.points]
    return [_lines(tracks, title, wide=wide) for wide in (True, False)] if tracks else []


def _lines(tracks: list[Track], title: str, *, wide: bool):
    left, right, high = (60, 770, 300) if wide else (46, 322, 220)
    names = 0 if wide else 20 * len(tracks)
    drawing = Drawing("wide" if wide else "narrow", 960 if wide else 340, high + 40 + names, title)
    values = [value for track in tracks for _, value in track.points]
    days = [day for track in tracks for day, _ in track.points]
    low, top = min(0.0, *values), max(values)
    top = top if top > low else low + 1
    scale = Scale(min(days), max(max(days), min(days) + 1), left, right)

    def at(value: float) -> float:
        return high - (high - 20) * (value - low) / (top - low)

    for tick in ticks(low, top, 5):
        drawing.path("zero" if tick == 0 else "grid", f"M{left} {number(at(tick))}H{right}")
        drawing.text("q endt", left - 8, at(tick) + 4, grouped(tick))
    for year, x in scale.ticks():
        drawing.text("q mid", x, high + 18, str(year))
    for place, track in enumerate(tracks):
        steps = [(scale.x(day), at(value)) for day, value in track.points]
        css = ("line", "line dash", "line dots", "line dashdot")[place % 4]
        drawing.path(css, "M" + "L".join(f"{number(x)} {number(y)}" for x, y in steps))
        for x, y in steps:
            drawing.circle("disc", x, y, 3)
        if wide:
            drawing.text("b halo", right + 12, steps[-1][1] + 4, shorten(track.name, 175))
        else:
            y = high + 44 + 20 * place
            drawing.path(css, f"M8 {y - 4}H36")
            drawing.text("b", 44, y, shorten(track.name, 280))
    return drawing.markup()


def ticks(low: float, high: float, wanted: int) -> Iterable[float]:
    """Round numbers from `low` to `high`, zero among them, about `wanted` of them."""
    rough = (high - low) / max(wanted, 1)
    power = 10 ** floor(log10(rough)) if rough > 0 else 1
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * 0.999)
    first = -floor(-low / step + 1e-9)
    last = floor(high / step + 1e-9)
    return [round(place * step, 9) for place in range(first, last + 1)]


def grouped(value: float) -> str:
    """A number as the reader's language writes it, with a true minus and thousands parted, without trailing zeros."""
    text = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    marks = {",": formats.get_format("THOUSAND_SEPARATOR"), ".": formats.get_format("DECIMAL_SEPARATOR")}
    text = text.translate(str.maketrans(marks))
    return f"−{text}" if value < 0 else text
