"""The list of entries with what the record says of each, compared for the whole page at once."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

from desk.admin.claims import change_url
from desk.admin.searching import ByOtherNames
from desk.comparison import compare
from desk.models import Entry


class EntryChangeList(ChangeList):
    """A page of entries, each with its `compared`."""

    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(self.opts.verbose_name_plural)

    def get_results(self, request):
        """Read the page, then compare its rows with the record in a fixed number of queries."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = compare(self.result_list)
        for entry in self.result_list:
            entry.compared = found[entry.pk]

    def url_for_result(self, result):
        """Return the address of the entry's own form, also from the list of all kinds."""
        return change_url(result)


class RecordColumn(ByOtherNames):
    """For lists of entries: the columns 'Record' and 'Changed'."""

    def get_changelist(self, request, **kwargs):
        """Use the list that compares."""
        return EntryChangeList

    @admin.display(description="record")
    def record(self, entry: Entry) -> str:
        """Return what the public sees: not published, published, unpublished changes, withdrawn."""
        compared = getattr(entry, "compared", None) or compare([entry])[entry.pk]
        return compared.word

    @admin.display(description="changed", ordering="changed_at")
    def changed(self, entry: Entry) -> str:
        """Return when the desk's row was last saved, day first as everywhere else."""
        return date_format(localtime(entry.changed_at), "j M Y, H:i")
