"""Seeing before publishing: the public page as it would be, made of what the desk says now."""

import copy

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, resolve

from desk.admin.claims import change_url
from desk.admin.publishing import in_words
from desk.models import Entry
from desk.publishing import leaf_entries
from desk.snapshot import snapshots
from publication.kinds import path_of
from publication.rehearsal import NotShown, rehearse

# A preview lists this many of the things that stand in the way; the publishing screen says them all.
MOST_PROBLEMS = 20


class Previewed(admin.ModelAdmin):
    """A model admin of entries with a preview of each entry's public page."""

    def get_urls(self):
        """Add the preview to an entry's addresses."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/preview/", view, name=name), *super().get_urls()]

    def preview_view(self, request, pk: int) -> HttpResponse:
        """Answer the public page as publishing now would make it, marked as a preview and kept nowhere."""
        entry = self.get_object(request, str(pk))
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        response = self._preview(request, entry)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        for header in ("ETag", "Last-Modified", "Expires"):
            del response[header]
        return response

    def _preview(self, request, entry: Entry) -> HttpResponse:
        [snapshot] = snapshots(leaf_entries([entry]))
        try:
            with rehearse(snapshot) as (face, problems):
                address = path_of(face.kind, face.slug)
                match = resolve(address)
                asked = public_request(request, address)
                asked.preview = {
                    "problems": in_words(problems[:MOST_PROBLEMS]),
                    "more": max(0, len(problems) - MOST_PROBLEMS),
                    "form": change_url(entry),
                }
                # Made here, whole: it reads what is gone with the end of this block.
                response = match.func(asked, *match.args, **match.kwargs)
                return response.render() if hasattr(response, "render") else response
        except NotShown as refused:
            context = {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": entry,
                "title": f"No preview yet: {entry}",
                "problems": in_words(refused.problems[:MOST_PROBLEMS]),
                "form": change_url(entry),
            }
            return TemplateResponse(request, "admin/no_preview.html", context).render()


def public_request(request, address: str):
    """Return the request as if it asked for a public address, with the world's clock and nothing else of it."""
    asked = copy.copy(request)
    query = QueryDict(mutable=True)
    if request.GET.get("as_of"):
        query["as_of"] = request.GET["as_of"]
    asked.GET, asked.path, asked.path_info, asked.method = query, address, address, "GET"
    asked.META = {**request.META, "PATH_INFO": address, "QUERY_STRING": query.urlencode()}
    return asked
