"""Coverage: for each paragraph of a source's outline, the published claims that cite it, and those that none cites.

It reads the record alone, so that the public page and the command give one answer.
"""

import json
from collections import defaultdict
from dataclasses import dataclass

from publication.models import Claim, Face, Mention
from publication.reading.moment import Moment
from publication.reading.names import splice
from sources.outline import read_outline, read_place


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its section and number, how many claims cite it, and the entries that they belong to."""

    section: str
    number: int
    claims: int
    entries: list[dict]

    @property
    def covered(self) -> bool:
        """Whether any published claim cites it."""
        return self.claims > 0


@dataclass(frozen=True)
class Coverage:
    """A source's paragraphs in order, and locators that fit none of them."""

    paragraphs: list[Paragraph]
    unplaced: list[str]

    @property
    def cited(self) -> int:
        """How many paragraphs are cited."""
        return sum(paragraph.covered for paragraph in self.paragraphs)

    @property
    def percent(self) -> int:
        """The share of paragraphs that are cited, rounded down: 100 means every one."""
        return 100 * self.cited // len(self.paragraphs) if self.paragraphs else 0


def coverage(source: Face, moment: Moment) -> Coverage:
    """Return the coverage of a source at a moment. Sources without an outline have no paragraphs."""
    [document] = splice([source.document], moment.seq)
    sections = read_outline(json.loads(document).get("outline") or "")
    known = {(section.title, number) for section in sections for number in range(1, section.paragraphs + 1)}
    entries: dict[tuple, dict[str, dict]] = defaultdict(dict)
    counts: dict[tuple, int] = defaultdict(int)
    unplaced = set()
    for claim in _citing(source, moment):
        places = set()
        for citation in claim["citations"]:
            if citation["source"] and citation["source"]["id"] == str(source.public_id):
                found = read_place(citation["locator"])
                places.update(found)
                if known and not (found and known.issuperset(found)):
                    unplaced.add(citation["locator"])
        for place in places:
            counts[place] += 1
            entries[place][claim["owner"]["id"]] = claim["owner"]
    paragraphs = [
        Paragraph(section.title, number, counts[section.title, number], _by_title(entries[section.title, number]))
        for section in sections
        for number in range(1, section.paragraphs + 1)
    ]
    return Coverage(paragraphs, sorted(unplaced))


def _by_title(entries: dict[str, dict]) -> list[dict]:
    return sorted(entries.values(), key=lambda entry: (entry["kind"], entry["title"]))


def _citing(source: Face, moment: Moment):
    """The JSON of every claim that cites the source at the moment."""
    cited = Mention.objects.at(moment.seq).filter(target=source.entry, via="citations")
    rows = Claim.objects.at(moment.seq).filter(id__in=cited.values("claim")).order_by("id")
    bodies = [row.body for row in rows.only("body").iterator(chunk_size=1000)]
    for at in range(0, len(bodies), 1000):
        for raw in splice(bodies[at : at + 1000], moment.seq):
            yield json.loads(raw)
