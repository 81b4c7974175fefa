"""One revision seen as derived rows: what an entry's face, claims and mentions are, before any span."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from functools import lru_cache

from publication import canonical
from publication.canonical import refs_in
from publication.chronology import FUTURE, PAST, Period, from_day, parse, period
from publication.kinds import KINDS, path_of
from publication.models import About, Claim, Face, Revision
from publication.searching.rows import TOPIC_LINKS, Indexed, index

REDACTED_TITLE = "[redacted]"
# Keys of a claim that are links to its sides; its other links become mentions.
SIDES = ("subject", "object")


@dataclass
class Names:
    """What is known of entries by permanent id: number, kind, whether public; and what they are called."""

    entries: dict[str, tuple[int, str, bool]] = field(default_factory=dict)
    called: dict[int, tuple[str, str, str]] = field(default_factory=dict)

    def put(self, public_id: str, number: int, kind: str, public: bool) -> None:
        """Say what an entry is after this publication."""
        self.entries[public_id] = (number, kind, public)

    def call(self, number: int, slug: str, title: str, title_ru: str) -> None:
        """Say what an entry is called after this publication."""
        self.called[number] = (slug, title, title_ru)

    def load(self, revisions: list[Revision]) -> None:
        """Read those entries that the revisions' snapshots name and that are not known yet."""
        wanted = set()
        for revision in revisions:
            if revision is not None and revision.compressed is not None:
                wanted |= refs_in(revision.snapshot)
        ordered = sorted(wanted - self.entries.keys())
        for at in range(0, len(ordered), 500):
            for face in Face.objects.open().filter(public_id__in=ordered[at : at + 500]).defer("document"):
                public = face.state in (Face.State.PUBLIC, Face.State.REDACTED)
                self.put(str(face.public_id), face.entry, face.kind, public)
                self.call(face.entry, face.slug, face.title, face.title_ru)

    def number(self, ref: dict | None) -> int | None:
        """The number of a reference, or None for none or for one that is not public."""
        if ref is None:
            return None
        number, _, public = self.entries.get(ref["$ref"], (None, "", False))
        return number if public else None

    def shows(self, value) -> bool:
        """Whether everything that a value names is public."""
        return all(self.entries.get(ref, (None, "", False))[2] for ref in refs_in(value))


# The number of the rules below. Raise it with every change of what they make: `migrate` then rebuilds.
RULES = 4


@dataclass
class Projection:
    """The rows that one revision asks for. `mentions` are (claim id or '', via, target number).

    `indexed` is how search finds the entry; what is not public is not found.
    """

    face: Face
    claims: list[tuple[Claim, list[About]]] = field(default_factory=list)
    mentions: list[tuple[str, str, int]] = field(default_factory=list)
    indexed: Indexed | None = None


def project(number: int, revision: Revision, names: Names, old: Face | None) -> Projection:
    """Return what an entry's rows shall be after `revision`, given what else is public then."""
    if revision.operation == Revision.Operation.WITHDRAW:
        return Projection(_tombstone(number, revision, old, Face.State.WITHDRAWN))
    if revision.operation == Revision.Operation.MERGE:
        target = names.number(revision.snapshot["into"])
        return Projection(_tombstone(number, revision, old, Face.State.MERGED, target))
    snapshot = revision.snapshot
    if snapshot is None:
        return Projection(_tombstone(number, revision, old, Face.State.REDACTED))
    return _content(number, revision, snapshot, names)


def _tombstone(number: int, revision: Revision, old: Face | None, state: str, target: int | None = None) -> Face:
    redacted = state == Face.State.REDACTED
    kind = KINDS[revision.kind]
    return Face(
        entry=number,
        public_id=revision.entry_id,
        kind=kind.name,
        namespace=kind.namespace,
        slug="" if redacted or old is None else old.slug,
        title=REDACTED_TITLE if redacted or old is None else old.title,
        title_ru="" if redacted or old is None else old.title_ru,
        type="",
        status="",
        region="",
        state=state,
        revision=revision.seq,
        target=target,
        document=None,
        **_days(Period(PAST, FUTURE, PAST, FUTURE, False)),
    )


