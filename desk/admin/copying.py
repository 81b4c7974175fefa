"""Duplicate this: the form of a new entry, filled in with what another one says. Nothing is saved."""

import copy
from dataclasses import replace

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.urls import path, reverse

from desk.editing.sheets import Row, Sheet, written
from desk.forms import AGAIN, COPY


class Copied(admin.ModelAdmin):
    """A model admin of entries of which one can be begun as a copy of another."""

    def get_urls(self):
        """Add the copy to an entry's addresses."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_copy"
        return [path("<int:pk>/copy/", self.admin_site.admin_view(self.copy_view), name=name), *super().get_urls()]

    def copy_view(self, request, pk: int):
        """Show the form of a new entry with an old one's fields and claims; a part too long for a form is left out."""
        entry = self.get_object(request, str(pk))
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_view_permission(request, entry) or not self.has_add_permission(request):
            raise PermissionDenied
        sheets = [as_new(sheet) for sheet in self.sheets(request, entry)]
        data = QueryDict(mutable=True)
        data.update({**written(sheets), AGAIN: COPY})
        _ = request.FILES  # Django reads body and files together, once: later it would put an empty form here
        shown = copy.copy(request)
        shown.method, shown.POST = "POST", data
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        return self.changeform_view(shown, None, address)


def as_new(sheet: Sheet) -> Sheet:
    """Return the sheet as a new entry would have it: rows without keys, and an address of its own."""
    if sheet.prefix:
        return replace(sheet, rows=tuple(Row("", row.values) for row in sheet.rows))
    values = dict(sheet.rows[0].values)
    if values.get("slug"):
        values["slug"] = f"{values['slug'][:190]}-copy"
    return replace(sheet, rows=(Row("", values),))
