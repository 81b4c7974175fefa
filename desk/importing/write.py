"""Writing an import to the desk as drafts: all of it in one transaction, or nothing.

Entries first, then what hangs on them, five hundred at a time, so that memory does not grow with the file.
"""

import json
from collections.abc import Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from desk.collection.draft import portable
from desk.collection.write import Writer
from desk.importing.build import Built, Problem
from desk.importing.groups import CHUNK, Group, build_groups, read_groups
from desk.importing.job import forget_files, reader_of, report_progress
from desk.importing.refusal import FileRefused
from desk.importing.sources import source_draft
from desk.models import Entry, Import, ImportEntry
from desk.models.history import at_rest
from desk.schema import schema


class ImportRefused(Exception):
    """An import that cannot be written; nothing of it was. `problems` says why, by row."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(f"row {problem.row}: {problem.message}" for problem in problems[:5]))


class _RolledBack(Exception):
    """Ends a rehearsal."""


def write(job: Import, *, by: AbstractBaseUser | None = None) -> None:
    """Write a checked import, all of it, in an account's name, or in the operator's if there is none.

    Hold `working_on` meanwhile. Raises ImportRefused or FileRefused.
    """
    if job.state != Import.State.CHECKED:
        raise FileRefused(
            f"Only an import that was checked without an error is written; this one: {job.get_state_display()}."
        )
    with transaction.atomic():
        problems = _write(job, reader_of(job), keep=True)
        if problems:
            raise ImportRefused(problems)
        sign_written(job, by)
        job.state, job.written_at = Import.State.WRITTEN, timezone.now()
        job.save()
    forget_files(job)


def rehearse(job: Import, reader) -> list[Problem]:
    """Write what has no error yet and roll it back; return what the desk's rules and the database refuse."""
    problems: list[Problem] = []
    try:
        with at_rest(), transaction.atomic():
            problems = _write(job, reader, keep=False)
            raise _RolledBack
    except _RolledBack:
        return problems


def sign_written(job: Import, by: AbstractBaseUser | None) -> None:
    """Note whose work the entries of an import are by now. What the operator writes has no author."""
    if by is None:
        return
    rows = job.entries.exclude(outcome="unchanged").values_list("public_id", "outcome")
    for outcome, names in (("new", ("created_by", "changed_by")), ("changed", ("changed_by",))):
        ids = [public_id for public_id, found in rows if found == outcome]
        for at in range(0, len(ids), 500):
            Entry.objects.filter(public_id__in=ids[at : at + 500]).update(**dict.fromkeys(names, by))


def _write(job: Import, reader, *, keep: bool) -> list[Problem]:
    rows = job.entries.exclude(outcome="unchanged").filter(kind=job.kind)
    planned = {row[0]: row for row in rows.values_list("slug", "outcome", "digest_before")}
    groups = [group for group in read_groups(job) if group.slug in planned]
    problems: list[Problem] = []
    writer = Writer({}, lambda line: None)
    source = source_draft(reader.source)
    if source is not None:
        writer.write([source])
    lost: set[str] = set()
    # All new entries first, since claims of any may point at any other.
    for some in _chunks([group for group in groups if planned[group.slug][1] == "new"]):
        pairs = build_groups(job, reader, some, claims=False)
        problems += [_moved(one) for one, entry in pairs if entry is not None]
        built = [one for one, entry in pairs if entry is None]
        written = writer.entries([(one.file, one.draft) for one in built])
        lost |= {one.file.slug for one, _ in pairs if one.draft.id not in written}
        _collect(writer, built, problems)
    done, total = 0, sum(len(group.places) for group in groups)
    for some in _chunks([group for group in groups if group.slug not in lost]):
        _write_some(job, reader, some, planned, writer, problems, keep)
        done += sum(len(group.places) for group in some)
        report_progress(job, f"{'Writing' if keep else 'Rehearsing'}: {done:,} of {total:,} rows")
    return problems


def _write_some(job, reader, some: list[Group], planned: dict, writer: Writer, problems: list, keep: bool) -> None:
    """Write what hangs on new entries, and changed entries as a whole."""
    pairs = build_groups(job, reader, some)
    ids = [entry.pk for _, entry in pairs if entry is not None]
    locked = Entry.objects.select_for_update().in_bulk(ids)
    new, changed, before = [], [], {}
    for built, entry in pairs:
        _, outcome, digest = planned[built.file.slug]
        if built.problems or entry is None or (outcome == "changed" and built.digest_before != digest):
            problems.append(_moved(built))
        elif outcome == "new":
            new.append(built)
        else:
            writer.existing[built.draft.id] = locked[entry.pk]
            text = json.dumps({"slug": built.base.slug, **portable(built.base)}, ensure_ascii=False)
            before[built.draft.id] = text
            changed.append(built)
    leaves = _leaves(job.kind, [built.draft.id for built in new])
    leaves |= writer.entries([(built.file, built.draft) for built in changed])
    writer.claims([(one.file, one.draft) for one in [*new, *changed] if one.draft.id in leaves], leaves)
    _collect(writer, [*new, *changed], problems)
    if keep and before:
        rows = {str(row.public_id): row for row in job.entries.filter(public_id__in=list(before))}
        for identity, text in before.items():
            rows[identity].before = text
        ImportEntry.objects.bulk_update(rows.values(), ["before"], batch_size=200)


def _moved(built: Built) -> Problem:
    row = built.file.lines[()][1]
    return Problem(row, "slug", built.file.slug, "was changed at the desk since the check. Check again.")


def _collect(writer: Writer, built: list[Built], problems: list[Problem]) -> None:
    """Turn the writer's errors into problems of rows."""
    by_line = {line: one for one in built for _, line in one.file.lines.values()}
    for error in writer.errors:
        one = by_line.get(error.line)
        column = one.columns.get(error.field, error.field) if one else error.field
        problems.append(Problem(error.line, column, error.value, error.message))
    writer.errors.clear()


def _leaves(kind: str, ids: list[str]) -> dict[str, Entry]:
    rows = schema.kinds[kind].model._default_manager.filter(public_id__in=ids)
    return {str(row.public_id): row for row in rows}


def _chunks(groups: list[Group]) -> Iterator[list[Group]]:
    """Some groups at a time: five hundred entries, fewer where they have many rows."""
    some: list[Group] = []
    rows = 0
    for group in groups:
        some.append(group)
        rows += len(group.places)
        if len(some) == CHUNK or rows >= CHUNK * 10:
            yield some
            some, rows = [], 0
    if some:
        yield some
