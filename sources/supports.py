"""What a source supports: the entries that cite it, kind by kind, and where its claims stand against others."""

import json

from publication.kinds import KINDS
from publication.models import Claim, Face, Mention
from publication.reading import keyset
from publication.reading.moment import Moment
from publication.reading.names import name_of, splice, title_column, with_title_column

# An entry shows so many of its claims; a page so many entries; counting goes no further than so many entries.
CLAIMS, ENTRIES, COUNTED = 6, 25, 5000
WEIGHED = ("contested", "rejected")


def _citing(source: Face, moment: Moment):
    return Mention.objects.at(moment.seq).filter(target=source.entry, via="citations")


def _entries(source: Face, moment: Moment):
    rows = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC)
    if moment.as_of is not None:
        rows = rows.filter(s1__lte=moment.day_number)
    return rows.filter(entry__in=_citing(source, moment).values("owner"))


def counts_by_kind(source: Face, moment: Moment) -> tuple[list[tuple], bool]:
    """Return (kind, number of entries that cite the source), and whether counting stopped early."""
    kinds = list(_entries(source, moment).order_by().values_list("kind", flat=True)[: COUNTED + 1])
    counted = kinds[:COUNTED]
    found = [(kind, counted.count(name)) for name, kind in KINDS.items() if name in counted]
    return found, len(kinds) > COUNTED


def supported(source: Face, moment: Moment, kind: str, cursor: keyset.Cursor | None) -> keyset.Page:
    """Return one page of the faces of entries that cite the source, by title; of one kind where `kind` names it."""
    rows = _entries(source, moment)
    if kind:
        rows = rows.filter(kind=kind)
    return keyset.page(with_title_column(rows), title_column(), "entry", moment.seq, ENTRIES, cursor, down=False)


def claims_of(source: Face, faces: list[Face], moment: Moment) -> list[dict]:
    """Return for each entry {entry, claims, more}: up to six of its claims that cite the source, in order of time.

    A query for the claims' numbers, one for the claims, one for names.
    """
    numbers = [face.entry for face in faces]
    claims = _citing(source, moment).filter(owner__in=numbers, claim__isnull=False).values("claim")
    rows = Claim.objects.at(moment.seq).filter(owner__in=numbers, id__in=claims)
    if moment.as_of is not None:
        rows = rows.filter(s1__lte=moment.day_number)
    by_owner: dict[int, list[int]] = {}
    for number, owner in rows.order_by("sort_day", "id").values_list("id", "owner"):
        by_owner.setdefault(owner, []).append(number)
    shown = [number for some in by_owner.values() for number in some[:CLAIMS]]
    found = Claim.objects.filter(id__in=shown).order_by("sort_day", "id")
    said = _said(list(found), moment)
    return [
        {
            "entry": name_of(face),
            "claims": said.get(face.entry, []),
            "more": max(len(by_owner.get(face.entry, [])) - CLAIMS, 0),
        }
        for face in faces
    ]


def contested(source: Face, moment: Moment, limit: int = 20) -> tuple[list[dict], bool]:
    """Return up to `limit` of its claims that an editor called contested or rejected, and whether there are more."""
    cited = _citing(source, moment).filter(claim__isnull=False).values("claim")
    rows = Claim.objects.at(moment.seq).filter(id__in=cited, standing__in=WEIGHED)
    if moment.as_of is not None:
        rows = rows.filter(s1__lte=moment.day_number)
    found = list(rows.order_by("sort_day", "id")[: limit + 1])
    return [claim for some in _said(found[:limit], moment).values() for claim in some], len(found) > limit


def _said(rows: list[Claim], moment: Moment) -> dict[int, list[dict]]:
    found: dict[int, list[dict]] = {}
    for row, raw in zip(rows, splice([row.body for row in rows], moment.seq), strict=True):
        found.setdefault(row.owner, []).append(json.loads(raw))
    return found
