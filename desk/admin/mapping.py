"""The column-mapping screen of an import, and saved mappings."""

import json
from itertools import islice

from django.contrib import admin, messages
from django.http import HttpResponseRedirect

from desk.importing.catalogue import fitting, mapping_named, mappings, shipped
from desk.importing.check import begin_check
from desk.importing.columns import guess, spec_of, targets, ways
from desk.importing.finding import Finder
from desk.importing.job import OWN, folder
from desk.importing.mapping import Mapped
from desk.importing.refusal import FileRefused
from desk.importing.sources import source_draft
from desk.importing.values import MappingError
from desk.models import Import, Mapping
from desk.schema import schema

SAMPLES = 3


class MappingScreen(admin.ModelAdmin):
    """For the admin of imports: choose a saved mapping, say what each column becomes, or write JSON."""

    def mapping_view(self, request, pk: int):
        """Ask what the columns are; then start the check."""
        job = self._job(request, pk)
        self._may_import(request, job)
        if job.state in (Import.State.WRITTEN, Import.State.UNDONE):
            self.message_user(request, "This import has been written. Upload the file again.", messages.ERROR)
            return HttpResponseRedirect(self._url("change", job))
        error = ""
        if request.method == "POST":
            try:
                spec, name = self._spec(request, job)
                if "save" in request.POST:
                    name = self._save(request, job, spec)
                begin_check(job, spec, name)
                return HttpResponseRedirect(self._url("change", job))
            except (MappingError, FileRefused) as refusal:
                error = str(refusal)
        return self._page(
            request,
            "admin/import_mapping.html",
            f"Map the columns of {job.file_name}",
            self._context(request, job, error),
            400 if error else 200,
        )

    def _spec(self, request, job: Import) -> tuple[dict, str]:
        """Return the mapping that was posted, after it has been tried on the file's columns, and its name."""
        post = request.POST
        if post.get("use") == "own":
            return OWN, "our own form"
        if post.get("use") == "named":
            name = post.get("mapping", "")
            spec = mapping_named(name)
        elif post.get("use") == "json":
            name = ""
            try:
                spec = json.loads(post.get("json", ""))
            except (json.JSONDecodeError, RecursionError) as error:
                raise MappingError(f"This is not JSON: {error}.") from error
        else:
            name, spec = "", spec_of(schema.kinds[job.kind], job.columns, post)
        reader = Mapped(spec, job.columns, Finder())
        if reader.kind.name != job.kind:
            raise MappingError(f"This mapping is for entries of kind {reader.kind.name}; the import is of {job.kind}.")
        source_draft(reader.source)
        return spec, name

    def _save(self, request, job: Import, spec: dict) -> str:
        name = request.POST.get("name", "").strip()
        if not name or len(name) > 100:
            raise MappingError("Give the mapping a name of at most 100 characters, to save it.")
        if name in shipped():
            raise MappingError(f"'{name}' comes with Chancery. Choose another name.")
        if spec == OWN:
            raise MappingError("Our own form needs no mapping.")
        if Mapping.objects.filter(name=name).exclude(kind=job.kind).exists():
            raise MappingError(f"There is a mapping '{name}' for another kind. Choose another name.")
        Mapping.objects.update_or_create(name=name, defaults={"kind": job.kind, "spec": spec, "by": request.user})
        return name

    def _context(self, request, job: Import, error: str) -> dict:
        kind = schema.kinds[job.kind]
        samples = self._samples(job)
        posted = request.POST if request.method == "POST" else {}
        guessed = guess(kind, job.columns)
        columns = [
            {
                "number": number,
                "name": column,
                "samples": ", ".join(filter(None, (row[number] for row in samples))),
                "target": posted.get(f"target_{number}", "" if posted else guessed[number]),
                "by": posted.get(f"by_{number}", ""),
                "on": posted.get(f"on_{number}", ""),
                "words": posted.get(f"words_{number}", ""),
            }
            for number, column in enumerate(job.columns)
        ]
        fits = fitting(job.kind, job.columns)
        chosen = posted.get("mapping") or request.GET.get("mapping", "")
        spec = job.spec if job.spec and job.spec != OWN else None
        if chosen in fits:
            spec = mapping_named(chosen)
        text = posted.get("json") or (json.dumps(spec, ensure_ascii=False, indent=2) if spec else "")
        return {
            "job": job,
            "error": error or job.message,
            "columns": columns,
            "targets": targets(kind),
            "ways": ways(),
            "fits": [(name, mappings()[name].get("about", "")) for name in fits],
            "chosen": chosen,
            "others": sorted(set(mappings(job.kind)) - set(fits)),
            "posted": posted,
            "source_types": schema.kinds["source"].model._meta.get_field("type").choices,
            "json": text,
        }

    def _samples(self, job: Import) -> list[list[str]]:
        """The first rows' cells."""
        try:
            with (folder(job) / "rows").open(encoding="utf-8") as file:
                rows = [json.loads(line)[1] for line in islice(file, SAMPLES)]
        except OSError:
            return []
        if job.format in ("json", "ndjson"):
            rows = [[str(row.get(column, "")) for column in job.columns] for row in rows]
        return [[cell[:60] for cell in row] for row in rows]


@admin.register(Mapping)
class MappingAdmin(admin.ModelAdmin):
    """Saved mappings: to look at, to throw away. They are written on the screen of an import."""

    list_display = ("name", "kind", "by", "changed_at")
    list_filter = ("kind",)
    search_fields = ("name",)
    list_select_related = ("by",)
    ordering = ("name", "pk")

    def has_add_permission(self, request):
        """One saves a mapping while one imports."""
        return False

    def has_change_permission(self, request, obj=None):
        """One saves it again under the same name."""
        return False
