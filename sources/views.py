"""Public pages of sources."""

import json

from publication.models import Claim, Mention
from publication.pages import EntryListPage, EntryPage
from publication.reading.names import splice

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
