"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

import events.views as events
import relations.views as relations
import sources.views as sources
from publication.searching.views import SearchNames, SearchPage
from publication.views import Permanent
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
    path("search/", SearchPage.as_view(), name="search"),
    path("search/names/", SearchNames.as_view(), name="search-names"),
    path("sources/<str:slug>/coverage/", sources.CoveragePage.as_view(), name="coverage"),
    path("relationships/<str:slug>/levels.csv", LevelsTable.as_view(), name="levels-table"),
    path("relationships/<str:slug>/levels.svg", LevelsDrawing.as_view(), name="levels-drawing"),
    path("id/<str:public_id>/", Permanent.as_view(), name="permanent"),
    path("api/v1/", include("config.router")),
    path("admin/", admin.site.urls),
]
for folder, (listing, page) in PAGES.items():
    urlpatterns += [
        path(f"{folder}/", listing.as_view(), name=folder),
        path(f"{folder}/<str:slug>/", page.as_view(), name=f"{folder}-page"),
    ]

handler400 = "publication.views.bad_request"
handler403 = "publication.views.permission_denied"
handler404 = "publication.views.page_not_found"
handler500 = "publication.views.server_error"
