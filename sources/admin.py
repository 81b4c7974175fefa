"""The desk's screens for sources and remarks."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from desk.admin import ClaimAdmin, KindAdmin
from sources.models import Remark, Source
from sources.pasting import PasteError, read_pasted

# What was pasted waits here for the form of the new source that it fills in.
PASTED = "desk_pasted"


@admin.register(Source)
class SourceAdmin(KindAdmin):
    """Sources: their slugs are what citation boxes name, so the list shows them."""

    change_form_template = "admin/source_form.html"
    list_display = ("title", "slug", "type", "published", "as_of", "checked", "record", "state", "changed")
    list_filter = ("state", "type", "checked", "language")
    search_fields = ("title", "title_ru", "slug", "authors", "publisher", "source_url")

    def get_urls(self):
        """Add the address that reads what is pasted."""
        view = self.admin_site.admin_view(require_POST(self.paste_view))
        return [path("paste/", view, name="sources_source_paste"), *super().get_urls()]

    def paste_view(self, request):
        """Read a URL, a DOI or a BibTeX entry, then show the form of a new source with what it says."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            request.session[PASTED] = read_pasted(request.POST.get("pasted", ""))
        except PasteError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:sources_source_add"))
        return HttpResponseRedirect(f"{reverse('admin:sources_source_add')}?pasted=1")

    def get_changeform_initial_data(self, request):
        """Begin with what was pasted."""
        if request.GET.get("pasted"):
            return request.session.get(PASTED, {})
        return super().get_changeform_initial_data(request)


@admin.register(Remark)
class RemarkAdmin(ClaimAdmin):
    """Remarks on entries of every kind."""

    list_display = ("what", "owner_link", "kind", "start", "end", "certainty", "standing", "held_back")
    list_filter = ("kind", "certainty", "standing", "held_back")
