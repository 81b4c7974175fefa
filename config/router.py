"""The API's table of contents: which view answers which address."""

from django.urls import path

import events.api as events
import relations.api as relations
import sources.api as sources
from publication.api import ClaimDetail, ClaimList, Root
from publication.history.api import ChangeFeed, RevisionDetail, RevisionList
from publication.searching.api import SearchList

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

urlpatterns = [path("", Root.as_view(), name="api-root")]
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
]
