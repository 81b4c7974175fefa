"""A drawing as a PNG file: the SVG file rendered by resvg, with the letters of the site and no other font."""

from math import sqrt
from pathlib import Path
from xml.etree import ElementTree

import resvg_py

_FONT = str(Path(__file__).with_name("fonts") / "SourceSans3-wght.ttf")
_PAPER = "#FBF9F4"
# Two pixels for each unit: sharp on dense screens and in print. A tall drawing gets fewer, so that none takes long.
ZOOM, MOST_PIXELS = 2, 4_000_000


def png(svg: bytes) -> bytes:
    """Return a file of `publication.drawing.standalone` as PNG: opaque, at most four million pixels."""
    root = ElementTree.fromstring(svg)  # noqa: S314 -- our own file, made a moment ago
    area = float(root.get("width", "1")) * float(root.get("height", "1"))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.decode(),
            background=_PAPER,
            zoom=min(ZOOM, sqrt(MOST_PIXELS / max(area, 1))),
            skip_system_fonts=True,
            font_files=[_FONT],
            font_family="Source Sans 3",
            sans_serif_family="Source Sans 3",
        )
    )
