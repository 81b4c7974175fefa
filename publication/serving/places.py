"""Entries as GeoJSON (RFC 7946): a point where the record knows one, null where it does not."""

import json

from publication.linked_data.terms import told
from publication.models import Face
from publication.reading.moment import Moment
from publication.reading.names import splice


def features(documents: list[bytes], moment: Moment) -> list[dict]:
    """Return a feature for each entry, in order; its claims stay out.

    A country stands at its capital. An event stands where its dating says, else at the capital of the country that
    the dating names: `located_by` says which of the two. Two queries, whatever the number.
    """
    entries = [json.loads(raw) for raw in documents]
    wanted = {country["id"] for entry in entries for country in _countries(entry)}
    capitals = _capitals(wanted, moment) if wanted else {}
    return [_feature(entry, capitals) for entry in entries]


def collection(found: list[dict], following: str | None, licence: str) -> bytes:
    """A feature collection; `next` and `licence` are foreign members, which readers may ignore."""
    whole = {"type": "FeatureCollection", "features": found, "next": following, "licence": licence}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _occurrences(entry: dict) -> list[dict]:
    return told(entry, "occurred") if entry["kind"] == "event" and "claims" in entry else []


def _countries(entry: dict) -> list[dict]:
    return [claim["country"] for claim in _occurrences(entry) if claim.get("country")]


def _point(of: dict) -> list[float] | None:
    """Longitude and latitude, in the order of GeoJSON."""
    if of.get("latitude") in (None, "") or of.get("longitude") in (None, ""):
        return None
    return [float(of["longitude"]), float(of["latitude"])]


def _capitals(ids: set[str], moment: Moment) -> dict[str, list[float] | None]:
    rows = Face.objects.at(moment.seq).filter(public_id__in=ids, state=Face.State.PUBLIC)
    countries = [json.loads(raw) for raw in splice([row.document for row in rows], moment.seq)]
    return {country["id"]: _point(country) for country in countries}


def _feature(entry: dict, capitals: dict) -> dict:
    point, by = _point(entry), "capital"
    if point is None:
        point, by = next((found for found in map(_point, _occurrences(entry)) if found), None), "event"
    if point is None:
        point, by = next((capitals[one["id"]] for one in _countries(entry) if capitals.get(one["id"])), None), "country"
    properties = {name: value for name, value in entry.items() if name not in ("id", "claims")}
    return {
        "type": "Feature",
        "id": entry["id"],
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {**properties, "located_by": by if point else None},
    }
