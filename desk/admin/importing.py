"""Imports in the admin: upload, map, check, write as drafts, publish, undo. The rules are `desk.importing`'s."""

import csv
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from desk.admin.mapping import MappingScreen
from desk.admin.publishing import MOST_PROBLEMS, in_words
from desk.forms import NoteForm, ReasonForm
from desk.importing.catalogue import fitting
from desk.importing.check import begin_check, check
from desk.importing.guard import guarded
from desk.importing.job import OWN, Busy, progress, reader_of, receive, working_on
from desk.importing.publication import publish_import, unpublish_import
from desk.importing.refusal import FileRefused
from desk.importing.undo import undo
from desk.importing.values import MappingError
from desk.importing.write import ImportRefused, write
from desk.models import Import, ImportRow
from desk.permissions import may_import, may_publish
from desk.schema import schema
from publication.errors import PublicationRefused

# One request works no longer than about this, so that no proxy loses patience.
STEP_SECONDS = 5
PER_PAGE = 100
ENCODINGS = [
    ("", "Recognise it"),
    ("utf-8-sig", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1251", "Windows-1251 (Cyrillic)"),
    ("cp1252", "Windows-1252 (Western)"),
]


class UploadForm(forms.Form):
    """The file, and what its rows are."""

    file = forms.FileField(help_text="A .csv, .xlsx, .json or .ndjson file.")
    kind = forms.ChoiceField(
        help_text="What each entry is. Memberships belong to organizations, parties to agreements."
    )
    encoding = forms.ChoiceField(
        choices=ENCODINGS, required=False, help_text="Of a CSV file. What was taken is said on the next page."
    )

    def __init__(self, *args, kinds: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(name, name) for name in kinds]


@admin.register(Import)
class ImportAdmin(MappingScreen, admin.ModelAdmin):
    """Imports, the newest first; an import's own page is its report."""

    list_display = ("file_name", "kind", "state", "tally", "by_name", "at")
    list_filter = ("state", "kind")
    search_fields = ("file_name", "by_name")
    ordering = ("-pk",)
    list_per_page = 50

    def has_change_permission(self, request, obj=None):
        """An import changes by its steps alone."""
        return False

    def has_delete_permission(self, request, obj=None):
        """What was imported stays known, also when it was undone."""
        return False

    @admin.display(description="rows")
    def tally(self, job: Import) -> str:
        """Return the counts in words."""
        names = [name for name in ImportRow.Outcome.values if job.counts.get(name)]
        return ", ".join(f"{job.counts[name]:,} {name}" for name in names) or f"{job.rows:,}"

    def get_urls(self):
        """Add the steps to an import's addresses."""
        steps = [
            ("mapping", self.mapping_view),
            ("work", self.work_view),
            ("rows.csv", self.rows_view),
            ("write", self.write_view),
            ("undo", self.undo_view),
            ("publish", self.publish_view),
            ("unpublish", self.unpublish_view),
        ]
        wrap = self.admin_site.admin_view
        own = [
            path(
                f"<int:pk>/{name}{'' if '.' in name else '/'}", wrap(view), name=f"desk_import_{name.partition('.')[0]}"
            )
            for name, view in steps
        ]
        return [*own, *super().get_urls()]

    # --- upload

    def add_view(self, request, form_url="", extra_context=None):
        """Take a file in, then ask what its columns are."""
        kinds = [name for name in schema.kinds if may_import(request.user, name)]
        if not self.has_add_permission(request) or not kinds:
            raise PermissionDenied
        form = UploadForm(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
            kinds=kinds,
        )
        status = 200
        if form.is_valid():
            given, upload = form.cleaned_data, form.cleaned_data["file"]
            try:
                job = receive(upload.name, upload.chunks(), given["kind"], request.user, given["encoding"])
            except FileRefused as refusal:
                form.add_error("file", str(refusal))
                status = 400
            else:
                return HttpResponseRedirect(self._begin(request, job))
        context = {"form": form, "limit": settings.UPLOAD_LIMIT}
        return self._page(request, "admin/import_upload.html", "Import a table", context, status)

    def _begin(self, request, job: Import) -> str:
        """Start the check if the file says by itself what it is; return the address to go to."""
        try:
            job.spec = OWN
            reader_of(job)
        except FileRefused:
            names = fitting(job.kind, job.columns)
            if not names:
                return self._url("mapping", job)
            return f"{self._url('mapping', job)}?mapping={names[0]}"
        begin_check(job, OWN, "our own form")
        return self._url("change", job)

    # --- the report

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show how far an import is and what each row does."""
        job = self._job(request, object_id)
        if job.state == Import.State.UPLOADED:
            return HttpResponseRedirect(self._url("mapping", job))
        outcome, words = request.GET.get("outcome", ""), request.GET.get("q", "").strip()
        rows = self._rows(job, outcome, words)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "job": job,
            "page": page,
            "outcome": outcome,
            "q": words,
            "outcomes": [(name, job.counts.get(name, 0)) for name in ImportRow.Outcome.values],
            "entries": job.entries.exclude(outcome="unchanged").count(),
            "may_import": self.has_add_permission(request) and may_import(request.user, job.kind),
            "may_publish": may_publish(request.user),
            "note_form": NoteForm(prefix="publish"),
            "reason_form": ReasonForm(prefix="unpublish"),
            "line": progress(job),
        }
        return self._page(request, "admin/import_report.html", str(job), context)

    def _rows(self, job: Import, outcome: str, words: str):
        rows = job.outcomes.all()
        if outcome in ImportRow.Outcome.values:
            rows = rows.filter(outcome=outcome)
        if words.isdigit() and words.isascii() and len(words) < 9:
            rows = rows.filter(number=int(words))
        elif words:
            rows = rows.filter(slug__icontains=words)
        return rows.order_by("number", "pk")

    def rows_view(self, request, pk: int):
        """Give the report as a CSV file: one line per row, or per thing changed or wrong in it."""
        job = self._job(request, pk)
        rows = self._rows(job, request.GET.get("outcome", ""), request.GET.get("q", "").strip())
        writer = csv.writer(_Echo())

        def lines():
            yield "\ufeff" + writer.writerow(["row", "outcome", "entry", "column", "old or value", "new", "reason"])
            for row in rows.iterator(chunk_size=2000):
                start = [str(row.number), row.outcome, row.slug]
                for where, old, said in row.detail or [["", "", ""]]:
                    ends = ["", said] if row.outcome == "error" else [said, ""]
                    yield writer.writerow([guarded(str(cell)) for cell in (*start, where, old, *ends)])

        response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{job.pk}.csv"'
        return response

    # --- the steps

    def work_view(self, request, pk: int):
        """Go on with the check for some seconds; answer where it stands."""
        job = self._job(request, pk, "POST")
        message = ""
        if job.state == Import.State.CHECKING and "look" not in request.POST:
            self._may_import(request, job)
            try:
                with working_on(job):
                    check(job, STEP_SECONDS)
            except Busy as busy:
                message = str(busy)
            except (FileRefused, MappingError, OSError) as error:
                message = f"The check cannot go on: {error}"
                Import.objects.filter(pk=job.pk).update(state=Import.State.UPLOADED, message=message)
            job.refresh_from_db()
        if "application/json" in request.headers.get("Accept", ""):
            line = message or progress(job) or f"{job.done:,} of {job.rows:,} rows"
            return JsonResponse({"state": job.state, "done": job.done, "rows": job.rows, "line": line})
        if message:
            self.message_user(request, message, messages.WARNING)
        return HttpResponseRedirect(self._url("change", job))

    def write_view(self, request, pk: int):
        """Write the import as drafts."""
        return self._step(request, pk, partial(write, by=request.user), "written as drafts", self._may_import)

    def undo_view(self, request, pk: int):
        """Take what was written back."""
        return self._step(request, pk, partial(undo, by=request.user), "undone", self._may_import)

    def publish_view(self, request, pk: int):
        """Publish the import as one batch."""
        return self._public_step(request, pk, NoteForm, "publish", "note", publish_import, "published")

    def unpublish_view(self, request, pk: int):
        """Take the import's publication back as one batch."""
        return self._public_step(
            request, pk, ReasonForm, "unpublish", "reason", unpublish_import, "taken back from the public"
        )

    def _public_step(self, request, pk: int, form_class, prefix: str, word: str, step, done: str):
        form = form_class(request.POST, prefix=prefix)
        if not form.is_valid():
            job = self._job(request, pk, "POST")
            self._may_publish(request, job)
            self.message_user(request, f"Nothing was {done}: give a {word} that fits.", messages.ERROR)
            return HttpResponseRedirect(self._url("change", job))
        [words] = form.cleaned_data.values()
        return self._step(request, pk, lambda job: step(job, by=request.user, **{word: words}), done, self._may_publish)

    def _step(self, request, pk: int, step, done: str, may):
        job = self._job(request, pk, "POST")
        may(request, job)
        try:
            with working_on(job):
                step(job)
        except ImportRefused as refusal:
            told = [f"Row {problem.row}: {problem.message}" for problem in refusal.problems]
        except PublicationRefused as refusal:
            told = in_words(refusal.problems[:MOST_PROBLEMS]) + [""] * (len(refusal.problems) - MOST_PROBLEMS)
        except (FileRefused, MappingError, Busy) as error:
            told = [str(error)]
        else:
            self.log_change(request, job, f"{done.capitalize()}.")
            self.message_user(request, f"{job}: {done}.", messages.SUCCESS)
            return HttpResponseRedirect(self._url("change", job))
        for text in told[:MOST_PROBLEMS]:
            self.message_user(request, text, messages.ERROR)
        more = len(told) - MOST_PROBLEMS
        rest = f" And {more} more like these." if more > 0 else ""
        self.message_user(request, f"Nothing was {done}.{rest}", messages.ERROR)
        return HttpResponseRedirect(self._url("change", job))

    # --- who may, and where

    def _may_import(self, request, job: Import) -> None:
        if not self.has_add_permission(request) or not may_import(request.user, job.kind):
            raise PermissionDenied

    def _may_publish(self, request, job: Import) -> None:
        if not may_publish(request.user):
            raise PermissionDenied

    def _job(self, request, pk, method: str = "") -> Import:
        if not self.has_view_permission(request) or (method and request.method != method):
            raise PermissionDenied
        return get_object_or_404(Import, pk=pk if str(pk).isdecimal() else 0)

    def _url(self, step: str, job: Import) -> str:
        return reverse(f"admin:desk_import_{step}", args=[job.pk])

    def _page(self, request, template: str, title: str, context: dict, status: int = 200):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context, status=status)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text
