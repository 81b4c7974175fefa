"""The formats of the API, and which of them a request asks for (RFC 9110, 12.5.1)."""

from dataclasses import dataclass

from django.http import HttpRequest

from publication.reading.moment import BadParameter


@dataclass(frozen=True)
class Format:
    """A format: its name in `format=`, its media type, and the ending of files in it."""

    name: str
    media_type: str
    text: bool = False

    @property
    def content_type(self) -> str:
        """The header that goes with it."""
        return f"{self.media_type}; charset=utf-8" if self.text else self.media_type


JSON = Format("json", "application/json")
NDJSON = Format("ndjson", "application/x-ndjson")
CSV = Format("csv", "text/csv", text=True)
GEOJSON = Format("geojson", "application/geo+json")
JSONLD = Format("jsonld", "application/ld+json")
GRAPHML = Format("graphml", "application/graphml+xml")
LINKS = Format("link", "application/link-format")
OPENAPI = Format("openapi", "application/vnd.oai.openapi+json")
FORMATS = (JSON, NDJSON, CSV, GEOJSON, JSONLD, GRAPHML, LINKS, OPENAPI)


class NotAcceptable(Exception):
    """None of the formats that an address offers is accepted."""

    def __init__(self, offered: tuple[Format, ...]):
        self.offered = offered
        super().__init__()


def choose(request: HttpRequest, offered: tuple[Format, ...]) -> Format:
    """Return the format that `format=` names, else the one that Accept prefers; of equals the first offered.

    Raises BadParameter for a name that this address does not offer, NotAcceptable if Accept leaves none.
    """
    if name := request.GET.get("format"):
        for offer in offered:
            if offer.name == name:
                return offer
        known = ", ".join(offer.name for offer in offered)
        raise BadParameter("format", f"'{name[:40]}' is not a format of this address. Formats are: {known}.")
    accept = request.headers.get("Accept", "").strip()
    if not accept:
        return offered[0]
    ranges = _ranges(accept)
    best = max(offered, key=lambda offer: _quality(offer.media_type, ranges))
    if _quality(best.media_type, ranges) <= 0:
        raise NotAcceptable(offered)
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    """The media ranges of an Accept header with their weights; one that cannot be read counts as not there."""
    found = []
    for part in accept[:2000].split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                weight = quality_of(parameter[2:])
        found.append((media, weight))
    return found


def quality_of(text: str) -> float:
    """A weight, 0 to 1; one that cannot be read is 0."""
    whole, _, part = text.partition(".")
    good = whole in ("0", "1") and len(part) <= 3 and (not part or (part.isascii() and part.isdigit()))
    return min(float(text), 1.0) if good else 0.0


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the most specific range that holds a media type; 0 if none does."""
    whole = media_type.partition("/")[0] + "/*"
    for wanted in (media_type, whole, "*/*"):
        weights = [weight for media, weight in ranges if media == wanted]
        if weights:
            return max(weights)
    return 0.0
