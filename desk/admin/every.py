"""All entries of the desk in one list, whatever their kind."""

from django.contrib import admin
from django.http import HttpResponseRedirect

from desk.admin.changelist import RecordColumn
from desk.admin.deleting import KeepsHistory
from desk.admin.history import ToldWithEntry
from desk.admin.publishing import PublishingAdmin
from desk.admin.steps import EntrySteps
from desk.describing import change_url
from desk.models import Entry
from desk.rules import require


class EveryEntryAdmin(ToldWithEntry, RecordColumn, KeepsHistory, PublishingAdmin):
    """Entries of several kinds: to find one, to see what waits for review, to publish several as one batch."""

    list_display = ("title", "kind", "record", "state", "changed")
    list_filter = ("state", "kind")
    search_fields = ("title", "title_ru", "slug")
    ordering = ("title", "pk")
    list_per_page = 50

    def has_add_permission(self, request):
        """One adds an entry of a kind."""
        return False

    def get_actions(self, request):
        """Leave deleting to the lists of kinds; here it would be asked for rows of several at once."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def entry_of(self, obj):
        """Each kind tells the history of its entries."""
        return obj

    def delete_view(self, request, object_id, extra_context=None):
        """Go to the form of the entry's kind, which says whether it may be deleted."""
        return self.change_view(request, object_id)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Go to the form of the entry's kind."""
        require(request.user, "view")
        entry = self.get_object(request, object_id)
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(change_url(entry))


@admin.register(Entry)
class EntryAdmin(EntrySteps, EveryEntryAdmin):
    """The list of all kinds, and the addresses of the steps that any entry can take."""
