"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

import events.downloads as events_files
import events.views as events
import relations.actors as actors
import relations.views as relations
import sources.views as sources
from publication.pages import ClaimListPage
from publication.views import Permanent, Search
from relations.downloads import LevelsFigure, LevelsTable
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
    "agreements/<str:slug>/life": (events_files.LifeTable, events_files.LifeFigure),
    "indicators/<str:slug>/values": (events_files.ValuesTable, events_files.ValuesFigure),
}

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("claims/", ClaimListPage.as_view(), name="claims"),
    path("search/", Search.as_view(), name="search"),
    path("sources/<str:slug>/coverage/", sources.CoveragePage.as_view(), name="coverage"),
    path("id/<str:public_id>/", Permanent.as_view(), name="permanent"),
    path("api/v1/", include("config.router")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    from publication.styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
for address, (table, figure) in FILES.items():
    urlpatterns += [
        path(f"{address}.csv", table.as_view()),
        path(f"{address}.svg", figure.as_view(form="svg")),
        path(f"{address}.png", figure.as_view(form="png")),
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