def _days(span: Period, sort_day: int | None = None) -> dict:
    return {
        "s1": span.s1,
        "s2": span.s2,
        "e1": span.e1,
        "e2": span.e2,
        "ongoing": span.ongoing,
        "sort_day": sort_day_of(span) if sort_day is None else sort_day,
    }


def sort_day_of(span: Period) -> int:
    """The day that orders a dated thing: its earliest start, else the nearest bound known, else the far future."""
    for day in (span.s1, span.s2, span.e1, span.e2):
        if day not in (PAST, FUTURE):
            return day
    return FUTURE


def _period(claim: dict) -> Period:
    return _read_period(claim["start"], claim["end"], claim["seen"])


@lru_cache(maxsize=4096)  # each claim's is asked for thrice, and a record repeats its dates
def _read_period(start: str, end: str, seen: str) -> Period:
    return period(parse(start), parse(end, end=True), parse(seen))


def extent(kind: str, claims: list[dict]) -> Period:
    """The span of an entry itself: all its dating claims together, the rejected ones left out."""
    predicates = KINDS[kind].extent
    found = [_period(claim) for claim in claims if claim["predicate"] in predicates and claim["standing"] != "rejected"]
    if not found:
        return Period(PAST, FUTURE, PAST, FUTURE, False)
    return Period(
        min(span.s1 for span in found),
        min(span.s2 for span in found),
        max(span.e1 for span in found),
        max(span.e2 for span in found),
        any(span.ongoing for span in found),
    )


def _content(number: int, revision: Revision, snapshot: dict, names: Names) -> Projection:
    kind = KINDS[revision.kind]
    shown = [claim for claim in snapshot.get("claims", []) if names.shows(claim)]
    span = extent(kind.name, shown)
    slug, title, title_ru = _called(snapshot, kind, names)
    names.call(number, slug, title, title_ru)
    result = Projection(
        Face(
            entry=number,
            public_id=revision.entry_id,
            kind=kind.name,
            namespace=kind.namespace,
            slug=slug,
            title=title,
            title_ru=title_ru,
            type=snapshot.get("type") or "",
            status=snapshot.get("status") or "",
            region=snapshot.get("region") or "",
            state=Face.State.PUBLIC,
            revision=revision.seq,
            target=None,
            **_days(span),
        )
    )
    document = {
        "id": snapshot["id"],
        "kind": kind.name,
        "slug": slug,
        "title": title,
        "title_ru": title_ru,
        "url": path_of(kind.name, slug),
        "revision": {
            "seq": revision.seq,
            "number": revision.number,
            "recorded_at": revision.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "hash": revision.hash,
        },
    }
    if span != Period(PAST, FUTURE, PAST, FUTURE, False):
        document["extent"] = _bounds(span)
    for key, value in snapshot.items():
        if key not in document and key not in ("format", "claims"):
            document[key] = _visible(value, names)
            result.mentions += [("", key, target) for target in _targets(value, names)]
    document["claims"] = []
    for claim in shown:
        said = _said(claim, names)
        document["claims"].append(said)
        row, abouts = _claim_rows(number, claim, said, span, names)
        result.claims.append((row, abouts))
        for key, value in claim.items():
            if key not in SIDES:
                result.mentions += [(claim["id"], key, target) for target in _targets(value, names)]
    result.mentions = list(dict.fromkeys(result.mentions))
    result.face.document = canonical.document_bytes(document)
    topics = [target for _, via, target in result.mentions if via in TOPIC_LINKS]
    result.indexed = index(result.face, {**snapshot, "claims": shown}, topics)
    return result


