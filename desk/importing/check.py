"""The dry run: what every row would do, found in steps that survive a reload, then rehearsed as a whole.

The steps read and compare, and write nothing to the desk. At the end the import is written and rolled back, so
that the desk's own rules and the database have had their say too.
"""

import difflib
import time
from collections import Counter, defaultdict

from django.db import transaction

from desk.collection.draft import namespace_of
from desk.collection.parse import unresolved
from desk.importing.build import Built, Problem
from desk.importing.groups import CHUNK, Group, build_groups, group_rows, read_groups
from desk.importing.job import folder, reader_of
from desk.importing.refusal import FileRefused
from desk.importing.sources import source_draft
from desk.importing.values import MappingError
from desk.importing.write import rehearse
from desk.models import Entry, Import, ImportEntry, ImportRow

# More guesses than this cost more time than they are worth.
MOST_GUESSES = 300
FINAL = (Import.State.CHECKED, Import.State.REFUSED)


def begin_check(job: Import, spec: dict, mapping_name: str = "") -> None:
    """Start (again) with a mapping. Raises MappingError or FileRefused if it does not fit the file."""
    if job.state in (Import.State.WRITTEN, Import.State.UNDONE):
        raise FileRefused("This import has been written already. Upload the file again.")
    if not (folder(job) / "rows").exists():
        raise FileRefused("The rows of this file are no longer kept. Upload it again.")
    job.spec, job.mapping_name = spec, mapping_name
    reader = reader_of(job)
    if reader.kind.name != job.kind:
        raise MappingError(f"this mapping is for entries of kind {reader.kind.name}; the import is of {job.kind}.")
    with transaction.atomic():
        job.outcomes.all().delete()
        job.entries.all().delete()
        job.state, job.cursor, job.done, job.counts, job.message = Import.State.CHECKING, 0, 0, {}, ""
        job.save()
    (folder(job) / "groups").unlink(missing_ok=True)


def check(job: Import, seconds: float | None = None, *, rehearsal: bool = True) -> bool:
    """Go on with the check for about so many seconds; return whether it is finished. Hold `working_on` meanwhile.

    At least one piece of work is done each time. The rehearsal at the end is one piece. Whoever writes at once may do
    without it as long as no row has an error: writing refuses the same, and a check that goes on then says so by row.
    """
    if job.state != Import.State.CHECKING:
        return True
    until = None if seconds is None else time.monotonic() + seconds
    reader = reader_of(job)
    if not (folder(job) / "groups").exists():
        _begin(job, reader)
        if until is not None and time.monotonic() > until:
            return False
    known = _known(job, reader)
    near = Nearest()
    some: list[Group] = []
    rows = 0
    for group in read_groups(job, job.cursor):
        some.append(group)
        rows += len(group.places)
        if len(some) == CHUNK or rows >= CHUNK * 10:
            _check_some(job, reader, some, known, near)
            some, rows = [], 0
            if until is not None and time.monotonic() > until:
                return False
    if some:
        _check_some(job, reader, some, known, near)
        if until is not None and time.monotonic() > until:
            return False
    # All that is wrong is told at once, so also what only the rehearsal finds in the other rows.
    _finish(job, rehearse(job, reader) if rehearsal or job.counts.get("error") else [])
    return True


def _begin(job: Import, reader) -> None:
    problems = group_rows(job, reader)
    with transaction.atomic():
        _note(job, {}, problems, {})
        source = source_draft(reader.source)
        if source is not None:
            job.entries.create(
                public_id=source[1].id,
                kind="source",
                slug=source[1].slug,
                title=source[1].values["title"],
                row=0,
                outcome="new",
                digest_after=source[1].digest,
            )
        job.save()


def _known(job: Import, reader) -> dict[tuple[str, str], str]:
    known = {
        (namespace, slug): kind for namespace, slug, kind in Entry.objects.values_list("namespace", "slug", "kind")
    }
    namespace = namespace_of(job.kind)
    known |= {(namespace, group.slug): job.kind for group in read_groups(job)}
    if reader.source:
        known["source", reader.source["slug"]] = "source"
    return known


