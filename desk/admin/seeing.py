"""Seeing before publishing: the public page as it would be, what differs from the record, and the way back."""

import copy

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, resolve
from django.views.decorators.http import require_POST

from desk.admin.offering import step_url
from desk.admin.publishing import in_words
from desk.comparing import compare_snapshots
from desk.comparison import desk_digests
from desk.describing import change_url, screen_url
from desk.models import Entry
from desk.publishing import leaf_entries
from desk.reverting import revert
from desk.rules import sign, why_not
from desk.snapshot import snapshots
from publication import canonical
from publication.errors import PublicationRefused
from publication.kinds import path_of
from publication.models import Revision
from publication.rehearsal import NotShown, rehearse

# A preview lists this many of the things that stand in the way; the publishing screen says them all.
MOST_PROBLEMS = 20
# What can be compared besides revisions.
DESK, NOTHING = "desk", "nothing"


class Previewed(admin.ModelAdmin):
    """A model admin of entries with a preview of each entry's public page."""

    def get_urls(self):
        """Add the preview, the comparison and the way back to an entry's addresses."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        views = {
            "preview": self.preview_view,
            "compare": self.compare_view,
            "revert": require_POST(self.revert_view),
        }
        wrapped = [
            path(f"<int:pk>/{step}/", self.admin_site.admin_view(view), name=f"{name}_{step}")
            for step, view in views.items()
        ]
        return [*wrapped, *super().get_urls()]

    def _seen(self, request, pk: int) -> Entry | None:
        """Return an entry that this account may see."""
        entry = self.get_object(request, str(pk))
        if entry is not None and not self.has_view_permission(request, entry):
            raise PermissionDenied
        return entry

    def preview_view(self, request, pk: int) -> HttpResponse:
        """Answer the public page as publishing now would make it, marked as a preview and kept nowhere."""
        entry = self._seen(request, pk)
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
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

    # --- comparing and going back

    def compare_view(self, request, pk: int) -> HttpResponse:
        """Show what differs between two revisions, or between one and the desk: `old` and `new` name them."""
        entry = self._seen(request, pk)
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        revisions = list(Revision.objects.of(entry.public_id).content().defer("compressed", "salt").reverse())
        latest = str(revisions[0].seq) if revisions else NOTHING
        old, new = request.GET.get("old") or latest, request.GET.get("new") or DESK
        choices = [{"value": DESK, "label": "the desk now"}]
        choices += [{"value": str(one.seq), "label": _called(one)} for one in revisions]
        choices.append({"value": NOTHING, "label": "nothing"})
        known = {choice["value"] for choice in choices}
        if not {old, new} <= known:
            raise Http404("This entry has no such revision. Choose two of those that the page lists.")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": entry,
            "title": f"What differs: {entry}",
            "choices": choices,
            "old": old,
            "new": new,
            "comparison": compare_snapshots(self._said(entry, old), self._said(entry, new)),
            "form_url": change_url(entry),
            "preview_url": screen_url(entry, "preview"),
            "revert_url": screen_url(entry, "revert"),
            "review_url": step_url("review", entry),
            "may_revert": new == DESK and old not in (DESK, NOTHING) and self.has_change_permission(request, entry),
            "may_publish": new == DESK and old == latest and self.has_publish_permission(request),
        }
        if context["may_publish"]:
            context["why_not"] = why_not(request.user, "publish", entry)
            context["publish_url"] = step_url("publish", entry)
            # What is published is what was compared here.
            context["expect"] = desk_digests([entry])[entry.pk]
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/compare.html", context)

    def _said(self, entry: Entry, which: str) -> dict:
        """Return a snapshot: the desk's, a revision's ({} if it was redacted), or nothing, which has the kind alone."""
        if which == DESK:
            return canonical.normalize(snapshots(leaf_entries([entry]))[0])
        found = {} if which == NOTHING else Revision.objects.get(seq=int(which)).snapshot
        return {"kind": entry.kind, **(found or {})}

    def revert_view(self, request, pk: int) -> HttpResponse:
        """Set the desk to a revision; the public sees nothing of it."""
        entry = self._seen(request, pk)
        if entry is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        seq = request.POST.get("seq", "")
        revisions = Revision.objects.of(entry.public_id)
        revision = revisions.filter(seq=int(seq)).first() if seq.isascii() and seq.isdigit() and len(seq) < 19 else None
        if revision is None:
            raise Http404("This entry has no such revision.")
        try:
            with transaction.atomic():
                revert(entry, revision)
                sign(entry.pk, request.user)
        except PublicationRefused as refusal:
            for text in in_words(refusal.problems[:MOST_PROBLEMS]):
                self.message_user(request, text, messages.ERROR)
            self.message_user(request, "The desk was not changed.", messages.ERROR)
        else:
            self.log_change(request, entry, f"Set to revision {revision.number}.")
            text = f"The desk says what revision {revision.number} said. Readers see no change before it is published."
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(change_url(entry))


def _called(revision: Revision) -> str:
    """A revision in a list of choices."""
    return f"revision {revision.number}, {revision.get_operation_display()} {revision.recorded_at:%d.%m.%Y %H:%M} UTC"


def public_request(request, address: str):
    """Return the request as if it asked for a public address, with the world's clock and nothing else of it."""
    asked = copy.copy(request)
    query = QueryDict(mutable=True)
    if request.GET.get("as_of"):
        query["as_of"] = request.GET["as_of"]
    asked.GET, asked.path, asked.path_info, asked.method = query, address, address, "GET"
    asked.META = {**request.META, "PATH_INFO": address, "QUERY_STRING": query.urlencode()}
    return asked
