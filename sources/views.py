"""Public pages of sources."""

from dataclasses import replace

from django.utils.translation import gettext as _

from publication.kinds import KINDS
from publication.listing import check_parameters, link, moment_of
from publication.pages import EntryListPage, EntryPage, crumbs_of, entry_page
from publication.reading import find
from publication.reading.keyset import read_cursor
from publication.reading.moment import BadParameter
from publication.reading.names import name_of, title_column
from sources.coverage import coverage
from sources.supports import claims_of, contested, counts_by_kind, supported


class SourceList(EntryListPage):
    """Sources, by title."""

    kind = "source"


class SourcePage(EntryPage):
    """One source: what it is and how far to trust it, what it supports kind by kind, where it stands against others."""

    kind = "source"
    template = "entries/source.html"

    def get(self, request, slug: str):
        """Answer the source with one page of the entries that cite it, of all kinds or of one."""
        check_parameters(request, ("as_of", "known_at", "kind", "cursor"))
        if (chosen := request.GET.get("kind", "")) and chosen not in KINDS:
            known = {"value": chosen[:40], "known": ", ".join(KINDS)}
            raise BadParameter("kind", _("'%(value)s' is not a kind. Kinds are: %(known)s.") % known)
        moment = moment_of(request)
        self.cursor = (
            read_cursor(text, title_column(), str, moment.head) if (text := request.GET.get("cursor")) else None
        )
        if self.cursor and moment.known_at is None:
            # A walk goes on in the state of the record in which it began.
            moment = replace(moment, seq=self.cursor.seq)
        finding = find.by_slug(KINDS[self.kind], slug, moment)
        return entry_page(self, finding, moment)

    def more(self, entry, face, moment, parts):
        """What cites it, grouped by entry; how many entries of each kind; what an editor weighed against others."""
        chosen = self.request.GET.get("kind", "")
        page = supported(face, moment, chosen, self.cursor)
        groups = claims_of(face, page.rows, moment)
        weighed, more_weighed = contested(face, moment)
        counts, many = counts_by_kind(face, moment)
        return {
            "chosen": chosen,
            "counts": counts,
            "supported": sum(number for _, number in counts),
            "many": many,
            "supports": groups,
            "page": {"next": link(self.request, page.next), "previous": link(self.request, page.previous)},
            "clock_keep": [("kind", chosen)] if chosen else [],
            "contested": weighed,
            "more_contested": more_weighed,
            "more_claims": [*weighed, *(claim for group in groups for claim in group["claims"])],
        }


class CoveragePage(EntryPage):
    """Which paragraphs of a source the record cites, and which it does not."""

    kind = "source"

    def show(self, face, moment):
        """Render the table."""
        source = name_of(face)
        title = _("Coverage of %(source)s") % {"source": source["title"]}
        context = {
            "title": title,
            "source": source,
            "section": "sources",
            "crumbs": [
                *crumbs_of("source"),
                {**source, "url": f"/sources/{face.slug}/"},
                {"title": _("Coverage"), "url": ""},
            ],
            "coverage": coverage(face, moment),
        }
        return self.page("entries/coverage.html", moment, context)