def _check_some(job: Import, reader, groups: list[Group], known: dict, near) -> None:
    problems: list[Problem] = []
    outcomes: dict[int, str] = {}
    details: dict[int, list] = defaultdict(list)
    slugs: dict[int, str] = {}
    entries = []
    for built, _ in build_groups(job, reader, groups):
        for error in unresolved(built.file, built.draft, known, near):
            if all((error.line, built.columns.get(error.field)) != (p.row, p.column) for p in built.problems):
                built.refuse(error)
        problems += built.problems
        rows = {line for _, line in built.file.lines.values()}
        slugs |= dict.fromkeys(rows, built.file.slug)
        outcomes |= built.outcomes
        for change in built.changes:
            details[change.row].append([change.field, change.old, change.new])
        if not built.problems:
            entries.append(_entry_row(job, built))
    with transaction.atomic():
        ImportEntry.objects.bulk_create(entries, batch_size=500)
        _note(job, outcomes, problems, details, slugs)
        job.cursor = groups[-1].next
        job.save(update_fields=["cursor", "done", "counts"])


def _entry_row(job: Import, built: Built) -> ImportEntry:
    return ImportEntry(
        job=job,
        public_id=built.draft.id,
        kind=job.kind,
        slug=built.file.slug,
        title=built.draft.values.get("title") or built.file.slug,
        row=built.file.lines[()][1],
        outcome=built.outcome,
        digest_before=built.digest_before,
        digest_after=built.digest_after,
    )


def _note(job: Import, outcomes: dict, problems: list[Problem], details: dict, slugs: dict | None = None) -> None:
    """Keep what became of some rows, and count it."""
    slugs = slugs or {}
    errors = defaultdict(list)
    # Two claims of a row may rest on the same cell: said once.
    for problem in dict.fromkeys(problems):
        errors[problem.row].append([problem.column, problem.value[:200], problem.message])
    rows = [
        ImportRow(
            job=job,
            number=number,
            outcome="error" if number in errors else outcomes[number],
            slug=slugs.get(number, ""),
            detail=errors.get(number) or details.get(number, []),
        )
        for number in sorted({*outcomes, *errors})
    ]
    ImportRow.objects.bulk_create(rows, batch_size=500)
    counts = Counter(job.counts)
    counts.update(row.outcome for row in rows)
    job.counts = dict(counts)
    job.done += len(rows)


def _finish(job: Import, problems: list[Problem]) -> None:
    """Note what a rehearsal has found; then the check is done."""
    with transaction.atomic():
        by_row = defaultdict(list)
        for problem in problems:
            by_row[problem.row].append([problem.column, problem.value[:200], problem.message])
        counts = Counter(job.counts)
        for number, detail in by_row.items():
            row, made = job.outcomes.get_or_create(number=number, defaults={"outcome": "error", "detail": detail})
            if not made:
                counts[row.outcome] -= 1
                row.detail = [*row.detail, *detail] if row.outcome == "error" else detail
                row.outcome = "error"
                row.save()
            counts["error"] += 1
        job.counts = {name: count for name, count in counts.items() if count}
        wrong = job.counts.get("error", 0)
        job.state = Import.State.REFUSED if wrong else Import.State.CHECKED
        job.save()


class Nearest:
    """What was perhaps meant by a slug: looked for among those that begin alike, and not for ever."""

    def __init__(self):
        self.left = MOST_GUESSES
        self.told: dict[tuple[str, str], str] = {}
        self.by_letter: dict[tuple[str, str], list[str]] = {}

    def __call__(self, slug: str, namespace: str, known: dict) -> str:
        if not self.by_letter:
            for other_namespace, other in known:
                self.by_letter.setdefault((other_namespace, other[:1]), []).append(other)
        key = namespace, slug
        if key not in self.told and self.left:
            self.left -= 1
            near = difflib.get_close_matches(slug, self.by_letter.get((namespace, slug[:1]), []), 1)
            self.told[key] = near[0] if near else ""
        return self.told.get(key, "")
