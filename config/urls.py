"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

import events.views as events
import relations.views as relations
import sources.views as sources
from events.feeds import Calendar
from letterbox.views import Suggest, Thanks
from publication.feeds import FEED_KINDS, ChangesFeed, EntryFeed
from publication.kinds import KINDS
from publication.sitemaps import EntriesSitemap, PagesSitemap, SitemapIndex, robots
from publication.views import Permanent, Search
from relations.downloads import LevelsDrawing, LevelsTable
from relations.home import Home

PAGES = {
    "countries": (relations.CountryList, relations.CountryPage),
    "organizations": (relations.OrganizationList, relations.OrganizationPage),
    "people": (relations.PersonList, relations.PersonPage),
    "relationships": (relations.RelationshipList, relations.RelationshipPage),
    "topics": (relations.TopicList, relations.TopicPage),
    "events": (events.EventList, events.EventPage),
    "agreements": (events.AgreementList, events.AgreementPage),
    "statements": (events.StatementList, events.StatementPage),
    "indicators": (events.IndicatorList, events.IndicatorPage),
    "sources": (sources.SourceList, sources.SourcePage),
}

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("sources/<str:slug>/coverage/", sources.CoveragePage.as_view(), name="coverage"),
    path("relationships/<str:slug>/levels.csv", LevelsTable.as_view(), name="levels-table"),
    path("relationships/<str:slug>/levels.svg", LevelsDrawing.as_view(), name="levels-drawing"),
    path("feeds/changes.atom", ChangesFeed.as_view(), name="changes-feed"),
    path("events/calendar.ics", Calendar.as_view(), name="calendar"),
    path("suggest/", Suggest.as_view(), name="suggest"),
    path("suggest/thanks/", Thanks.as_view(), name="suggest-thanks"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", SitemapIndex.as_view(), name="sitemap"),
    path("sitemaps/pages.xml", PagesSitemap.as_view(), name="sitemap-pages"),
    path("sitemaps/entries-<int:number>.xml", EntriesSitemap.as_view(), name="sitemap-entries"),
    path("id/<str:public_id>/", Permanent.as_view(), name="permanent"),
    path("api/v1/", include("config.router")),
    path("admin/", admin.site.urls),
]
for folder, (listing, page) in PAGES.items():
    urlpatterns += [
        path(f"{folder}/", listing.as_view(), name=folder),
        path(f"{folder}/<str:slug>/", page.as_view(), name=f"{folder}-page"),
    ]
for kind in FEED_KINDS:
    folder = KINDS[kind].folder
    urlpatterns.append(path(f"{folder}/<str:slug>/changes.atom", EntryFeed.as_view(kind=kind), name=f"{folder}-feed"))

handler400 = "publication.views.bad_request"
handler403 = "publication.views.permission_denied"
handler404 = "publication.views.page_not_found"
handler500 = "publication.views.server_error"
