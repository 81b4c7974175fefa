"""The API's table of contents: which view answers which address."""

from django.urls import include, path

import events.api as events
import relations.api as relations
import sources.api as sources
from events.panel.api import DyadYears
from publication.api import ClaimDetail, ClaimList
from publication.contents import Context, Root
from publication.history.api import ChangeFeed, RevisionDetail, RevisionList
from publication.openapi.views import SchemaView
from publication.releasing.views import ReleaseDetail, ReleaseList
from publication.searching.api import SearchList
from publication.serving.memento import TimeMap
from relations.exchange import Crosswalk, NetworkOfDay

VIEWS = {
    "countries": (relations.CountryList, relations.CountryDetail),
    "organizations": (relations.OrganizationList, relations.OrganizationDetail),
    "people": (relations.PersonList, relations.PersonDetail),
    "relationships": (relations.RelationshipList, relations.RelationshipDetail),
    "topics": (relations.TopicList, relations.TopicDetail),
    "events": (events.EventList, events.EventDetail),
    "agreements": (events.AgreementList, events.AgreementDetail),
    "statements": (events.StatementList, events.StatementDetail),
    "indicators": (events.IndicatorList, events.IndicatorDetail),
    "sources": (sources.SourceList, sources.SourceDetail),
}
# Addresses that the root names besides the lists.
MORE = {
    "changes": "changes/",
    "revisions": "revisions/",
    "releases": "releases/",
    "crosswalk": "crosswalk/",
    "dyad-years": "dyad-years/",
    "network": "network/",
    "context": "context.jsonld",
}

urlpatterns = [
    path("", Root.as_view(more=MORE), name="api-root"),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("context.jsonld", Context.as_view(), name="api-context"),
    # For curators' programs, with a token: nothing that reads the record knows of it.
    path("desk/", include("desk.api.urls")),
]
for folder, (listing, detail) in VIEWS.items():
    urlpatterns += [
        path(f"{folder}/", listing.as_view(), name=f"api-{folder}"),
        path(f"{folder}/<str:slug>/", detail.as_view(), name=f"api-{folder}-detail"),
    ]
urlpatterns += [
    path("search/", SearchList.as_view(), name="api-search"),
    path("changes/", ChangeFeed.as_view(), name="api-changes"),
    path("revisions/", RevisionList.as_view(), name="api-revisions"),
    path("revisions/<int:seq>/", RevisionDetail.as_view(), name="api-revision"),
    path("claims/", ClaimList.as_view(), name="api-claims"),
    path("claims/<uuid:claim_id>/", ClaimDetail.as_view(), name="api-claim"),
    path("crosswalk/", Crosswalk.as_view(), name="api-crosswalk"),
    path("dyad-years/", DyadYears.as_view(), name="api-dyad-years"),
    path("network/", NetworkOfDay.as_view(), name="api-network"),
    path("timemap/<str:folder>/<str:slug>/", TimeMap.as_view(), name="api-timemap"),
    path("releases/", ReleaseList.as_view(), name="api-releases"),
    path("releases/<str:number>/", ReleaseDetail.as_view(), name="api-release"),
]
