"""Claims on the desk: as rows within their entry's form, and each class as a list of its own."""

from functools import cache

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html

from desk import lines
from desk.admin.fields import DeskFields
from desk.admin.guarding import Guarded
from desk.admin.history import ToldWithEntry
from desk.admin.searching import AnyCase
from desk.describing import change_url, describe
from desk.editing.state import claim_state
from desk.forms import CITATIONS, ChildFormSet, ClaimPageForm, ClaimRowForm, DeskForm, PartFormSet
from desk.models import Claim, Entry
from desk.permissions import EDIT_ANY
from desk.rules import changeable, may, sign
from desk.schema import Child, Part, schema

TIME = ("start", "end", "seen")
SHORT_HELP = {
    "text": "One sentence in your own words.",
    "start": "1991, 2007-02, 2014-02-20, 2014~, 199X, [..2001]",
    "end": "The same, or .. for still so.",
    "seen": "When it is known to have held; blank: the source's own date.",
}
STANDING = ("certainty", "standing", "standing_reason")


def claim_fieldsets(fields: tuple[str, ...]) -> list[tuple]:
    """Fieldsets of a claim with these own fields: what it says, when, where it stands; the rarer ones folded."""
    own = [tuple(fields)] if fields else []
    return [
        (None, {"fields": [*own, "text", TIME, CITATIONS]}),
        ("More about the time", {"fields": [("wording", "inferred", "basis")], "classes": ["collapse"]}),
        (
            "Certainty, standing, notes",
            {"fields": [STANDING, ("note", "held_back", "position")], "classes": ["collapse"]},
        ),
    ]


class Cited:
    """For whoever may look and not change: citations as text."""

    @admin.display(description="citations")
    def citations(self, claim) -> str:
        """Return the citations as lines."""
        return lines.write(lines.child_named(CITATIONS), claim) if claim.pk else ""


