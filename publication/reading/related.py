"""What else the record says about an entry: entries with claims about it, and entries that name it."""

import json

from django.db.models import QuerySet

from publication.models import About, Face, Mention
from publication.reading.moment import Moment
from publication.reading.names import shown_title, splice, titled


def documents(faces: list[Face], moment: Moment) -> list[dict]:
    """Return entries' stored JSON as dicts, names spliced in, titles in the reader's language."""
    return [titled(json.loads(raw)) for raw in splice([face.document for face in faces], moment.seq)]


def _known(moment: Moment, kind: str) -> QuerySet:
    rows = Face.objects.at(moment.seq).filter(kind=kind, state=Face.State.PUBLIC)
    if moment.as_of is not None:
        rows = rows.filter(s1__lte=moment.day_number)
    return rows


def entries_about(
    numbers: list[int], kind: str, moment: Moment, *, predicates: tuple[str, ...] = (), limit: int = 25
) -> tuple[list[dict], bool]:
    """Return up to `limit` entries of a kind that have claims about all of `numbers`, and whether there are more.

    Dated ones come oldest first, the others by title. With `predicates` only such claims count.
    """
    rows = _known(moment, kind)
    for number in numbers:
        about = About.objects.at(moment.seq).filter(entry=number).exclude(owner=number)
        if predicates:
            about = about.filter(predicate__in=predicates)
        rows = rows.filter(entry__in=about.values("owner"))
    found = list(rows.order_by("sort_day", shown_title(), "entry")[: limit + 1])
    return documents(found[:limit], moment), len(found) > limit


def entries_naming(
    number: int, kind: str, moment: Moment, *, via: tuple[str, ...], limit: int = 25
) -> tuple[list[dict], bool]:
    """Return up to `limit` entries of a kind that name `number` through `via`: a topic, a parent, a reply."""
    named = Mention.objects.at(moment.seq).filter(target=number, via__in=via)
    rows = _known(moment, kind).filter(entry__in=named.values("owner"))
    found = list(rows.order_by("sort_day", shown_title(), "entry")[: limit + 1])
    return documents(found[:limit], moment), len(found) > limit
