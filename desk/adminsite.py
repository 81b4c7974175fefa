"""The admin site of the desk."""

from functools import update_wrapper

from django.conf import settings
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path

from accounts.site import AccountsSite
from desk import keeping
from desk.addresses import mended
from desk.dates import dates_view
from desk.guide import guide, section_for
from desk.models import Entry
from desk.quality.views import counted, watch_view


class EntryPicker(AutocompleteJsonView):
    """What a foreign key's box offers: titles with their kind, since a speech and its event may share one."""

    def serialize_result(self, obj, to_field_name):
        """Return one row of the list; the slug is what a citation box names a source by."""
        row = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Entry):
            row |= {"text": f"{obj.title} ({obj.kind})", "slug": obj.slug}
        return row


class DeskSite(AccountsSite):
    """Django's admin under the desk's name, entered with an account of `accounts`."""

    site_header = "Chancery desk"
    site_title = "Chancery desk"
    index_title = "The desk"
    index_template = "admin/desk_home.html"

    def autocomplete_view(self, request):
        """Answer the boxes that look entries up."""
        return EntryPicker.as_view(admin_site=self)(request)

    def admin_view(self, view, cacheable=False):
        """Let the signed-in through, as the stock site does; keep what a signed-out browser sent."""
        inner = super().admin_view(view, cacheable)

        def kept(request, *args, **kwargs):
            if request.method == "POST" and not self.has_permission(request):
                answer = keeping.keep(request)
                if answer is not None:
                    return answer
            return mended(request, kwargs) or inner(request, *args, **kwargs)

        return update_wrapper(kept, inner)

    def each_context(self, request):
        """Add how many entries wait, whether a second reader is asked for, whose form it is, and where help stands."""
        waiting = Entry.objects.waiting().count() if self.has_permission(request) else 0
        context = {**super().each_context(request), "waiting": waiting, "second_reader": settings.SECOND_READER}
        found = request.resolver_match
        context["guide_section"] = section_for(found.url_name or "") if found else ""
        if request.user.is_authenticated:
            context["desk_user"] = keeping.signed(request.user)
        return context

    def index(self, request, extra_context=None):
        """Show what needs an eye, then the kinds."""
        watched = counted() if request.user.has_perm("desk.view_entry") else []
        return super().index(request, {"watched": watched, **(extra_context or {})})

    def get_urls(self):
        """Add the addresses that belong to no model."""
        return [
            path("quality/<slug:name>/", self.admin_view(self.watch_view), name="watch"),
            path("kept/", self.admin_view(self.kept_view), name="kept"),
            path("guide/", self.admin_view(self.guide_view), name="guide"),
            path("dates/", self.admin_view(dates_view), name="dates"),
            *super().get_urls(),
        ]

    def watch_view(self, request, name):
        """Show one list of what needs an eye, to those who may see entries."""
        if not request.user.has_perm("desk.view_entry"):
            raise PermissionDenied
        request.current_app = self.name
        return watch_view(request, name, self)

    def guide_view(self, request):
        """Show the curators' guide to whoever is signed in."""
        request.current_app = self.name
        sections, html = guide()
        context = {**self.each_context(request), "title": "The curators’ guide", "sections": sections, "guide": html}
        return TemplateResponse(request, "admin/guide.html", context)

    def kept_view(self, request):
        """Show what somebody sent while signed out."""
        request.current_app = self.name
        return keeping.kept_view(request, self)
