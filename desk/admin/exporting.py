"""The list of a kind as a file: what the filters show, in the form that an import reads."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.urls import path

from desk.importing.export import TYPES, export
from desk.schema import schema


class ExportsEntries(admin.ModelAdmin):
    """A model admin of one kind of entries whose list can be taken away."""

    change_list_template = "admin/entry_list.html"

    def get_urls(self):
        """Add one address per form, which takes the list's own filters."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        wrap = self.admin_site.admin_view
        return [path("export.<str:form>", wrap(self.export_view), name=name), *super().get_urls()]

    def export_view(self, request, form: str):
        """Give the entries that the list would show under the same address."""
        if form not in TYPES:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        entries = self.get_changelist_instance(request).get_queryset(request)
        kind = schema.kinds[self.model.KIND]
        pieces = export(kind, self.model._default_manager.filter(pk__in=entries.values("pk")), form)
        response = StreamingHttpResponse(pieces, content_type=TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="{kind.folder}.{form}"'
        return response

    def changelist_view(self, request, extra_context=None):
        """Add the forms of the file."""
        return super().changelist_view(request, {**(extra_context or {}), "export_forms": list(TYPES)})
