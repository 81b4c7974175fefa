"""A drawing as SVG text: shapes with classes, words escaped; the sheet gives the colours."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from django.utils.safestring import SafeString, mark_safe


def number(value: float) -> str:
    """A coordinate with at most one decimal, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


class Drawing:
    """Collects shapes in the order in which they are painted."""

    def __init__(self, css: str, width: float, height: float, title: str, top: float = 0, *, role: str = "img"):
        self.css = css
        self.role = role
        self.box = f"0 {number(top)} {number(width)} {number(height)}"
        self.title = title
        self.shapes: list[str] = []

    def rect(self, css: str, x: float, y: float, width: float, height: float) -> None:
        """A rectangle; one without extent is left out."""
        if width > 0 and height > 0:
            at = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
            self.shapes.append(f'<rect class="{css}" {at}/>')

    def path(self, css: str, data: str) -> None:
        """A path; `data` is made of numbers and letters by the code that draws."""
        self.shapes.append(f'<path class="{css}" d="{data}"/>')

    def circle(self, css: str, x: float, y: float, radius: float) -> None:
        """A circle."""
        self.shapes.append(f'<circle class="{css}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>')

    def text(self, css: str, x: float, y: float, words: str) -> None:
        """Words, escaped; no words are left out."""
        if words:
            self.shapes.append(f'<text class="{css}" x="{number(x)}" y="{number(y)}">{escape(words)}</text>')

    def turned(self, css: str, x: float, y: float, degrees: float, words: str) -> None:
        """Words that run in another direction, turned clockwise about their beginning."""
        place = f'transform="translate({number(x)} {number(y)}) rotate({number(degrees)})"'
        self.shapes.append(f'<text class="{css}" {place}>{escape(words)}</text>')

    @contextmanager
    def link(self, url: str, words: str) -> Iterator[None]:
        """What is painted inside leads to `url`. A drawing with links has the role 'group', or readers skip them."""
        self.shapes.append(f'<a href="{escape(url)}" aria-label="{escape(words)}">')
        yield
        self.shapes.append("</a>")

    @contextmanager
    def group(self, tag: str, attributes: str) -> Iterator[None]:
        """What is painted inside is one element; `attributes` are made of numbers by the code that draws."""
        self.shapes.append(f"<{tag} {attributes}>")
        yield
        self.shapes.append(f"</{tag}>")

    def markup(self) -> SafeString:
        """The whole <svg>, for a page: its words say what it shows, the table beside it says the same."""
        box = f'viewBox="{self.box}"'
        head = f'<svg class="chart {self.css}" {box} role="{self.role}" aria-label="{escape(self.title)}">'
        whole = f"{head}{''.join(self.shapes)}</svg>"
        return mark_safe(whole)  # noqa: S308 -- every word went through escape; the rest are numbers and our own classes


def shorten(words: str, width: float, letter: float = 6.6) -> str:
    """Words cut to about a width in units; `letter` is an average letter's width at 13 px."""
    room = max(int(width / letter), 4)
    return words if len(words) <= room else f"{words[: room - 1].rstrip()}…"
