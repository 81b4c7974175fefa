"""The step chart: how two actors stood over time, one line for each topic, above zero friendly, below opposed."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from publication.drawing.scale import Scale
from publication.drawing.svg import Drawing, number, shorten
from publication.reading.series import Stretch

WORDS = {
    3: gettext_lazy("Allied"),
    2: gettext_lazy("Friendly"),
    1: gettext_lazy("Cooperative"),
    0: gettext_lazy("Mixed"),
    -1: gettext_lazy("Strained"),
    -2: gettext_lazy("Hostile"),
    -3: gettext_lazy("War"),
}
FILLS = {3: "f-p3", 2: "f-p2", 1: "f-p1", 0: "f-z0", -1: "f-m1", -2: "f-m2", -3: "f-m3"}


@dataclass(frozen=True)
class Line:
    """One topic: its stretches, and rival readings as (first day, last day, level, letter)."""

    title: str
    stretches: list[Stretch]
    rivals: list[tuple[int, int, int, str]] = field(default_factory=list)


def signed(level: int) -> str:
    """A level with a true minus."""
    return f"+{level}" if level > 0 else f"−{-level}" if level else "0"


@dataclass(frozen=True)
class Form:
    """The measures of one of the two sizes."""

    css: str
    width: float
    left: float
    right: float
    main: float
    small: float
    row: float
    above: float


WIDE = Form("wide", 960, 190, 950, 17, 10, 56, 0)
NARROW = Form("narrow", 340, 10, 330, 14, 9, 62, 18)


def steps(lines: list[Line], marks: list[tuple[int, str]], first: int, last: int, title: str, today: int) -> list:
    """Return the chart in two sizes, as SVG text. `marks` are (day, number) of events; days are day numbers."""
    return [
        _steps(lines, marks, Scale(first, last, form.left, form.right), title, today, form) for form in (WIDE, NARROW)
    ]


def _steps(lines, marks, scale: Scale, title: str, today: int, form: Form):
    tops = [34 + form.above]
    for place in range(1, len(lines)):
        tops.append(tops[-1] + (6 * form.main + 36 if place == 1 else form.row) + (form.above if place > 1 else 0))
    bottom = (tops[-1] + (6 * form.main if len(lines) == 1 else form.row - 12)) + 10 if lines else 40
    drawing = Drawing(form.css, form.width, bottom + 42, title, top=-20)
    for year, x in scale.ticks():
        drawing.path("grid", f"M{number(x)} 26V{number(bottom)}")
        drawing.text("q mid", x, bottom + 16, str(year))
    _marks(drawing, marks, scale, bottom)
    for place, (line, top) in enumerate(zip(lines, tops, strict=True)):
        unit = form.main if place == 0 else form.small
        zero = top + 3 * unit if place == 0 else top + 2 * unit
        _axis(drawing, line, zero, unit, form, scale, main=place == 0)
        _line(drawing, line, zero, unit, scale, today, words=place == 0 and form is WIDE)
    return drawing.markup()


def _marks(drawing: Drawing, marks: list[tuple[int, str]], scale: Scale, bottom: float) -> None:
    before, high = -100.0, False
    for day, name in marks:
        x = scale.x(day)
        high = x - before < 20 and not high
        before = x
        drawing.path("ev", f"M{number(x)} 22V{number(bottom)}")
        drawing.circle("disc", x, -9 if high else 11, 9)
        drawing.text("disct", x, -5 if high else 15, name)


def _axis(drawing: Drawing, line: Line, zero: float, unit: float, form: Form, scale: Scale, *, main: bool) -> None:
    if form is NARROW:
        drawing.text("b", form.left, zero - (3 if main else 2) * unit - 6, shorten(line.title, form.width - 20))
    elif main:
        drawing.text("b", 0, zero - 3 * unit - 12, shorten(line.title, form.left - 10))
        for level, word in WORDS.items():
            drawing.path("grid", f"M{number(form.left)} {number(zero - level * unit)}H{number(form.right)}")
            drawing.text("q endt", form.left - 12, zero - level * unit + 4, f"{word} {signed(level)}")
    else:
        drawing.text("b", 0, zero + 4, shorten(line.title, form.left - 10))
    drawing.path("zero", f"M{number(form.left)} {number(zero)}H{number(form.right)}")


def _line(drawing: Drawing, line: Line, zero: float, unit: float, scale: Scale, today: int, *, words: bool) -> None:
    before: Stretch | None = None
    for stretch in line.stretches:
        left, right = scale.x(stretch.first), max(scale.x(stretch.last + 1), scale.x(stretch.first) + 3)
        if stretch.level is None:
            drawing.path(
                "gapf",
                f"M{number(left)} {number(zero - 4)}H{number(right)}M{number(left)} {number(zero + 4)}H{number(right)}",
            )
            before = None
            continue
        level = zero - stretch.level * unit
        top, height = (zero - 3, 6) if stretch.level == 0 else (min(zero, level), abs(level - zero))
        drawing.rect(FILLS[stretch.level], left, top, right - left, height)
        if stretch.holds != "certain":
            drawing.rect("hatf", left, top, right - left, height)
        if before is not None and before.last == stretch.first - 1 and before.level is not None:
            drawing.path("line", f"M{number(left)} {number(zero - before.level * unit)}V{number(level)}")
        drawing.path(
            "line" if stretch.holds == "certain" else "line dash", f"M{number(left)} {number(level)}H{number(right)}"
        )
        if stretch.last >= today and stretch.holds != "possible":
            drawing.path("line", f"M{number(right - 5)} {number(level - 5)}l6 5-6 5")
        word = f"{WORDS[stretch.level]} {signed(stretch.level)}"
        if words and right - left > 7.2 * len(word):
            drawing.text("b mid lvtxt", (left + right) / 2, level - 6 if stretch.level >= 0 else level + 16, word)
        before = stretch
    for first, last, level, letter in line.rivals:
        left, right = scale.x(first), max(scale.x(last + 1), scale.x(first) + 12)
        at = zero - level * unit
        drawing.rect("riv", left, min(zero, at) if level else zero - 4, right - left, abs(at - zero) or 8)
        drawing.text("b mid", (left + right) / 2, (zero + at) / 2 + 4, letter)
