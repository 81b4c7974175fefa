"""Deleting entries: drafts only. What was ever public is withdrawn, since its history stays."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied

from desk.models import Entry
from desk.rules import may
from publication.models import Revision


class KeepsHistory(admin.ModelAdmin):
    """A model admin of entries that refuses to delete what the public has seen, whoever asks."""

    def has_delete_permission(self, request, obj=None):
        """What was ever public is withdrawn, not deleted: its history stays."""
        return super().has_delete_permission(request, obj) and (obj is None or may(request.user, "delete", obj))

    def get_deleted_objects(self, objs, request):
        """Name those that cannot be deleted because the public has seen them."""
        to_delete, counts, needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, needed, [*protected, *(f"{entry}: withdraw it instead" for entry in _seen(objs))]

    def delete_queryset(self, request, queryset):
        """Refuse the whole of it if one of them was ever public."""
        if _seen(queryset):
            raise PermissionDenied
        super().delete_queryset(request, queryset)


def _seen(entries) -> list[Entry]:
    """Those of some entries that were ever public."""
    entries = list(entries)
    asked = [entry.public_id for entry in entries]
    ids = set(Revision.objects.filter(entry_id__in=asked).values_list("entry_id", flat=True))
    return [entry for entry in entries if entry.public_id in ids]