def _called(snapshot: dict, kind, names: Names) -> tuple[str, str, str]:
    """Slug, title and Russian title; a dyad's are made of its two actors', in alphabetical order of slugs."""
    if not kind.pair:
        return snapshot["slug"], snapshot["title"], snapshot.get("title_ru", "")
    both = sorted(names.called[names.entries[snapshot[side]["$ref"]][0]] for side in kind.pair)
    (slug1, title1, ru1), (slug2, title2, ru2) = both
    return f"{slug1}--{slug2}", f"{title1} – {title2}", f"{ru1} – {ru2}" if ru1 and ru2 else ""


def _targets(value, names: Names) -> list[int]:
    if not isinstance(value, dict | list):
        return []
    return sorted({names.entries[ref][0] for ref in refs_in(value) if names.entries.get(ref, (0, "", False))[2]})


def _visible(value, names: Names):
    """A value with its references as numbers; those that are not public become null or leave their list."""
    if isinstance(value, dict):
        if set(value) == {"$ref"}:
            number = names.number(value)
            return None if number is None else canonical.numbered(number)
        return {key: _visible(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_visible(item, names) for item in value if names.shows(item)]
    return value


@lru_cache(maxsize=4096)
def _bounds(span: Period) -> dict:
    """A refined period as ISO days; null means that side has no bound."""
    days = {"start_earliest": span.s1, "start_latest": span.s2, "end_earliest": span.e1, "end_latest": span.e2}
    bounds = {key: (day.isoformat() if (day := from_day(value)) else None) for key, value in days.items()}
    return {**bounds, "ongoing": span.ongoing}


_PERIOD_KEYS = ("start", "end", "seen", "wording", "inferred", "basis")


def _said(claim: dict, names: Names) -> dict:
    """A claim as the public reads it: typed dates and refined bounds together under `period`."""
    said = {
        key: _visible(value, names)
        for key, value in claim.items()
        if key not in _PERIOD_KEYS and key not in ("citations", "part")
    }
    said = {"id": said.pop("id"), "part": claim["part"], **said}
    said["period"] = {**{key: claim[key] for key in _PERIOD_KEYS}, **_bounds(_period(claim))}
    said["citations"] = _visible(claim["citations"], names)
    return said


def _claim_rows(number: int, claim: dict, said: dict, owner_span: Period, names: Names) -> tuple[Claim, list[About]]:
    span = _period(claim)
    days = _days(span)
    undated = sort_day_of(span) == FUTURE
    if undated:
        # A participation has no date of its own: it stands where its event does.
        days["sort_day"] = sort_day_of(owner_span)
    subject, object_, topic = (names.number(claim.get(key)) for key in ("subject", "object", "topic"))
    pair = sorted({subject, object_} - {None})
    common = {"predicate": claim["predicate"], "topic": topic, "level": claim.get("level"), "owner": number, **days}
    value = claim.get("value") if claim["predicate"] == "observed" else None
    row = Claim(
        claim_id=uuid.UUID(claim["id"]),
        subject=subject,
        object=object_,
        lo=pair[0] if len(pair) == 2 else None,
        hi=pair[1] if len(pair) == 2 else None,
        # An identifier's scheme and code stand in these columns too, so that a code on a day is one seek.
        status=(claim.get("status") or claim.get("kind") or claim.get("scheme") or "")[:40],
        role=(claim.get("role") or (claim["value"] if claim["predicate"] == "identified" else ""))[:40],
        number=None if value in (None, "") else Decimal(value).quantize(Decimal("0.000001")),
        certainty=claim["certainty"],
        standing=claim["standing"],
        body=canonical.document_bytes({**said, "owner": canonical.numbered(number)}),
        **common,
    )
    abouts = []
    for side, entry, other in ((About.Side.SUBJECT, subject, object_), (About.Side.OBJECT, object_, subject)):
        if entry is not None:
            abouts.append(About(entry=entry, side=side, other=other, **common))
    return row, abouts
