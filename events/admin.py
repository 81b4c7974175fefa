"""The desk's screens for events, agreements, statements and indicators."""

from django.contrib import admin

from desk.admin import ClaimAdmin, KindAdmin
from events.models import (
    Agreement,
    Concern,
    Event,
    EventLink,
    Indicator,
    Obligation,
    Observation,
    Occurrence,
    Participation,
    Party,
    Statement,
    Step,
    Utterance,
)


@admin.register(Event)
class EventAdmin(KindAdmin):
    """Events."""

    list_display = ("title", "type", "status", "record", "state", "changed")
    list_filter = ("state", "type", "status")


@admin.register(Agreement)
class AgreementAdmin(KindAdmin):
    """Agreements."""

    list_display = ("title", "type", "record", "state", "changed")
    list_filter = ("state", "type")


@admin.register(Statement)
class StatementAdmin(KindAdmin):
    """Statements."""

    list_display = ("title", "type", "reply_to", "record", "state", "changed")
    list_filter = ("state", "type")
    list_select_related = ("reply_to",)


@admin.register(Indicator)
class IndicatorAdmin(KindAdmin):
    """Indicators."""

    list_display = ("title", "producer", "unit", "record", "state", "changed")
    list_select_related = ("producer",)
    search_fields = ("title", "title_ru", "slug", "question")


@admin.register(Participation)
class ParticipationAdmin(ClaimAdmin):
    """Participations."""

    list_display = ("actor", "owner_link", "role", "stance", "certainty", "standing", "held_back")
    list_filter = ("role", "certainty", "standing", "held_back")
    search_fields = (*ClaimAdmin.search_fields, "actor__title", "actor__title_ru", "actor__slug")


@admin.register(Observation)
class ObservationAdmin(ClaimAdmin):
    """Observations: the long part of an indicator."""

    list_display = (
        "owner_link",
        "respondent",
        "subject",
        "value",
        "rank",
        "rank_of",
        "group",
        "start",
        "end",
        "held_back",
    )
    list_display_links = ("respondent", "subject", "value", "rank")
    list_filter = ("computed", "certainty", "standing", "held_back")
    search_fields = (*ClaimAdmin.search_fields, "respondent__title", "subject__title", "group")


for claim in (Concern, EventLink, Obligation, Occurrence, Party, Step, Utterance):
    admin.site.register(claim, ClaimAdmin)
