"""Every address of the site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

import events.downloads as events_files
import events.views as events
import relations.actors as actors
import relations.views as relations
import sources.views as sources
from events.feeds import Calendar
from letterbox.views import Suggest, Thanks
from operation.health import alive, ready
from operation.metrics import metrics
from publication import about
from publication.feeds import FEED_KINDS, ChangesFeed, EntryFeed
from publication.history.changes import ChangesPage, ClaimPage
from publication.history.citation import FORMS
from publication.history.cite import CiteFile
from publication.history.revisions import ComparePage as CompareRevisions
from publication.history.revisions import HistoryPage, RevisionPage, Snapshot
from publication.kinds import KINDS
from publication.languages import is_page
from publication.openapi.views import ProblemPage, Reference
from publication.pages import ClaimListPage
from publication.releasing.views import ReleaseFile, ReleasePage, ReleasesPage
from publication.searching.views import SearchNames, SearchPage
from publication.sitemaps import EntriesSitemap, PagesSitemap, SitemapIndex, robots
from publication.views import Permanent
from relations.downloads import (
    LevelsFigure,
    LevelsTable,
    MapFile,
    MembershipsFigure,
    MembershipsTable,
    TiesFigure,
    TiesTable,
)
from relations.explore.page import Explore
from relations.explore.pairs import RelationshipComparison
from relations.explore.views import ComparePage, MatrixPage, NetworkPage, TimelinePage
from relations.home import Home

PAGES = {
    "countries": (relations.CountryList, actors.CountryPage),
    "organizations": (relations.OrganizationList, actors.OrganizationPage),
    "people": (relations.PersonList, actors.PersonPage),
    "relationships": (relations.RelationshipList, relations.RelationshipPage),
    "topics": (relations.TopicList, relations.TopicPage),
    "events": (events.EventList, events.EventPage),
    "agreements": (events.AgreementList, events.AgreementPage),
    "statements": (events.StatementList, events.StatementPage),
    "indicators": (events.IndicatorList, events.IndicatorPage),
    "sources": (sources.SourceList, sources.SourcePage),
}

# Each chart can be taken away as a table and as a drawing in two forms.
FILES = {
    "relationships/<str:slug>/levels": (LevelsTable, LevelsFigure),
    "relationships/<str:slug>/ties": (TiesTable, TiesFigure),
    "agreements/<str:slug>/life": (events_files.LifeTable, events_files.LifeFigure),
    "indicators/<str:slug>/values": (events_files.ValuesTable, events_files.ValuesFigure),
}

# The explorers' drawings, each as SVG and PNG.
EXPLORED = {
    "timeline/timeline": TimelinePage,
    "matrix/matrix": MatrixPage,
    "network/network": NetworkPage,
    "compare/changes": ComparePage,
}
# Pages that crawlers are told of besides the lists.
EXPLORERS = ("/explore/", "/timeline/", "/matrix/", "/network/", "/compare/")
OTHERS = (*EXPLORERS, "/claims/", *(subject.path for subject in about.SUBJECTS))

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("claims/", ClaimListPage.as_view(), name="claims"),
    path("claims/<uuid:claim_id>/", ClaimPage.as_view(), name="claim"),
    path("changes/", ChangesPage.as_view(), name="changes"),
    path("revisions/<int:seq>/", RevisionPage.as_view(), name="revision"),
    path("revisions/<int:seq>/snapshot.json", Snapshot.as_view(), name="snapshot"),
    path("search/", SearchPage.as_view(), name="search"),
    path("search/names/", SearchNames.as_view(), name="search-names"),
    path("sources/<str:slug>/coverage/", sources.CoveragePage.as_view(), name="coverage"),
    path("explore/", Explore.as_view(), name="explore"),
    path("timeline/", TimelinePage.as_view(), name="timeline"),
    path("timeline/timeline.csv", TimelinePage.as_view(form="csv"), name="timeline-table"),
    path("matrix/", MatrixPage.as_view(), name="matrix"),
    path("matrix/matrix.csv", MatrixPage.as_view(form="csv"), name="matrix-table"),
    path("network/", NetworkPage.as_view(), name="network"),
    path("network/edges.csv", NetworkPage.as_view(form="csv"), name="network-table"),
    path("network/network.graphml", NetworkPage.as_view(form="graphml"), name="network-graph"),
    path("compare/", ComparePage.as_view(), name="compare"),
    path("compare/changes.csv", ComparePage.as_view(form="csv"), name="compare-table"),
    path("relationships/<str:slug>/compare/", RelationshipComparison.as_view(), name="pairs"),
    path("relationships/<str:slug>/compare/levels.csv", RelationshipComparison.as_view(form="csv"), name="pairs-table"),
    path("feeds/changes.atom", ChangesFeed.as_view(), name="changes-feed"),
    path("events/calendar.ics", Calendar.as_view(), name="calendar"),
    path("suggest/", Suggest.as_view(), name="suggest"),
    path("suggest/thanks/", Thanks.as_view(), name="suggest-thanks"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", SitemapIndex.as_view(), name="sitemap"),
    path("sitemaps/pages.xml", PagesSitemap.as_view(others=OTHERS), name="sitemap-pages"),
    path("sitemaps/entries-<int:number>.xml", EntriesSitemap.as_view(), name="sitemap-entries"),
    path("releases/", ReleasesPage.as_view(), name="releases"),
    path("releases/<str:number>/", ReleasePage.as_view(), name="release"),
    path("releases/<str:number>/<path:path>", ReleaseFile.as_view(), name="release-file"),
    path("id/<str:public_id>/", Permanent.as_view(), name="permanent"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("api/", Reference.as_view(), name="api-reference"),
    path("api/problems/<str:name>/", ProblemPage.as_view(), name="api-problem"),
    path("api/v1/", include("config.router")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    from publication.styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
for address, view in EXPLORED.items():
    urlpatterns += [path(f"{address}.{form}", view.as_view(form=form)) for form in ("svg", "png")]
for address, (table, figure) in FILES.items():
    urlpatterns += [
        path(f"{address}.csv", table.as_view()),
        path(f"{address}.svg", figure.as_view(form="svg")),
        path(f"{address}.png", figure.as_view(form="png")),
    ]
for form in ("csv", "svg", "png"):
    urlpatterns.append(path(f"map.{form}", MapFile.as_view(form=form)))
for kind in (kind for kind in KINDS.values() if kind.namespace == "actor"):
    address = f"{kind.folder}/<str:slug>/memberships"
    urlpatterns += [
        path(f"{address}.csv", MembershipsTable.as_view(kind=kind.name)),
        path(f"{address}.svg", MembershipsFigure.as_view(kind=kind.name, form="svg")),
        path(f"{address}.png", MembershipsFigure.as_view(kind=kind.name, form="png")),
    ]
for kind in KINDS.values():
    urlpatterns += [
        path(f"{kind.folder}/<str:slug>/history/", HistoryPage.as_view(kind=kind.name)),
        path(f"{kind.folder}/<str:slug>/history/compare/", CompareRevisions.as_view(kind=kind.name)),
        *(path(f"{kind.folder}/<str:slug>/cite.{form}", CiteFile.as_view(kind=kind.name, form=form)) for form in FORMS),
    ]
for folder, (listing, page) in PAGES.items():
    urlpatterns += [
        path(f"{folder}/", listing.as_view(), name=folder),
        path(f"{folder}/<str:slug>/", page.as_view(), name=f"{folder}-page"),
    ]
for subject in about.SUBJECTS:
    view = about.VIEWS.get(subject.name, about.AboutPage)
    urlpatterns.append(path(subject.path[1:], view.as_view(subject=subject), name=f"about-{subject.name or 'index'}"))
for kind in FEED_KINDS:
    folder = KINDS[kind].folder
    urlpatterns.append(path(f"{folder}/<str:slug>/changes.atom", EntryFeed.as_view(kind=kind), name=f"{folder}-feed"))

# Pages and drawings stand in every language, English at the addresses above, the others below /CODE/.
pages = [route for route in urlpatterns if is_page(f"/{route.pattern}")]
urlpatterns = [route for route in urlpatterns if route not in pages]
urlpatterns += i18n_patterns(*pages, prefix_default_language=False)

handler400 = "publication.views.bad_request"
handler403 = "publication.views.permission_denied"
handler404 = "publication.views.page_not_found"
handler500 = "publication.views.server_error"
