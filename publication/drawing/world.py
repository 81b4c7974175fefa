"""The map's two plates, each country filled by a class: what is drawn, not what it means.

The shapes were drawn once by `tools/world_map` from boundaries that follow UN resolutions on Crimea; land that
several hold is hatched. A country is named by its ISO 3166 three-letter code.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.drawing.svg import Drawing

_FILE = Path(__file__).with_name("world.json")

# The contested areas, by their names in the file.
AREAS = {
    "Crimea": gettext_lazy("Crimea"),
    "Donetsk, Luhansk, Zaporizhzhia and Kherson": gettext_lazy("Donetsk, Luhansk, Zaporizhzhia and Kherson"),
    "Abkhazia": gettext_lazy("Abkhazia"),
    "South Ossetia": gettext_lazy("South Ossetia"),
    "Transnistria": gettext_lazy("Transnistria"),
    "Kosovo": gettext_lazy("Kosovo"),
    "Western Sahara": gettext_lazy("Western Sahara"),
    "Golan Heights": gettext_lazy("Golan Heights"),
    "Northern Cyprus": gettext_lazy("Northern Cyprus"),
}
# Names that are wider than their country on the plate are left out; about so wide is a letter.
_LETTER = {"world": 9.4, "europe": 8.4}


@dataclass(frozen=True)
class Fill:
    """How one country is drawn: its class of fill, the words of its label, where it leads, how it is described."""

    css: str
    name: str
    url: str = ""
    words: str = ""


@dataclass
class Plate:
    """One plate, ready for the template: shapes by class, dots, labels."""

    name: str
    width: int
    height: int
    graticule: str
    groups: dict[str, list[dict]] = field(default_factory=dict)
    dots: list[dict] = field(default_factory=list)
    labels: list[dict] = field(default_factory=list)
    contested: list[dict] = field(default_factory=list)


@lru_cache(maxsize=1)
def shapes() -> dict:
    """The plates as drawn: width, height, paths by country, dots, labels, contested areas."""
    return json.loads(_FILE.read_text())


def area_words(name: str) -> str:
    """A contested area in words: 'Crimea: contested'."""
    return _("%(area)s: contested") % {"area": AREAS.get(name, name)}


def plates(fills: dict[str, Fill], rest: str = "f-na") -> list[Plate]:
    """Return the world and Europe with the countries of `fills` (by ISO code) filled; the others take class `rest`.

    Countries too small for the plate are dots, drawn only where `fills` has something to say of them.
    """
    return [_plate(name, content, fills, rest) for name, content in shapes().items()]


def _plate(name: str, content: dict, fills: dict[str, Fill], rest: str) -> Plate:
    plate = Plate(name, content["width"], content["height"], content.get("graticule", ""))
    plate.contested = [{**area, "words": area_words(area["name"])} for area in content["contested"]]
    plain = []
    for code, path in content["countries"].items():
        fill = fills.get(code)
        if fill is None:
            plain.append(path)
        else:
            plate.groups.setdefault(fill.css, []).append({"d": path, "fill": fill})
    if plain:
        # What has nothing to say is one path: a third of the page's size.
        plate.groups[rest] = [{"d": "".join(plain), "fill": None}]
    for code, (x, y) in content["dots"].items():
        if code in fills:
            plate.dots.append({"x": x, "y": y, "fill": fills[code]})
    for code, (x, y, width) in content["labels"].items():
        fill = fills.get(code)
        if fill is not None and len(fill.name) * _LETTER[name] <= width:
            # On a paler fill the words keep the ink of the page.
            css = "" if "maybe" in fill.css else fill.css.replace("f-", "in-")
            plate.labels.append({"x": x, "y": y, "fill": fill, "css": css})
    return plate


def as_drawing(drawn: list[Plate], title: str) -> str:
    """Return the plates side by side as one drawing, for a file: the same shapes without links."""
    height = max(plate.height for plate in drawn)
    drawing = Drawing("wide", sum(plate.width for plate in drawn) + 20 * (len(drawn) - 1), height, title)
    left = 0
    for plate in drawn:
        box = f'x="{left}" y="0" width="{plate.width}" height="{height}" viewBox="0 0 {plate.width} {plate.height}"'
        with drawing.group("svg", box):
            drawing.rect("sea", 0, 0, plate.width, plate.height)
            with drawing.group("g", 'transform="scale(.2)"'):
                if plate.graticule:
                    drawing.path("gr", plate.graticule)
                for css, some in plate.groups.items():
                    for shape in some:
                        drawing.path(f"land {css}", shape["d"])
                for area in plate.contested:
                    drawing.path("hatch", area["d"])
            for dot in plate.dots:
                drawing.circle(f"dot {dot['fill'].css}", dot["x"], dot["y"], 3.5)
            for label in plate.labels:
                drawing.text("place", label["x"], label["y"], label["fill"].name)
        left += plate.width + 20
    return drawing.markup()
