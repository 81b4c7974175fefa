"""How many things a span of time has, part by part: columns where there is room, rows on a phone; each a link."""

from dataclasses import dataclass

from publication.drawing.svg import Drawing, number, shorten


@dataclass(frozen=True)
class Bin:
    """One part of the time: its label, in full words, where it leads, how many surely and how many perhaps belong.

    `more` if not all of it is counted, which a plus sign says.
    """

    label: str
    words: str
    url: str
    sure: int
    vague: int
    more: bool = False

    @property
    def total(self) -> int:
        """All that are counted here."""
        return self.sure + self.vague

    @property
    def figure(self) -> str:
        """The number that is printed."""
        return f"{self.total}{'+' if self.more else ''}"


WIDTH, HEIGHT, TOP = 960, 190, 24
ROW = 28  # a finger's width on a phone


def histogram(bins: list[Bin], title: str) -> list:
    """Return the chart in two sizes, as SVG text: solid for what surely belongs to a part, hatched for the rest."""
    most = max((one.total for one in bins), default=0) or 1
    return [_columns(bins, most, title), _rows(bins, most, title)]


def _columns(bins: list[Bin], most: int, title: str):
    drawing = Drawing("wide counts", WIDTH, HEIGHT, title, role="group")
    slot = WIDTH / max(len(bins), 1)
    wide = min(slot - 4, 56)
    ground = HEIGHT - 24
    unit = (ground - TOP) / most
    for place, one in enumerate(bins):
        middle = slot * (place + 0.5)
        with drawing.link(one.url, one.words):
            drawing.rect("hit", slot * place, 0, slot, HEIGHT)
            drawing.rect("barf", middle - wide / 2, ground - one.sure * unit, wide, one.sure * unit)
            drawing.rect("barh", middle - wide / 2, ground - one.total * unit, wide, one.vague * unit)
            if one.total or one.more:
                drawing.text("b mid", middle, ground - one.total * unit - 6, one.figure)
            drawing.text("q mid", middle, HEIGHT - 6, shorten(one.label, slot, 6))
    drawing.path("zero", f"M0 {number(ground)}H{WIDTH}")
    return drawing.markup()


def _rows(bins: list[Bin], most: int, title: str):
    drawing = Drawing("narrow counts", 340, ROW * len(bins), title, role="group")
    left, unit = 64, 232 / most
    for place, one in enumerate(bins):
        top = ROW * place
        with drawing.link(one.url, one.words):
            drawing.rect("hit", 0, top, 340, ROW)
            drawing.text("q", 0, top + 18, shorten(one.label, left, 6))
            drawing.rect("barf", left, top + 5, one.sure * unit, 18)
            drawing.rect("barh", left + one.sure * unit, top + 5, one.vague * unit, 18)
            drawing.text("b", left + one.total * unit + 6, top + 18, one.figure)
    drawing.path("zero", f"M{left} 0V{ROW * len(bins)}")
    return drawing.markup()
