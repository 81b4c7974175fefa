"""Public pages of sources."""

import json

from publication.kinds import KINDS
from publication.listing import check_parameters, moment_of
from publication.models import Claim, Mention
from publication.pages import EntryListPage, EntryPage, crumbs_of, entry_page
from publication.reading import find
from publication.reading.names import splice
from sources.coverage import coverage

LIMIT = 100


class SourceList(EntryListPage):
    """Sources, by title."""

    kind = "source"


class SourcePage(EntryPage):
    """One source and what it supports, entry by entry."""

    kind = "source"
    template = "entries/source.html"

    def more(self, entry, face, moment, parts):
        """The claims that cite it, grouped by the entry they belong to."""
        citing = Mention.objects.at(moment.seq).filter(target=face.entry, via="citations")
        rows = Claim.objects.at(moment.seq).filter(id__in=citing.values("claim"))
        if moment.as_of is not None:
            rows = rows.filter(s1__lte=moment.day_number)
        found = list(rows.order_by("owner", "id")[: LIMIT + 1])
        claims = [json.loads(raw) for raw in splice([row.body for row in found[:LIMIT]], moment.seq)]
        groups: dict[str, dict] = {}
        for claim in claims:
            group = groups.setdefault(claim["owner"]["id"], {"entry": claim["owner"], "claims": []})
            group["claims"].append(claim)
        return {
            "supports": list(groups.values()),
            "supported": rows.count(),
            "supports_more": len(found) > LIMIT,
            "more_claims": claims,
        }


class CoveragePage(EntryPage):
    """Which paragraphs of a source the record cites, and which it does not."""

    kind = "source"

    def get(self, request, slug: str):
        """Answer the table, or what the entry's own page would answer where there is no such source."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        finding = find.by_slug(KINDS[self.kind], slug, moment)
        return entry_page(self, finding, moment)

    def show(self, face, moment):
        """Render the table."""
        title = f"Coverage of {face.title}"
        context = {
            "title": title,
            "source": {"kind": face.kind, "slug": face.slug, "title": face.title},
            "section": "sources",
            "crumbs": [
                *crumbs_of("source"),
                {"title": face.title, "url": f"/sources/{face.slug}/"},
                {"title": "Coverage", "url": ""},
            ],
            "coverage": coverage(face, moment),
        }
        return self.page("entries/coverage.html", moment, context)
