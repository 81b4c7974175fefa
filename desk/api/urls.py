"""The addresses of the write API, below /api/v1/desk/."""

from django.urls import path

from desk.api.batches import Batch
from desk.api.description import Description
from desk.api.steps import STEPS
from desk.api.views import Desk, List, One

urlpatterns = [
    path("", Desk.as_view(), name="desk-api"),
    path("schema/", Description.as_view(), name="desk-api-schema"),
    path("batch/", Batch.as_view(), name="desk-api-batch"),
    path("<str:folder>/", List.as_view(), name="desk-api-list"),
    path("<str:folder>/<str:public_id>/", One.as_view(), name="desk-api-entry"),
    *(
        path(f"<str:folder>/<str:public_id>/{name}/", view.as_view(), name=f"desk-api-{name}")
        for name, view in STEPS.items()
    ),
]
