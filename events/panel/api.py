"""The panel over HTTP."""

import json
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from publication.models import Face
from publication.parameters import two_slugs
from publication.reading.moment import BadParameter, Moment
from publication.reading.standing import OVERALL, topic_number
from publication.reading.topics import with_all_below
from publication.serving.formats import CSV, JSON, NDJSON
from publication.serving.lists import first_read
from publication.serving.tables import table
from publication.serving.view import RecordView
from relations.explore.asking import named

from .columns import flat, header
from .rows import Years, all_rows, faces_of

MOST_YEARS = 300
MOST_TOPICS = 20


class DyadYears(RecordView):
    """One row for each pair of actors and each year, streamed."""

    formats = (JSON, NDJSON, CSV)
    takes = ("actor", "between", "from", "to", "topic", "known_at")
    daily = True

    def answer(self, request, moment: Moment):
        """Answer with the rows of an actor's dyads, of one pair, or of all."""
        years = read_years(request, moment)
        topics = _topics(request, moment)
        faces = faces_of(moment, _actors(request, moment))
        chunks = first_read(_some(all_rows(faces, topic_number(OVERALL, moment), topics, years, moment)))
        name = f"dyad-years-{years.first}-{years.last}"
        if self.format is CSV:
            body = table(header(topics), ([flat(row) for row in rows] for rows in chunks))
            return self.respond(body, moment, name)
        lines = (b"".join(_line(row) for row in rows) for rows in chunks)
        return self.respond(lines if self.format is NDJSON else _array(chunks), moment)


def read_years(request, moment: Moment) -> Years:
    """The years from `from` to `to`, which is this year if it is not given. Raises BadParameter."""
    last = _year(request, "to", moment.today.year, moment.today.year)
    first = _year(request, "from", last, moment.today.year)
    if first > last:
        raise BadParameter("from", f"{first} is after `to`, {last}.")
    if last - first >= MOST_YEARS:
        raise BadParameter(
            "from", f"asks for {last - first + 1} years up to {last}. Ask for up to {MOST_YEARS} at once."
        )
    return Years(first, last, moment.today)


def _year(request, name: str, usual: int, latest: int) -> int:
    text = request.GET.get(name, "").strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= latest):
        raise BadParameter(name, f"'{text[:20]}' is not a year from 1 to {latest}. Type 1991.")
    return int(text)


def _actors(request, moment: Moment) -> list[int]:
    """The numbers of the actor, or of both, whose dyads are asked for."""
    actor, between = request.GET.get("actor", "").strip(), request.GET.get("between", "").strip()
    if actor and between:
        raise BadParameter("between", "goes without `actor`. Give one of the two, or neither for all dyads.")
    if between:
        try:
            slugs = two_slugs(between)
        except ValidationError as error:
            raise BadParameter("between", " ".join(error.messages)) from error
        return [named("between", "actor", slug, moment).entry for slug in slugs]
    return [named("actor", "actor", actor, moment).entry] if actor else []


def _topics(request, moment: Moment) -> dict[str, set[int]]:
    """The asked topics by slug, each with the numbers of all below it."""
    slugs = [slug.strip() for slug in request.GET.get("topic", "").split(",") if slug.strip()]
    if len(slugs) > MOST_TOPICS:
        raise BadParameter("topic", f"names {len(slugs)}; give up to {MOST_TOPICS}.")
    faces: list[Face] = [named("topic", "topic", slug, moment) for slug in dict.fromkeys(slugs)]
    return {face.slug: with_all_below([face.entry], moment) for face in faces}


def _some(chunks: Iterator[list]) -> Iterator[list]:
    """The chunks, one at least."""
    empty = True
    for rows in chunks:
        empty = False
        yield rows
    if empty:
        yield []


def _line(row: dict) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _array(chunks: Iterator[list]) -> Iterator[bytes]:
    """{"results": […]}, a piece for each chunk."""
    before = b'{"results":['
    for rows in chunks:
        if rows:
            yield before + b",".join(_line(row).rstrip() for row in rows)
            before = b","
    yield b'{"results":[]}' if before != b"," else b"]}"
