"""The admin site of the desk."""

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from desk.models import Entry


class EntryPicker(AutocompleteJsonView):
    """What a foreign key's box offers: titles with their kind, since a speech and its event may share one."""

    def serialize_result(self, obj, to_field_name):
        """Return one row of the list."""
        row = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Entry):
            row["text"] = f"{obj.title} ({obj.kind})"
        return row


class DeskSite(AdminSite):
    """Django's admin under the desk's name."""

    site_header = "Chancery desk"
    site_title = "Chancery desk"
    index_title = "Entries by kind"

    def autocomplete_view(self, request):
        """Answer the boxes that look entries up."""
        return EntryPicker.as_view(admin_site=self)(request)
