"""Footnotes: the citations of a page's claims, numbered in reading order, with what is known of each source."""

import json
from collections.abc import Iterable

from publication.models import Face
from publication.reading.moment import Moment
from publication.reading.names import splice

# What a footnote shows of a source besides its name.
SHOWN = (
    "type",
    "authors",
    "publisher",
    "published",
    "as_of",
    "source_url",
    "archived_url",
    "accessed",
    "reliability",
    "checked",
)


def number_notes(claims: Iterable[dict], moment: Moment) -> list[dict]:
    """Give every citation its number `n` and its source's particulars; return the notes in order.

    The same place in the same source has one number. One query, and none where nothing is cited.
    """
    citations = [citation for claim in claims for citation in claim.get("citations", []) if citation.get("source")]
    sources = _sources({citation["source"]["id"] for citation in citations}, moment)
    numbers: dict[tuple, int] = {}
    met: set[str] = set()
    notes = []
    for citation in citations:
        source = {**citation["source"], **sources.get(citation["source"]["id"], {})}
        citation["source"] = source
        place = (source["id"], citation["locator"], citation["quotation"], citation["note"])
        if place not in numbers:
            numbers[place] = len(numbers) + 1
            # A source is described in full once, at its first note.
            notes.append(
                {"n": numbers[place], "citation": citation, "source": source, "first": source["id"] not in met}
            )
            met.add(source["id"])
        citation["n"] = numbers[place]
    return notes


def _sources(ids: set[str], moment: Moment) -> dict[str, dict]:
    if not ids:
        return {}
    faces = list(Face.objects.at(moment.seq).filter(public_id__in=ids, state=Face.State.PUBLIC).only("document"))
    # A source's own document names at most a few topics; it is read for its own fields.
    documents = [json.loads(raw) for raw in splice([face.document for face in faces], moment.seq)]
    return {content["id"]: {key: content.get(key) for key in SHOWN} for content in documents}
