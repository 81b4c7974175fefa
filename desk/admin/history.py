"""The history of an entry, in place of Django's own: one story of all its parts, steps and publications."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from desk.admin.offering import step_url
from desk.describing import change_url, screen_url
from desk.history import history_of
from desk.models import Entry
from desk.story import Story

PER_PAGE = 50


class Storied(admin.ModelAdmin):
    """A model admin of one kind of entries, whose history view tells the desk's own history."""

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        """Show one page of an entry's story, the newest first, to whoever may see the entry; deleted ones too."""
        entry = _found(self, request, object_id)
        gone = None if entry is not None else self._deleted(object_id)
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        if entry is None and gone is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        page = Paginator(Story(entry or gone), PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": entry or gone,
            "title": f"History: {entry or gone}",
            "page": page,
            "moments": page.object_list,
            **(extra_context or {}),
        }
        if entry is not None:
            context["form_url"] = change_url(entry)
            context["compare_url"] = screen_url(entry, "compare")
            context["review_url"] = step_url("review", entry)
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/entry_history.html", context)

    def _deleted(self, object_id: str) -> Entry | None:
        """An entry of this kind that was deleted, as it was then."""
        if not _is_key(object_id):
            return None
        key = self.model._meta.pk.attname
        last = history_of(self.model).objects.filter(**{key: int(object_id)}).order_by("-history_id").first()
        if last is None:
            return None
        entry = last.history_object
        entry.pk = int(object_id)
        return entry


class ToldWithEntry(admin.ModelAdmin):
    """A model admin of rows whose history is part of an entry's."""

    def entry_of(self, obj) -> Entry:
        """Return the entry that tells of a row."""
        raise NotImplementedError

    def history_view(self, request, object_id, extra_context=None) -> HttpResponse:
        """Go to the history of the entry."""
        obj = _found(self, request, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(screen_url(self.entry_of(obj), "history"))


def _is_key(object_id: str) -> bool:
    """Whether both databases can look for it."""
    return object_id.isascii() and object_id.isdigit() and len(object_id) < 19


def _found(model_admin: admin.ModelAdmin, request, object_id: str):
    return model_admin.get_object(request, object_id) if _is_key(object_id) else None
