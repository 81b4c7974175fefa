"""The life of an agreement, one line for each party: thick in force, thin before and after, numbered steps on it."""

from dataclasses import dataclass

from publication.drawing.bars import Bar, draw_bar
from publication.drawing.scale import Scale
from publication.drawing.svg import Drawing, number, shorten

# Two steps nearer than this stand one above the other.
ROOM = 19


@dataclass(frozen=True)
class Mark:
    """One step: the first and last day on which it may have been taken, its number; a pause gets a stroke."""

    first: int
    last: int
    name: str
    pause: bool = False
    contested: bool = False

    @property
    def day(self) -> int:
        """Where its disc stands: in the middle of its days."""
        return (self.first + self.last) // 2


@dataclass(frozen=True)
class Life:
    """One line: whose, in words, its periods, its steps."""

    name: str
    words: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...] = ()


def lifelines(lives: list[Life], first: int, last: int, day: int, day_words: str, title: str) -> list:
    """Return the chart in two sizes, as SVG text; a line marks `day`. Days are day numbers. [] without lines."""
    if not lives:
        return []
    return [_lifelines(lives, first, last, day, day_words, title, wide=wide) for wide in (True, False)]


def _lifelines(lives: list[Life], first: int, last: int, day: int, day_words: str, title: str, *, wide: bool):
    left, right = (230, 946) if wide else (12, 326)
    scale = Scale(first, last, left, right)
    tops, top = [], 24
    for life in lives:
        tops.append(top)
        top += _height(life, scale, wide=wide)
    drawing = Drawing("wide" if wide else "narrow", 960 if wide else 340, top + 26, title)
    for year, x in scale.ticks():
        drawing.path("grid", f"M{number(x)} 22V{number(top)}")
        drawing.text("q mid", x, top + 16, str(year))
    if first <= day <= last:
        x = scale.x(day)
        drawing.path("now", f"M{number(x)} 18V{number(top)}")
        drawing.text("nowt endt" if x > (left + right) / 2 else "nowt", x, 12, day_words)
    for life, at in zip(lives, tops, strict=True):
        _life(drawing, life, scale, at, wide=wide)
    return drawing.markup()


def _height(life: Life, scale: Scale, *, wide: bool) -> int:
    layers = max((layer for _, _, layer in _layers(life, scale)), default=0)
    return (46 if wide else 70) + 19 * layers


def _layers(life: Life, scale: Scale) -> list[tuple[float, Mark, int]]:
    """Where each step stands: (x, step, how many steps up)."""
    ends: list[float] = []
    found = []
    for mark in sorted(life.marks, key=lambda mark: (mark.day, len(mark.name), mark.name)):
        x = scale.x(mark.day)
        layer = next((layer for layer, end in enumerate(ends) if x - end >= ROOM), len(ends))
        ends[layer : layer + 1] = [x]
        found.append((x, mark, layer))
    return found


def _life(drawing: Drawing, life: Life, scale: Scale, top: float, *, wide: bool) -> None:
    layers = _layers(life, scale)
    room = 19 * max((layer for _, _, layer in layers), default=0)
    middle = top + room + (20 if wide else 48)
    left, width = (0, 216) if wide else (scale.left, 316)
    words = middle - 4 if wide else top + 13
    drawing.text("b", left, words, shorten(life.name, width))
    drawing.text("q", left, words + 16, shorten(life.words, width, 5.8))
    drawing.path("grid", f"M{number(scale.left)} {number(middle)}H{number(scale.right)}")
    for bar in life.bars:
        draw_bar(drawing, bar, scale, middle)
    for x, mark, layer in layers:
        if layer:
            drawing.path("zero", f"M{number(x)} {number(middle)}v-{19 * layer}")
        if scale.x(mark.last) - scale.x(mark.first) > 20:
            days = f"M{number(scale.x(mark.first))} {number(middle + 12)}H{number(scale.x(mark.last + 1))}"
            drawing.path("gapf", days)
        if mark.pause:
            drawing.path("line", f"M{number(x)} {number(middle - 14)}v28")
    for x, mark, layer in layers:
        drawing.circle("ring" if mark.contested else "disc", x, middle - 19 * layer, 9)
        drawing.text("ringt" if mark.contested else "disct", x, middle - 19 * layer + 4, mark.name)
