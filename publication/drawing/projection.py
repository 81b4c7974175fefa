"""The two projections of the map's plates: from longitude and latitude to a place on the plate.

They give the points that `tools/world_map/draw.mjs` drew the plates with (d3-geo, the same parameters), so that a
point marked here falls where the shapes are. Equal Earth: Šavrič, Patterson and Jenny, 2018. Conic equal area:
Albers, 1805; Snyder, "Map Projections: A Working Manual", USGS 1395, chapter 14. Both on a sphere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]


@dataclass(frozen=True)
class Projection:
    """How one plate is projected: the longitude in its middle, units per radius, where the centre stands."""

    raw: Callable[[float, float], Point]
    middle: float
    scale: float
    left: float
    top: float
    centre: float = 0.0

    def point(self, longitude: float, latitude: float) -> Point:
        """Return (x, y) in units of the plate, y downwards, for degrees east and north.

        A point off the plate has coordinates outside it. Raises ValueError for a latitude that is none.
        """
        if not -90 <= latitude <= 90:
            raise ValueError(f"{latitude} is not a latitude: -90 to 90.")
        turned = (longitude - self.middle + 180) % 360 - 180
        x, y = self.raw(radians(turned), radians(latitude))
        x0, y0 = self.raw(0, radians(self.centre))
        return self.left + self.scale * (x - x0), self.top - self.scale * (y - y0)


_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2


def equal_earth(longitude: float, latitude: float) -> Point:
    """Equal Earth on the unit sphere, in radians."""
    angle = asin(_M * sin(latitude))
    square = angle * angle
    sixth = square * square * square
    x = longitude * cos(angle) / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    return x, angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


def conic_equal_area(south: float, north: float) -> Callable[[float, float], Point]:
    """Return Albers' projection on the unit sphere for two standard parallels in degrees."""
    low = sin(radians(south))
    cone = (low + sin(radians(north))) / 2
    constant = 1 + low * (2 * cone - low)
    base = sqrt(constant) / cone

    def raw(longitude: float, latitude: float) -> Point:
        radius = sqrt(constant - 2 * cone * sin(latitude)) / cone
        return radius * sin(cone * longitude), base - radius * cos(cone * longitude)

    return raw


PLATES = {
    "world": Projection(equal_earth, middle=11, scale=222, left=612, top=306),
    "europe": Projection(conic_equal_area(40, 62), middle=19, scale=680, left=212, top=258, centre=51.5),
}
