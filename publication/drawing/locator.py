"""A small map that says where: one of the plates cut out around a place, its country filled, the point marked."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from publication.drawing.projection import PLATES, Point
from publication.drawing.svg import number
from publication.drawing.world import area_words, shapes

WIDTH, HEIGHT = 320, 230
# The plates' shapes are drawn in fifths of their unit.
FIFTH = 5
# How many units of a plate the cutting is wide at least, so that neighbours help to find the place.
LEAST = {"europe": 250.0, "world": 320.0}
LETTER = 7.0


@dataclass(frozen=True)
class Place:
    """What to show: a country by ISO code and name ('' for none), a point by degrees east and north, its name."""

    code: str = ""
    country: str = ""
    point: Point | None = None
    name: str = ""


@dataclass(frozen=True)
class Ring:
    """One closed line of a shape, with its box in units of the plate."""

    path: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom


@dataclass
class Cutting:
    """A part of a plate, ready for the template. `move` and `scale` place the plate's shapes within 320 by 230."""

    plate: str
    move: str
    scale: str
    land: str
    filled: list[str] = field(default_factory=list)
    contested: list[dict] = field(default_factory=list)
    marks: list[dict] = field(default_factory=list)
    labels: list[dict] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT


def rings_of(path: str) -> list[Ring]:
    """The closed lines of a path as `tools/world_map` writes them: one absolute point, then relative ones."""
    found = []
    for text in path.split("M")[1:]:
        numbers = [int(digits) for digits in re.findall(r"-?\d+", text)]
        x, y = numbers[0], numbers[1]
        left = right = x
        top = bottom = y
        for at in range(2, len(numbers) - 1, 2):
            x, y = x + numbers[at], y + numbers[at + 1]
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
        found.append(Ring(f"M{text}", left / FIFTH, top / FIFTH, right / FIFTH, bottom / FIFTH))
    return found


@lru_cache(maxsize=2)
def _rings(plate: str) -> dict[str, list[Ring]]:
    return {code: rings_of(path) for code, path in shapes()[plate]["countries"].items()}


@lru_cache(maxsize=2)
def _contested(plate: str) -> list[tuple[str, list[Ring]]]:
    return [(area["name"], rings_of(area["d"])) for area in shapes()[plate]["contested"]]


def has_shape(code: str) -> bool:
    """Whether the plates show a country of this code at all."""
    return any(code in _rings(plate) or code in shapes()[plate]["dots"] for plate in PLATES)


def cut_out(places: list[Place]) -> Cutting | None:
    """Return the part of a plate that shows all the places; None where none of them is on the map.

    Europe's plate where all of it is there, else the world's.
    """
    for plate in ("europe", "world"):
        boxes = [box for place in places for box in _boxes(place, plate)]
        wanted = [place for place in places if place.point or place.code]
        if boxes and (plate == "world" or (len(boxes) >= len(wanted) and all(_inside(box, plate) for box in boxes))):
            return _cut(plate, places, boxes)
    return None


def _boxes(place: Place, plate: str) -> list[tuple[float, float, float, float]]:
    """The boxes of a place's country (its largest piece) and of its point."""
    found = []
    rings = _rings(plate).get(place.code)
    if rings:
        found.append(max(rings, key=lambda ring: (ring.right - ring.left) * (ring.bottom - ring.top)).box)
    elif dot := shapes()[plate]["dots"].get(place.code):
        found.append((dot[0], dot[1], dot[0], dot[1]))
    if place.point:
        x, y = PLATES[plate].point(*place.point)
        found.append((x, y, x, y))
    return found


def _inside(box: tuple[float, float, float, float], plate: str) -> bool:
    left, top, right, bottom = box
    return left > 4 and top > 4 and right < shapes()[plate]["width"] - 4 and bottom < shapes()[plate]["height"] - 4


def _window(plate: str, boxes: list[tuple[float, float, float, float]]) -> tuple[float, float, float]:
    """The cutting's left, top and width in units of the plate, kept within the plate."""
    whole, high = shapes()[plate]["width"], shapes()[plate]["height"]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    width = max(LEAST[plate], 2.2 * (right - left), 1.5 * (bottom - top) * WIDTH / HEIGHT)
    width = min(width, whole, high * WIDTH / HEIGHT)
    height = width * HEIGHT / WIDTH
    x = min(max((left + right - width) / 2, 0), whole - width)
    y = min(max((top + bottom - height) / 2, 0), high - height)
    return x, y, width


def _cut(plate: str, places: list[Place], boxes: list[tuple[float, float, float, float]]) -> Cutting:
    left, top, width = _window(plate, boxes)
    zoom = WIDTH / width
    right, bottom = left + width, top + width * HEIGHT / WIDTH

    def seen(ring: Ring) -> bool:
        return ring.right > left and ring.left < right and ring.bottom > top and ring.top < bottom

    filled = {place.code for place in places if place.code}
    land = {
        code: path
        for code, rings in _rings(plate).items()
        if (path := "".join(ring.path for ring in rings if seen(ring)))
    }
    cutting = Cutting(
        plate,
        move=f"{number(-left * zoom)} {number(-top * zoom)}",
        scale=f"{zoom / FIFTH:.4f}",
        land="".join(path for code, path in land.items() if code not in filled),
        filled=[path for code, path in land.items() if code in filled],
    )
    for name, rings in _contested(plate):
        if path := "".join(ring.path for ring in rings if seen(ring)):
            cutting.contested.append({"name": name, "words": area_words(name), "d": path})

    def at(x: float, y: float) -> Point:
        return (x - left) * zoom, (y - top) * zoom

    for place in places:
        _mark(cutting, place, at)
    return cutting


def _mark(cutting: Cutting, place: Place, at) -> None:
    """Add a place's dot and names, each once, kept within the cutting."""
    dot = shapes()[cutting.plate]["dots"].get(place.code)
    middle = shapes()[cutting.plate]["labels"].get(place.code)
    if place.point:
        x, y = at(*PLATES[cutting.plate].point(*place.point))
        cutting.marks.append({"x": number(x), "y": number(y), "css": "f-focus", "r": 5})
        _name(cutting, place.name, x, y + 21)
    elif dot and not _rings(cutting.plate).get(place.code):
        x, y = at(*dot)
        cutting.marks.append({"x": number(x), "y": number(y), "css": "f-place", "r": 5})
        _name(cutting, place.country, x, y + 21)
    elif middle:
        x, y = at(middle[0], middle[1])
        _name(cutting, place.country, x, y + 4)


def _name(cutting: Cutting, name: str, x: float, y: float) -> None:
    if not name or any(label["name"] == name for label in cutting.labels):
        return
    half = min(len(name) * LETTER / 2, WIDTH / 2) + 4
    y = y if y < HEIGHT - 6 else y - 34
    cutting.labels.append({"name": name, "x": number(min(max(x, half), WIDTH - half)), "y": number(max(y, 16))})
