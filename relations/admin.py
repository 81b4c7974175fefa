"""The desk's screens for actors, dyads and topics."""

from django.contrib import admin, messages
from django.db.models import Q

from desk.admin import ClaimAdmin, ClaimInline, EveryEntryAdmin, KindAdmin
from desk.forms import EntryForm, PartFormSet
from publication.models import Revision
from relations.models import (
    Actor,
    ActorName,
    Country,
    Existence,
    Identifier,
    Membership,
    Office,
    Organization,
    Person,
    Phase,
    Relationship,
    Succession,
    Tie,
    Topic,
)
from relations.snapshots import prepare_dyad

NAMES = {"slug", "title", "title_ru"}


class ActorKindAdmin(KindAdmin):
    """An actor's form: when it is renamed, the desk's dyads follow."""

    def save_model(self, request, obj, form, change):
        """Save, then name the actor's dyads anew."""
        super().save_model(request, obj, form, change)
        if change and NAMES & set(form.changed_data):
            for dyad in Relationship.objects.filter(Q(first=obj.pk) | Q(second=obj.pk)).select_related(
                "first", "second"
            ):
                prepare_dyad(dyad)
                if too_long(dyad):
                    text = f"{dyad}: {too_long(dyad)} The dyad keeps its old name."
                    self.message_user(request, text, messages.WARNING)
                else:
                    dyad.save()


@admin.register(Country)
class CountryAdmin(ActorKindAdmin):
    """Countries."""

    list_display = ("title", "region", "record", "state", "changed")
    list_filter = ("state", "region")


@admin.register(Organization)
class OrganizationAdmin(ActorKindAdmin):
    """Organizations; memberships are theirs."""

    list_display = ("title", "abbreviation", "type", "record", "state", "changed")
    list_filter = ("state", "type")
    search_fields = ("title", "title_ru", "slug", "abbreviation")


@admin.register(Person)
class PersonAdmin(ActorKindAdmin):
    """People."""

    list_display = ("title", "sort_name", "record", "state", "changed")
    search_fields = ("title", "title_ru", "slug", "sort_name")


@admin.register(Topic)
class TopicAdmin(KindAdmin):
    """Topics."""

    list_display = ("title", "parent", "record", "state", "changed")
    list_select_related = ("parent",)


@admin.register(Actor)
class ActorAdmin(EveryEntryAdmin):
    """All actors: what links to an actor look up. Not in the index, which has their kinds."""

    search_fields = ("title", "title_ru", "slug", "organization__abbreviation")

    def has_module_permission(self, request):
        """Keep it out of the index."""
        return False


def too_long(dyad: Relationship) -> str:
    """Say which derived name of a dyad does not fit its column, or ''."""
    for name in ("slug", "title", "title_ru"):
        limit = Relationship._meta.get_field(name).max_length
        if len(getattr(dyad, name)) > limit:
            return f"The two {name}s together pass {limit} characters."
    return ""


class RelationshipForm(EntryForm):
    """A dyad: slug and title are made of its two actors'."""

    def clean(self):
        """Refuse a pair whose names together do not fit."""
        data = super().clean()
        if data.get("first") and data.get("second"):
            trial = Relationship(first=data["first"], second=data["second"])
            prepare_dyad(trial)
            if too_long(trial):
                self.add_error("second", too_long(trial))
        return data


class TieFormSet(PartFormSet):
    """Ties within their dyad's form, where a new dyad's actors are not yet in the database."""

    def clean(self):
        """Refuse a tie between others than the two actors chosen above it."""
        super().clean()
        pair = {self.instance.first_id, self.instance.second_id}
        if None in pair or not self.instance._state.adding:
            return  # no pair to compare with, or the model's own rule has looked at it
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            chosen = {data["subject"].pk, data["object"].pk} if data.get("subject") and data.get("object") else pair
            if chosen != pair and not data.get("DELETE"):
                form.add_error("subject", "A tie stands between the two actors of its relationship.")


class TieInline(ClaimInline):
    """Ties within their dyad's form."""

    formset = TieFormSet


@admin.register(Relationship)
class RelationshipAdmin(KindAdmin):
    """Dyads. The two actors are what a dyad is: they stand fast once it has claims or was public."""

    form = RelationshipForm
    claim_inlines = {Tie: TieInline}
    search_fields = ("title", "title_ru", "slug", "first__title", "second__title")

    def get_readonly_fields(self, request, obj=None):
        """Fix the pair."""
        fixed = super().get_readonly_fields(request, obj)
        if obj is not None and (obj.claims.exists() or Revision.objects.of(obj.public_id).exists()):
            return ("first", "second", *fixed)
        return fixed


@admin.register(Phase)
class PhaseAdmin(ClaimAdmin):
    """Phases."""

    list_display = (
        "what",
        "owner_link",
        "topic",
        "level",
        "trend",
        "start",
        "end",
        "certainty",
        "standing",
        "held_back",
    )
    list_filter = ("level", "trend", "certainty", "standing", "held_back")


@admin.register(Tie)
class TieAdmin(ClaimAdmin):
    """Ties."""

    list_display = (
        "what",
        "owner_link",
        "kind",
        "subject",
        "object",
        "start",
        "end",
        "certainty",
        "standing",
        "held_back",
    )
    list_filter = ("kind", "certainty", "standing", "held_back")


@admin.register(Membership)
class MembershipAdmin(ClaimAdmin):
    """Memberships: the long part of an organization."""

    list_display = ("member", "owner_link", "status", "start", "end", "seen", "certainty", "standing", "held_back")
    list_filter = ("status", "founding", "certainty", "standing", "held_back")
    search_fields = (*ClaimAdmin.search_fields, "member__title", "member__title_ru", "member__slug")


for claim in (ActorName, Existence, Identifier, Office, Succession):
    admin.site.register(claim, ClaimAdmin)
