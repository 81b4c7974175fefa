"""The form and the list of one kind of entries."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from desk.admin.changelist import RecordColumn
from desk.admin.claims import ClaimInline, child_inline_of, inline_of
from desk.admin.copying import Copied
from desk.admin.deleting import KeepsHistory
from desk.admin.exporting import ExportsEntries
from desk.admin.fields import DeskFields
from desk.admin.guarding import Guarded
from desk.admin.history import Storied
from desk.admin.offering import offered, told
from desk.admin.publishing import PublishingAdmin
from desk.admin.seeing import Previewed
from desk.comparison import compare
from desk.describing import screen_url
from desk.editing.state import entry_state
from desk.forms import EntryForm, NoteForm
from desk.models import Claim, Entry
from desk.rules import may, require, sign
from desk.schema import Kind, Part, schema
from publication.kinds import path_of
from publication.models import Revision

# A part with more claims than this has a list of its own instead of rows in the form.
MOST_ROWS = 50


class KindAdmin(
    Guarded, Previewed, Storied, Copied, DeskFields, RecordColumn, KeepsHistory, ExportsEntries, PublishingAdmin
):
    """The desk's form for one kind: its own fields, its topics, the parts that hold its claims."""

    form = EntryForm
    change_form_template = "admin/entry_form.html"
    list_display = ("title", "record", "state", "changed")
    list_filter = ("state",)
    search_fields = ("title", "title_ru", "slug")
    ordering = ("title", "pk")
    list_per_page = 50
    # Parts whose rows need rules of their own: model to inline class.
    claim_inlines: dict[type[Claim], type[ClaimInline]] = {}

    @property
    def kind(self) -> Kind:
        """The declaration of this kind; the schema is complete once Django has started."""
        return schema.kinds[self.model.KIND]

    def get_fieldsets(self, request, obj=None):
        """Return names, the kind's own fields, the summary; then what only the desk sees."""
        names = [name for name in ("title", "title_ru", "slug") if name not in self.kind.derived]
        own = [name for name in self.kind.fields if name not in self.kind.derived]
        # A new entry has neither before it is saved.
        given = [] if obj is None else ["state", "public_id"]
        return [
            (None, {"fields": [*names, *own, "summary"]}),
            ("Desk only", {"fields": ["desk_note", *given], "classes": ["desk-only"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        """State changes by steps, never by hand."""
        return ("state", "public_id")

    def get_prepopulated_fields(self, request, obj=None):
        """A new entry's slug follows its title as one types."""
        return {"slug": ("title",)} if obj is None and "slug" not in self.kind.derived else {}

    # --- parts

    def get_inlines(self, request, obj):
        """Topics and the like, then one inline per part that is short enough."""
        children = [child_inline_of(child.name) for child in schema.entry_children]
        parts = [
            inline_of(part, self.claim_inlines.get(part.model, ClaimInline))
            for part in schema.parts_of(self.kind)
            if self._in_form(request, obj, part)
        ]
        return children + parts

    def _in_form(self, request, obj: Entry | None, part: Part) -> bool:
        if request.method == "POST":
            # What the form showed decides: claims that colleagues added meanwhile must not drop typed rows.
            return f"{part.model._meta.model_name}-TOTAL_FORMS" in request.POST
        return obj is None or self._count(obj, part) <= MOST_ROWS

    def _count(self, obj: Entry, part: Part) -> int:
        counts = obj.__dict__.setdefault("_desk_counts", {})
        if part.name not in counts:
            counts[part.name] = part.model._default_manager.filter(owner_id=obj.pk).count()
        return counts[part.name]

    def long_parts(self, request, obj: Entry) -> list[dict]:
        """Return the parts that the form leaves out: label, number of claims, addresses of the list and of adding."""
        found = []
        for part in schema.parts_of(self.kind):
            if not self._in_form(request, obj, part):
                opts = part.model._meta
                name = f"admin:{opts.app_label}_{opts.model_name}"
                found.append(
                    {
                        "label": part.label,
                        "count": self._count(obj, part),
                        "list": f"{reverse(f'{name}_changelist')}?owner__exact={obj.pk}",
                        "add": f"{reverse(f'{name}_add')}?owner={obj.pk}",
                    }
                )
        return found

    # --- who may

    def has_change_permission(self, request, obj=None):
        """As the desk's rules say of the entry."""
        return super().has_change_permission(request, obj) and (obj is None or may(request.user, "change", obj))

    # --- saving

    def desk_state(self, obj):
        """The whole entry: its own fields, its topics, every part."""
        return entry_state(obj)

    def held_row(self, obj):
        """The entry's own row."""
        return obj.pk

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Refuse a publishing button before anything is saved, and add what the desk's bar says."""
        if request.method == "POST" and "_publish" in request.POST:
            require(request.user, "publish")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Add the desk's bar, the long parts and the note to the form's context."""
        context["may_publish"] = self.has_publish_permission(request)
        context["note_form"] = NoteForm(request.POST if request.method == "POST" else None, prefix="publication")
        if obj is not None and obj.pk:
            context["desk"] = desk_bar(obj)
            context["long_parts"] = self.long_parts(request, obj)
            context["compare_url"] = screen_url(obj, "compare")
            context["preview_url"] = screen_url(obj, "preview")
            if not self.kind.derived and self.has_add_permission(request):  # a pair of actors has one entry
                context["copy_url"] = screen_url(obj, "copy")
            context["offered"] = offered(request.user, obj)
            context["told"] = told(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        """Save, after what a kind derives from its other fields."""
        if self.kind.prepare is not None:
            self.kind.prepare(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Save the parts, and whose work the entry is by now."""
        super().save_related(request, form, formsets, change)
        if not change:
            Entry.objects.filter(pk=form.instance.pk).update(created_by=request.user)
        if not change or form.has_changed() or any(formset.has_changed() for formset in formsets):
            sign(form.instance.pk, request.user)

    def response_add(self, request, obj, post_url_continue=None):
        """Take the step that the pressed button asks for."""
        self._step_after_saving(request, obj)
        return self._to_comparison(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Take the step that the pressed button asks for."""
        self._step_after_saving(request, obj)
        return self._to_comparison(request, obj) or super().response_change(request, obj)

    def _to_comparison(self, request, obj) -> HttpResponseRedirect | None:
        """Where the button 'Save and compare' leads: to what publishing would change."""
        if "_compare" not in request.POST:
            return None
        self.message_user(request, f"{obj}: saved to the desk.", messages.SUCCESS)
        return HttpResponseRedirect(screen_url(obj, "compare"))

    def _step_after_saving(self, request, obj) -> None:
        """Whatever comes of the step, what was typed is saved, and one stays on the form to read the answer."""
        if "_publish" in request.POST:
            note = NoteForm(request.POST, prefix="publication")
            if note.is_valid():
                self.publish_entries(request, [obj], note.cleaned_data["note"])
            else:
                self.message_user(request, "Not published: the public note is too long.", messages.ERROR)
        elif "_review" in request.POST:
            self.review_entries(request, [obj])
        else:
            return
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"

    @admin.display(description="permanent id")
    def public_id(self, entry) -> str:
        """Return the id under which /id/ finds the entry."""
        return str(entry.public_id)


def desk_bar(entry: Entry) -> dict:
    """Return what the bar above a form says: the record's word, its revision, and the public page's address."""
    compared = compare([entry])[entry.pk]
    revision = None
    if compared.face is not None:
        revision = Revision.objects.defer("compressed", "salt").get(seq=compared.face.revision)
    return {
        "compared": compared,
        "revision": revision,
        "address": path_of(compared.face.kind, compared.face.slug) if compared.is_public else "",
    }
