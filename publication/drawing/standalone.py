"""A drawing as a file of its own: it carries the light sheet's colours, so that it looks alike anywhere."""

from xml.etree import ElementTree

from publication.drawing.svg import shorten

# The light tokens of the site's sheet, for the classes that drawings use.
_STYLE = """
svg{font-family:"Source Sans 3",sans-serif;background:#FBF9F4}
text{fill:#1D1B18;font-size:13px}.q{fill:#5C564B;font-size:12px}.b{font-weight:600}.head{font-size:17px;font-weight:600}
.mid{text-anchor:middle}.endt{text-anchor:end}
.lvtxt,.halo{paint-order:stroke;stroke:#FBF9F4;stroke-width:3px}
.grid{stroke:#D8D1C2}.zero{stroke:#857D6E}.ev{stroke:#857D6E;stroke-dasharray:2 3}
.line{fill:none;stroke:#1D1B18;stroke-width:2}.dash{stroke-dasharray:5 4}.dots{stroke-dasharray:2 3}
.dashdot{stroke-dasharray:7 3 2 3}
.riv{fill:none;stroke:#1D1B18;stroke-width:1.5;stroke-dasharray:4 3}
.gapf{fill:none;stroke:#857D6E;stroke-width:1.5;stroke-dasharray:1.5 4}
.barf{fill:#5F6B73}.barh{fill:url(#hatch-bar)}.thin{fill:#5F6B73}
.open{fill:none;stroke:#5F6B73;stroke-width:2;stroke-dasharray:2 4}
.disc{fill:#1D1B18}.disct{fill:#FBF9F4;font-size:11.5px;font-weight:600;text-anchor:middle}
.ring{fill:#FBF9F4;stroke:#1D1B18;stroke-width:1.5;stroke-dasharray:3 2}
.ringt{font-size:11.5px;font-weight:600;text-anchor:middle}
.now{stroke:#9A2A22;stroke-width:1.5}.nowt{fill:#9A2A22;font-size:12px;font-weight:600}
.node{fill:#5F6B73;stroke:#857D6E}.f-m3{fill:#6B2C05}.f-m2{fill:#B05C18}.f-m1{fill:#E2A562}.f-z0{fill:#E3DDCF}
.f-p1{fill:#A9CFE3}.f-p2{fill:#4F95BE}.f-p3{fill:#1C557F}.hatf{fill:url(#hatch-fill)}
.hit{fill:none}.shift{stroke:#1D1B18;stroke-width:1.5}.shift.dash{stroke-dasharray:3 2.5}
.edge{fill:none;stroke:#5F6B73;stroke-width:1.5;stroke-opacity:.8}
.e-p3{stroke:#1C557F;stroke-width:4}.e-p2{stroke:#4F95BE;stroke-width:3}.e-p1{stroke:#A9CFE3;stroke-width:2}
.e-z0{stroke:#857D6E;stroke-width:1}.e-m1{stroke:#E2A562;stroke-width:2;stroke-dasharray:4 3}
.e-m2{stroke:#B05C18;stroke-width:3;stroke-dasharray:6 3}.e-m3{stroke:#6B2C05;stroke-width:4;stroke-dasharray:8 3}
.e-na{stroke-dasharray:1.5 4}.faint{stroke-opacity:.45}
.sea{fill:#F0F2EF}.gr{fill:none;stroke:#D8D1C2;stroke-width:2.5}
.land{stroke:#FBF9F4;stroke-width:3.5}.f-na{fill:#FBF9F4;stroke:#A59D8D;stroke-width:2.5}.f-focus{fill:#1D1B18}
.f-maybe{fill-opacity:.55}.hatch{fill:url(#hatch-land);stroke:#1D1B18;stroke-width:3.5}
.place{font-size:12.5px;stroke:#F0F2EF;stroke-width:3px;paint-order:stroke;font-weight:600;text-anchor:middle}
.dot{stroke:#A59D8D}
"""
_PATTERNS = """
<pattern id="hatch-bar" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<path d="M1 0v5" stroke="#5F6B73" stroke-width="2"/></pattern>
<pattern id="hatch-fill" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<path d="M1.5 0v6" stroke="#FBF9F4" stroke-width="2.5"/></pattern>
<pattern id="hatch-land" width="25" height="25" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<path d="M4 0v25" stroke="#1D1B18" stroke-width="6"/></pattern>
"""


def standalone(markup: str, title: str, source: str, reading: str = "") -> bytes:
    """Return a drawing of a page as an SVG file that says what it shows, how to read it and where it comes from.

    The words stand above and below the drawing, and title and source as the file's title and description too.
    """
    root = ElementTree.fromstring(markup)  # noqa: S314 -- our own markup, made a moment ago
    root.set("xmlns", "http://www.w3.org/2000/svg")
    for linked in root.iter("a"):
        # Addresses within the site lead nowhere from a file.
        linked.tag = "g"
        linked.attrib.pop("href", None)
    _, top, width, height = (float(part) for part in root.get("viewBox", "0 0 960 400").split())
    margin, above, below = 24, 34 + 18 * bool(reading), 30
    root.set(
        "viewBox", f"{-margin} {top - margin - above:g} {width + 2 * margin:g} {height + 2 * margin + above + below:g}"
    )
    root.set("width", f"{width + 2 * margin:g}")
    root.set("height", f"{height + 2 * margin + above + below:g}")
    head = ElementTree.fromstring(f"<defs>{_PATTERNS}</defs>")  # noqa: S314 -- a constant
    for tag, words in (("desc", source), ("title", title)):
        child = ElementTree.Element(tag)
        child.text = words
        root.insert(0, child)
    style = ElementTree.Element("style")
    style.text = _STYLE
    root.insert(2, style)
    root.insert(3, head)
    lines = [
        ("head", top - above + 4, shorten(title, width, 8.4)),
        ("q", top - above + 23, reading),
        ("q", top + height + margin + 8, source),
    ]
    for css, y, words in lines:
        if words:
            ElementTree.SubElement(root, "text", {"class": css, "x": "0", "y": f"{y:g}"}).text = words
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