class ClaimInline(Cited, DeskFields, admin.StackedInline):
    """The claims of one part within their entry's form."""

    part: Part
    form = ClaimRowForm
    formset = PartFormSet
    fk_name = "owner"
    extra = 0
    show_change_link = True

    def get_fieldsets(self, request, obj=None):
        """Return the part's own fields, then those of every claim."""
        return claim_fieldsets(self.part.fields)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Say the short of it: the same lines of help stand under every row."""
        if db_field.name in SHORT_HELP:
            kwargs["help_text"] = SHORT_HELP[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request):
        """Claims with all that their rows show, in a fixed number of queries."""
        links = [name for name in self.part.fields if self.model._meta.get_field(name).is_relation]
        return super().get_queryset(request).select_related(*links).prefetch_related(*_cited_paths())


def _cited_paths() -> list[str]:
    child = lines.child_named(CITATIONS)
    return [f"{child.relation}__{link}" for link in child.select]


@cache
def inline_of(part: Part, base: type[ClaimInline]) -> type[ClaimInline]:
    """Return the inline class for a part of a kind."""
    return type(
        f"{part.model.__name__}Inline",
        (base,),
        {"model": part.model, "part": part, "verbose_name_plural": part.label},
    )


class ChildInline(DeskFields, admin.TabularInline):
    """Rows that hang on an entry, such as its topics."""

    form = DeskForm
    formset = ChildFormSet
    extra = 0


@cache
def child_inline_of(name: str) -> type[ChildInline]:
    """Return the inline class for rows that hang on every entry, by their name in the schema."""
    child: Child = next(child for child in schema.entry_children if child.name == name)
    relation = Entry._meta.get_field(child.relation)
    return type(
        f"{relation.related_model.__name__}Inline",
        (ChildInline,),
        {
            "model": relation.related_model,
            "fk_name": relation.field.name,
            "fields": child.fields,
            "verbose_name": child.fields[0],
            "verbose_name_plural": name,
        },
    )


class ClaimAdmin(Guarded, ToldWithEntry, Cited, DeskFields, AnyCase):
    """One class of claims as a list of its own: for parts too long for a form. Not in the index."""

    form = ClaimPageForm
    change_form_template = "admin/claim_form.html"
    list_display = ("what", "owner_link", "start", "end", "certainty", "standing", "held_back")
    list_filter = ("certainty", "standing", "held_back")
    list_select_related = ("owner",)
    search_fields = ("text", "note", "owner__title", "owner__title_ru", "owner__slug")
    list_per_page = 50

    def has_module_permission(self, request):
        """Keep it out of the index: one comes here from an entry."""
        return False

    def has_change_permission(self, request, obj=None):
        """A claim is changed by whoever may change its entry."""
        return super().has_change_permission(request, obj) and self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        """A claim is deleted by whoever may change its entry."""
        return super().has_delete_permission(request, obj) and self._may_change(request, obj)

    def _may_change(self, request, claim: Claim | None) -> bool:
        return claim is None or may(request.user, "change", claim.owner)

    def save_related(self, request, form, formsets, change):
        """Save what hangs on the claim, and whose work its entry is by now."""
        super().save_related(request, form, formsets, change)
        if not change or form.has_changed():
            sign(form.instance.owner_id, request.user)

    def get_fieldsets(self, request, obj=None):
        """As within the entry, with the entry on top."""
        kind = next(kind for kind in schema.kinds.values() if self._part_in(kind))
        return [("Entry", {"fields": ["owner"]}), *claim_fieldsets(self._part_in(kind).fields)]

    def _part_in(self, kind) -> Part | None:
        return next((part for part in schema.parts_of(kind) if part.model is self.model), None)

    def get_readonly_fields(self, request, obj=None):
        """A claim stays with its entry."""
        return ("owner",) if obj is not None else ()

    def entry_of(self, obj):
        """A claim's history is its entry's."""
        return obj.owner

    def desk_state(self, obj):
        """The claim with what hangs on it."""
        return claim_state(obj)

    def held_row(self, obj):
        """The row of the claim's entry: its form shows this claim too."""
        return obj.owner_id

    def save_model(self, request, obj, form, change):
        """Save the claim; its entry has changed with it."""
        super().save_model(request, obj, form, change)
        Entry.objects.filter(pk=obj.owner_id).update(changed_at=timezone.now())

    def delete_model(self, request, obj):
        """Delete the claim; its entry has changed with it, and is this account's work by now."""
        super().delete_model(request, obj)
        Entry.objects.filter(pk=obj.owner_id).update(changed_at=timezone.now())
        sign(obj.owner_id, request.user)

    def delete_queryset(self, request, queryset):
        """Delete claims; their entries have changed with them, and are this account's work by now."""
        owners = set(queryset.values_list("owner_id", flat=True))
        super().delete_queryset(request, queryset)
        Entry.objects.filter(pk__in=owners).update(changed_at=timezone.now())
        for owner in owners:
            sign(owner, request.user)

    def get_queryset(self, request):
        """Claims with the links that their description names."""
        links = [found.name for found in self.model._meta.local_fields if found.many_to_one]
        return super().get_queryset(request).select_related("owner", *links)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """An owner must be of a kind that has such claims, and one that this account may change."""
        if db_field.name == "owner":
            kinds = [kind.name for kind in schema.kinds.values() if self._part_in(kind)]
            kwargs["queryset"] = changeable(request.user).filter(kind__in=kinds)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "owner":
            which = "that was not merged" if request.user.has_perm(EDIT_ANY) else "that you began, not merged"
            field.error_messages["invalid_choice"] = f"Choose an entry {which}, of this kind: {' or '.join(kinds)}."
        return field

    @admin.display(description="claim", ordering="position")
    def what(self, claim: Claim) -> str:
        """Return what the claim says, or who and what it links."""
        return describe(claim)

    @admin.display(description="entry", ordering="owner__title")
    def owner_link(self, claim: Claim) -> str:
        """Return a link to the entry's form."""
        return format_html('<a href="{}">{}</a>', change_url(claim.owner), claim.owner)
