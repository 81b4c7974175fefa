"""`fields=` and `expand=`: less of each object, or more of what it names."""

import json
from dataclasses import dataclass

from django.http import HttpRequest

from publication.models import Face
from publication.parameters import MOST_VALUES
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import splice
from publication.shapes import EXPANDABLE

# So many names may stand in `expand`, and so many entries may be put in for them in one answer.
MOST_EXPANDED = 5
MOST_ENTRIES = 1000
NAME = frozenset(("id", "kind", "slug", "title"))


@dataclass(frozen=True)
class Shape:
    """What is asked for of each object; nothing asked leaves the stored bytes as they are."""

    fields: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()

    def apply(self, documents: list[bytes], moment: Moment) -> list[bytes]:
        """Return the objects in this shape. Two queries if anything is expanded."""
        if not self.fields and not self.expand:
            return documents
        objects = [json.loads(raw) for raw in documents]
        if self.fields:
            kept = ("holds", "id", *self.fields)
            objects = [{name: value for name, value in found.items() if name in kept} for found in objects]
        if self.expand:
            ids: set[str] = set()
            for found in objects:
                _find(found, self.expand, ids)
            if len(ids) > MOST_ENTRIES:
                raise BadParameter(
                    "expand",
                    f"this answer would put in {len(ids)} entries; up to {MOST_ENTRIES} can be. Ask for fewer names or "
                    "a lower limit.",
                )
            whole = _whole(ids, moment)
            objects = [_put(found, self.expand, whole) for found in objects]
        return [json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() for found in objects]


def read_shape(request: HttpRequest, fields: dict[str, str]) -> Shape:
    """Return the shape that a request asks for, of objects with these members. Raises BadParameter."""
    kept = _names(request, "fields", tuple(fields), MOST_VALUES)
    return Shape(kept, _names(request, "expand", EXPANDABLE, MOST_EXPANDED))


def _names(request: HttpRequest, parameter: str, known: tuple[str, ...], most: int) -> tuple[str, ...]:
    text = request.GET.get(parameter, "")
    names = [part.strip() for part in text.split(",")] if text else []
    if names and not any(names):
        raise BadParameter(parameter, f"names nothing. Names are: {', '.join(known)}.")
    for name in names:
        if name not in known:
            raise BadParameter(parameter, f"'{name[:40]}' is not one of its names. Names are: {', '.join(known)}.")
    if len(names) > most:
        raise BadParameter(parameter, f"names {len(names)}; give up to {most}.")
    return tuple(dict.fromkeys(names))


def _is_name(value) -> bool:
    return isinstance(value, dict) and value.keys() == NAME


def _find(value, names: tuple[str, ...], ids: set[str]) -> None:
    """Collect the ids of the entries that stand under one of the names, at any depth."""
    if isinstance(value, list):
        for item in value:
            _find(item, names, ids)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in names:
                ids.update(one["id"] for one in (item if isinstance(item, list) else [item]) if _is_name(one))
            _find(item, names, ids)


def _whole(ids: set[str], moment: Moment) -> dict[str, dict]:
    """Entries without their claims, by permanent id."""
    rows = Face.objects.at(moment.seq).filter(public_id__in=ids, state=Face.State.PUBLIC).order_by("entry")
    found = {}
    for raw in splice([row.document for row in rows], moment.seq):
        entry = json.loads(raw)
        entry.pop("claims", None)
        found[entry["id"]] = entry
    return found


def _put(value, names: tuple[str, ...], whole: dict[str, dict]):
    """The value with whole entries in place of the names; what is put in is not expanded itself."""
    if isinstance(value, list):
        return [_put(item, names, whole) for item in value]
    if not isinstance(value, dict):
        return value
    made = {}
    for key, item in value.items():
        if key in names and _is_name(item):
            made[key] = whole.get(item["id"], item)
        elif key in names and isinstance(item, list) and all(map(_is_name, item)):
            made[key] = [whole.get(one["id"], one) for one in item]
        else:
            made[key] = _put(item, names, whole)
    return made
