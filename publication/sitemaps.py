"""What crawlers are told: robots.txt (RFC 9309) and sitemaps (sitemaps.org, protocol 0.9).

Sitemap n lists the entries whose last revision is one of the log's n-th ten thousand. So a file never holds more
than that, it is found by one range of the log however long that is, and whoever has read a full one need not read
it again: an entry that changes moves to the newest.
"""

from collections.abc import Iterable
from xml.etree import ElementTree

from django.http import Http404, HttpRequest, HttpResponse

from publication.kinds import KINDS, path_of
from publication.languages import OTHERS, RECORD, is_page, within
from publication.listing import check_parameters, moment_of
from publication.models import Face, Revision
from publication.pages import RecordPage
from publication.reading.moment import Moment
from publication.validators import unless_known

# The protocol allows 50,000 addresses and 50 MB.
SITEMAP_SIZE = 10_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
LISTS = ("/", *(f"/{kind.folder}/" for kind in KINDS.values()), "/releases/")
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /api/
{searches}Disallow: /*?*as_of=
Disallow: /*?*known_at=
Disallow: /*?*cursor=

Sitemap: {sitemap}
"""


def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers to one variant of each page: days of the world times states of the record are without end."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    paths = [within(path, code) for code in (RECORD, *OTHERS) for path in ("/search/", "/suggest/")]
    searches = "".join(f"Disallow: {path}\n" for path in paths)
    return HttpResponse(ROBOTS.format(sitemap=sitemap, searches=searches), content_type="text/plain; charset=utf-8")


class Sitemap(RecordPage):
    """One XML file of addresses."""

    def get(self, request, **kwargs):
        """Answer the file as the record stands now."""
        check_parameters(request, ())
        moment = moment_of(request)
        return unless_known(request, moment, lambda: self.xml(self.items(moment, **kwargs)))

    def items(self, moment: Moment, **kwargs) -> Iterable[tuple[str, str]]:
        """The addresses, each with when it was last modified, or ''."""
        raise NotImplementedError

    root, item = "urlset", "url"

    def xml(self, items: Iterable[tuple[str, str]]) -> HttpResponse:
        """Write the file."""
        root = ElementTree.Element(self.root, {"xmlns": NAMESPACE, "xmlns:xhtml": XHTML})
        for path, modified in items:
            node = ElementTree.SubElement(root, self.item)
            ElementTree.SubElement(node, "loc").text = self.request.build_absolute_uri(path)
            if modified:
                ElementTree.SubElement(node, "lastmod").text = modified
            # The same page in each language, itself among them, as Google's extension of the protocol asks.
            for code in (RECORD, *OTHERS) if is_page(path) else ():
                address = self.request.build_absolute_uri(within(path, code))
                ElementTree.SubElement(node, "xhtml:link", rel="alternate", hreflang=code, href=address)
        body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return HttpResponse(body, content_type="application/xml; charset=utf-8")


class SitemapIndex(Sitemap):
    """/sitemap.xml: which sitemaps there are."""

    root, item = "sitemapindex", "sitemap"

    def items(self, moment, **kwargs):
        """The pages' file, and one for each ten thousand revisions, modified with the last of them."""
        yield "/sitemaps/pages.xml", _time(moment.seq_time)
        ends = [min(end, moment.seq) for end in range(SITEMAP_SIZE, moment.seq + SITEMAP_SIZE, SITEMAP_SIZE)]
        times = dict(Revision.objects.filter(seq__in=ends).values_list("seq", "recorded_at"))
        for number, end in enumerate(ends, 1):
            yield f"/sitemaps/entries-{number}.xml", _time(times[end])


class PagesSitemap(Sitemap):
    """/sitemaps/pages.xml: the home page and the lists, which change with the record; `others` do not."""

    others: tuple[str, ...] = ()

    def items(self, moment, **kwargs):
        """Lists first."""
        yield from ((path, _time(moment.seq_time)) for path in LISTS)
        yield from ((path, "") for path in self.others)


class EntriesSitemap(Sitemap):
    """/sitemaps/entries-1.xml: public entries by their last revision."""

    def items(self, moment, *, number: int):
        """Entries whose last revision is one of the `number`-th ten thousand. Raises Http404 beyond the log's end."""
        first, last = SITEMAP_SIZE * (number - 1) + 1, min(SITEMAP_SIZE * number, moment.seq)
        if not 1 <= first <= last:
            raise Http404
        revisions = Revision.objects.filter(seq__range=(first, last))
        times = dict(revisions.values_list("seq", "recorded_at"))
        faces = Face.objects.at(moment.seq).filter(
            state=Face.State.PUBLIC, revision__range=(first, last), public_id__in=revisions.values("entry_id")
        )
        rows = faces.order_by("revision").values_list("kind", "slug", "revision")
        return [(path_of(kind, slug), _time(times[revision])) for kind, slug, revision in rows]


def _time(recorded_at) -> str:
    """A recorded time to the second (W3C Datetime); '' for none."""
    return recorded_at.isoformat(timespec="seconds") if recorded_at else ""
