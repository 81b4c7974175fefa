"""What visitors suggested: to read, to decide, to answer for. It changes nothing by itself."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.text import Truncator

from desk.admin.claims import change_url
from desk.models import Entry
from letterbox.models import Suggestion


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin):
    """Suggestions, the newest first. What was written stays as it was; status and answer are the curators'."""

    list_display = ("about_or_site", "excerpt", "about_kind", "status", "sent_at")
    list_filter = ("status", "about_kind")
    search_fields = ("about_title", "text", "source", "answer")
    ordering = ("-sent_at", "id")
    list_per_page = 50
    fields = ("entry", "written_of", "text", "source", "contact", "sent_at", "status", "answer")
    readonly_fields = ("entry", "written_of", "text", "source", "contact", "sent_at")

    def has_add_permission(self, request):
        """Visitors write them, on the public pages."""
        return False

    @admin.display(description="about", ordering="about_title")
    def about_or_site(self, suggestion):
        """The entry by the name that it had, or the site."""
        return suggestion.about_title or "the site"

    @admin.display(description="suggestion")
    def excerpt(self, suggestion):
        """Its first words."""
        return Truncator(suggestion.text).chars(120)

    @admin.display(description="entry at the desk")
    def entry(self, suggestion):
        """Where it would be changed."""
        entry = Entry.objects.filter(public_id=suggestion.about).first() if suggestion.about else None
        if entry is None:
            return suggestion.about_title or "the site as a whole"
        return format_html('<a href="{}">{}</a>', change_url(entry), entry.title)

    @admin.display(description="page that was read")
    def written_of(self, suggestion):
        """The public page as the visitor saw it, even if it has changed since."""
        path = f"/id/{suggestion.about}/?known_at={suggestion.seq}" if suggestion.about else "/"
        return format_html('<a href="{0}">{0}</a>', path)
