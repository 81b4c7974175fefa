"""A network around one actor: on a wide page in rings, on a phone as a list with branches. Always the same picture.

Nothing is left to chance or to a solver: who stands where follows from the order in which the nodes are given.
"""

from dataclasses import dataclass
from math import cos, degrees, pi, sin

from publication.drawing.svg import Drawing, number, shorten


@dataclass(frozen=True)
class Node:
    """One actor: its name, a short mark beside it (a level), its class of fill, its ring (0: the centre)."""

    name: str
    mark: str
    css: str
    ring: int


@dataclass(frozen=True)
class Line:
    """What joins two nodes, given by their places in the list; `css` says what it is."""

    one: int
    other: int
    css: str


WIDTH, LABEL = 960, 130
RADII = {1: (250,), 2: (170, 330)}
ROW = 26


def rings(nodes: list[Node], lines: list[Line], title: str) -> list:
    """Return the drawing in two sizes, as SVG text. The first node is the centre."""
    return [_round(nodes, lines, title), _list(nodes, lines, title)]


def places(nodes: list[Node]) -> list[tuple[float, float, float]]:
    """Where each node stands: x, y and its angle in radians, clockwise from the top, evenly on its ring."""
    radii = RADII[max((node.ring for node in nodes), default=1) or 1]
    centre = WIDTH / 2, radii[-1] + LABEL
    found = []
    met = dict.fromkeys((1, 2), 0)
    for node in nodes:
        if node.ring == 0:
            found.append((*centre, 0.0))
            continue
        share = sum(other.ring == node.ring for other in nodes)
        angle = 2 * pi * (met[node.ring] + 0.5) / share
        met[node.ring] += 1
        radius = radii[node.ring - 1]
        found.append((centre[0] + radius * sin(angle), centre[1] - radius * cos(angle), angle))
    return found


def _round(nodes: list[Node], lines: list[Line], title: str):
    at = places(nodes)
    middle = at[0][:2]
    drawing = Drawing("wide", WIDTH, 2 * middle[1], title)
    # What leads to the centre is painted last, over what joins the others.
    for line in sorted(lines, key=lambda line: 0 in (line.one, line.other)):
        (x1, y1, _), (x2, y2, _) = at[line.one], at[line.other]
        if 0 in (line.one, line.other):
            drawing.path(f"edge {line.css}", f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}")
        else:
            # Lines between others bend towards the centre, so that they do not run along the ring.
            x, y = ((x1 + x2) / 2 + middle[0]) / 2, ((y1 + y2) / 2 + middle[1]) / 2
            drawing.path(
                f"edge faint {line.css}",
                f"M{number(x1)} {number(y1)}Q{number(x)} {number(y)} {number(x2)} {number(y2)}",
            )
    for node, (x, y, angle) in zip(nodes, at, strict=True):
        if node.ring == 0:
            drawing.circle("disc", x, y, 9)
            drawing.text("b mid halo", x, y - 15, node.name)
            continue
        drawing.circle(f"node {node.css}", x, y, 6)
        words = f"{shorten(node.name, LABEL - 20)} {node.mark}".rstrip()
        out = 12
        if angle <= pi:
            drawing.turned("halo", x + out * sin(angle), y - out * cos(angle), degrees(angle) - 90, words)
        else:
            drawing.turned("halo endt", x + out * sin(angle), y - out * cos(angle), degrees(angle) + 90, words)
    return drawing.markup()


def _list(nodes: list[Node], lines: list[Line], title: str):
    order = sorted(range(len(nodes)), key=lambda place: (nodes[place].ring, place))
    rows = {place: 20 + ROW * row for row, place in enumerate(order)}
    drawing = Drawing("narrow", 340, ROW * len(nodes) + 20, title)
    inner = [place for place in order if nodes[place].ring == 1]
    if inner:
        drawing.path("zero", f"M10 {rows[0]}V{rows[inner[-1]]}")
    for line in lines:
        one, other = sorted((rows[line.one], rows[line.other]))
        if 0 in (line.one, line.other):
            drawing.path(f"edge {line.css}", f"M10 {other}H32")
        else:
            drawing.path(f"edge faint {line.css}", f"M296 {one}C338 {one} 338 {other} 296 {other}")
    for place, node in enumerate(nodes):
        y = rows[place]
        if node.ring == 0:
            drawing.circle("disc", 10, y, 8)
            drawing.text("b", 26, y + 4, node.name)
        else:
            x = 36 if node.ring == 1 else 56
            drawing.circle(f"node {node.css}", x, y, 6)
            drawing.text("", x + 14, y + 4, f"{shorten(node.name, 270 - x)} {node.mark}".rstrip())
    return drawing.markup()
