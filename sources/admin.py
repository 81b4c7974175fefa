"""The desk's screens for sources and remarks."""

from django.contrib import admin

from desk.admin import ClaimAdmin, KindAdmin
from sources.models import Remark, Source


@admin.register(Source)
class SourceAdmin(KindAdmin):
    """Sources: their slugs are what citation boxes name, so the list shows them."""

    list_display = ("title", "slug", "type", "published", "as_of", "checked", "record", "state", "changed")
    list_filter = ("state", "type", "checked", "language")
    search_fields = ("title", "title_ru", "slug", "authors", "publisher", "source_url")


@admin.register(Remark)
class RemarkAdmin(ClaimAdmin):
    """Remarks on entries of every kind."""

    list_display = ("what", "owner_link", "kind", "start", "end", "certainty", "standing", "held_back")
    list_filter = ("kind", "certainty", "standing", "held_back")
