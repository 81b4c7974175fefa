"""Versions of an entry by time (Memento, RFC 7089): the standard way to ask what `known_at` asks.

An entry's address is both the original resource and its TimeGate: asked with Accept-Datetime it leads (302) to the
same address with `known_at`, which is the version. A TimeMap lists them all. A version is a span of the record in
which the entry stood unchanged; its time is that of the publication that began it.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from publication.kinds import KINDS, PublicKind
from publication.models import Face, Revision
from publication.problems import not_found, problem
from publication.reading import find
from publication.reading.moment import Moment
from publication.serving.formats import JSON, LINKS
from publication.serving.links import add_links, link_value
from publication.serving.sealing import ASK_AGAIN
from publication.serving.view import RecordView

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Version:
    """One version: the sequence number to ask for, since when, and its address then."""

    seq: int
    since: datetime
    path: str

    @property
    def query(self) -> str:
        """Its path with the record's number."""
        return f"{self.path}?known_at={self.seq}"


def versions_of(kind: PublicKind, slug: str, moment: Moment) -> list[Version]:
    """Return every version of the entry at an address, oldest first; [] if there never was one. Three queries.

    An address that two entries had one after the other stands for the later one.
    """
    here = Face.objects.filter(namespace=kind.namespace, slug=slug, seq_from__lte=moment.seq)
    number = here.order_by("-seq_from").values_list("entry", flat=True).first()
    if number is None:
        return []
    rows = Face.objects.filter(entry=number, state=Face.State.PUBLIC, seq_from__lte=moment.seq).order_by("seq_from")
    spans = list(rows.values_list("seq_from", "kind", "slug"))
    times = {
        seq: (end, at)
        for seq, end, at in Revision.objects.filter(seq__in=[span[0] for span in spans]).values_list(
            "seq", "batch_end", "recorded_at"
        )
    }
    found: dict[int, Version] = {}
    for seq, its_kind, its_slug in spans:
        end, at = times[seq]
        # A publication is seen whole: of several spans that begin within it the last counts.
        found[end] = Version(end, at, f"{PREFIX}/{KINDS[its_kind].folder}/{its_slug}/")
    return list(found.values())


def time_gate(request: HttpRequest, kind: PublicKind, slug: str, moment: Moment) -> HttpResponse:
    """Lead to the version at the time that Accept-Datetime names; before the first one, to the first.

    RFC 7089, 4.1 and 4.5.3.
    """
    asked = read_datetime(request.headers["Accept-Datetime"])
    if asked is None:
        return problem(
            400,
            "bad-request",
            "The header Accept-Datetime is no HTTP date. Write it as in: Mon, 23 Nov 2026 10:00:00 GMT.",
            header="Accept-Datetime",
        )
    versions = versions_of(kind, slug, moment)
    if not versions:
        return not_found("No entry has this address.")
    # HTTP dates have whole seconds: a version counts from the second in which it began.
    chosen = next((one for one in reversed(versions) if one.since.replace(microsecond=0) <= asked), versions[0])
    query = request.GET.copy()
    query["known_at"] = str(chosen.seq)
    response = HttpResponseRedirect(f"{chosen.path}?{query.urlencode()}")
    patch_vary_headers(response, ["Accept-Datetime"])
    response["Cache-Control"] = ASK_AGAIN
    _add_version_links(request, response, kind, slug)
    absolute = request.build_absolute_uri
    ends = {versions[0].seq: "first", versions[-1].seq: "last"}
    for version in dict.fromkeys((versions[0], chosen, versions[-1])):
        rel = f"{ends[version.seq]} memento" if version.seq in ends else "memento"
        rel = "first last memento" if len(versions) == 1 else rel
        add_links(response, link_value(absolute(version.query), rel, datetime=http_date(version.since.timestamp())))
    return response


def read_datetime(text: str) -> datetime | None:
    """The time of an HTTP date (RFC 9110, 5.6.7), or None."""
    try:
        when = parsedate_to_datetime(text[:60])
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def mark(request: HttpRequest, response: HttpResponse, kind: str, slug: str) -> None:
    """Say of an entry's answer where its versions are."""
    patch_vary_headers(response, ["Accept-Datetime"])
    if response.status_code in (200, 304, 410):
        _add_version_links(request, response, KINDS[kind], slug)


def date_of(face: Face) -> str:
    """Since when the entry stood as it does in a version, as an HTTP date: Memento-Datetime. One query."""
    return http_date(Revision.objects.values_list("recorded_at", flat=True).get(seq=face.seq_from).timestamp())


def _add_version_links(request: HttpRequest, response: HttpResponse, kind: PublicKind, slug: str) -> None:
    original = request.build_absolute_uri(f"{PREFIX}/{kind.folder}/{slug}/")
    timemap = request.build_absolute_uri(f"{PREFIX}/timemap/{kind.folder}/{slug}/")
    add_links(
        response,
        link_value(original, "original timegate"),
        link_value(timemap, "timemap", type=LINKS.media_type),
    )


class TimeMap(RecordView):
    """Every version of an entry, with its time and address (a TimeMap, RFC 7089)."""

    formats = (LINKS, JSON)
    takes = ()
    kinds = {kind.folder: kind for kind in KINDS.values()}

    def answer(self, request, moment, folder: str, slug: str) -> HttpResponse:
        """Answer in link-format (RFC 6690), as Memento asks, or as JSON."""
        kind = self.kinds.get(folder)
        versions = versions_of(kind, slug, moment) if kind and "\0" not in slug and len(slug) <= 200 else []
        if not versions:
            finding = find.Missing([]) if kind is None else find.by_slug(kind, slug, moment)
            return not_found("No entry has this address.", getattr(finding, "suggestions", []))
        absolute = request.build_absolute_uri
        original = absolute(f"{PREFIX}/{folder}/{slug}/")
        if self.format is JSON:
            listed = [
                {"seq": one.seq, "datetime": one.since.astimezone(UTC).isoformat(), "uri": absolute(one.query)}
                for one in versions
            ]
            content = {"original_uri": original, "timegate_uri": original, "mementos": {"list": listed}}
            return self.respond(json.dumps(content, ensure_ascii=False).encode(), moment)
        dates = {"from": http_date(versions[0].since.timestamp()), "until": http_date(versions[-1].since.timestamp())}
        lines = [
            link_value(original, "original timegate"),
            link_value(absolute(request.get_full_path()), "self", type=LINKS.media_type, **dates),
        ]
        for place, version in enumerate(versions):
            ends = ["first"] * (place == 0) + ["last"] * (place == len(versions) - 1)
            rel = " ".join([*ends, "memento"])
            lines.append(link_value(absolute(version.query), rel, datetime=http_date(version.since.timestamp())))
        return self.respond(",\n".join(lines).encode() + b"\n", moment)
