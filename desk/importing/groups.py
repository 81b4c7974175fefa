"""Rows by entry: several rows may speak of one. Only places in a file are held in memory, not rows."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.collection.draft import Draft, namespace_of
from desk.collection.load import desk_drafts
from desk.importing.build import Built, Problem, build
from desk.importing.job import folder
from desk.importing.said import Said
from desk.importing.values import CellProblem
from desk.models import Entry, Import
from desk.schema import schema

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SLUG = re.compile(r"[a-z0-9]+(-{1,2}[a-z0-9]+)*")
# So many entries are read, compared and written together.
CHUNK = 500
GONE = (Entry.State.WITHDRAWN, Entry.State.MERGED)


@dataclass(frozen=True)
class Group:
    """The rows of one entry: their places in the file of rows, and where the next group begins."""

    slug: str
    places: list[int]
    next: int


def group_rows(job: Import, reader) -> list[Problem]:
    """Write the file of groups; return the problems of rows that belong to none."""
    kinds = dict(Entry.objects.filter(namespace=namespace_of(job.kind)).values_list("slug", "kind"))
    groups: dict[str, list[int]] = {}
    problems = []
    with (folder(job) / "rows").open("rb") as file:
        place = 0
        for line in file:
            number, cells, wrong = json.loads(line)
            try:
                if wrong:
                    raise CellProblem("", "", wrong)
                slug = reader.slug(number, cells)
                _check_slug(slug, job.kind, kinds, reader.create)
                groups.setdefault(slug, []).append(place)
            except CellProblem as problem:
                problems.append(Problem(number, problem.column, problem.value, problem.message))
            place += len(line)
    with (folder(job) / "groups").open("w", encoding="ascii") as out:
        for slug, places in groups.items():
            out.write(json.dumps([slug, places]) + "\n")
    return problems


def _check_slug(slug: str, kind: str, kinds: dict[str, str], create: bool) -> None:
    if not _SLUG.fullmatch(slug) or len(slug) > 200:
        raise CellProblem("slug", slug, "is no address. Use lower-case letters, digits, single hyphens.")
    held = kinds.get(slug)
    if held is not None and held != kind:
        raise CellProblem("slug", slug, f"the desk has '{slug}' as {held}; this import is of kind {kind}.")
    if held is None and not create:
        raise CellProblem("slug", slug, f"no {kind} '{slug}' at the desk, and this mapping makes no new ones.")


def read_groups(job: Import, start: int = 0) -> Iterator[Group]:
    """Yield the groups from a place in their file on."""
    with (folder(job) / "groups").open("rb") as file:
        file.seek(start)
        for line in file:
            start += len(line)
            yield Group(*json.loads(line), start)


def read_said(job: Import, reader, groups: list[Group]) -> list[list[Said]]:
    """Return what the rows of some groups say."""
    with (folder(job) / "rows").open("rb") as file:

        def said(place: int) -> Said:
            file.seek(place)
            number, cells, _ = json.loads(file.readline())
            return reader.said(number, cells)

        return [[said(place) for place in group.places] for group in groups]


def build_groups(job: Import, reader, groups: list[Group], *, claims: bool = True) -> list[tuple[Built, Entry | None]]:
    """Return each group's entry as it shall be, without its claims if so asked, and the desk's row if there is one."""
    kind = schema.kinds[job.kind]
    said = read_said(job, reader, groups)
    if not claims:
        for row in (row for rows in said for row in rows):
            row.claims = []
    slugs = [group.slug for group in groups]
    ids = [row.id for rows in said for row in rows if row.id]
    there = {entry.slug: entry for entry in Entry.objects.filter(namespace=namespace_of(job.kind), slug__in=slugs)}
    by_id = {str(entry.public_id): entry for entry in Entry.objects.filter(public_id__in=_uuids(ids))} if ids else {}
    entries = [
        next((by_id[row.id.lower()] for row in rows if row.id.lower() in by_id), there.get(group.slug))
        for group, rows in zip(groups, said, strict=True)
    ]
    same = [entry if entry is not None and entry.kind == job.kind else None for entry in entries]
    bases = _bases([entry for entry in same if entry is not None])
    found = []
    for group, rows, entry, own in zip(groups, said, entries, same, strict=True):
        base = bases.get(own.pk) if own else None
        built = build(kind, group.slug, rows, base)
        if built.problems:
            # What the other rows of the entry would do is told all the same.
            wrong = {problem.row for problem in built.problems}
            good = [row for row in rows if row.number not in wrong]
            rest = build(kind, group.slug, good, base) if good else None
            if rest is not None:
                built.outcomes = rest.outcomes or dict.fromkeys((row.number for row in good), built.outcome)
                built.changes = rest.changes
                built.problems += rest.problems
        holder = there.get(group.slug)
        if entry is not None and own is None:
            _refuse(built, rows, "id", f"this id is that of '{entry}', which is of kind {entry.kind}.")
        elif own is not None and holder is not None and holder.pk != own.pk:
            _refuse(built, rows, "slug", f"'{holder}' has this address. Choose another slug.")
        elif own is not None and own.state in GONE and built.outcome != "unchanged":
            _refuse(built, rows, "slug", f"'{own}' was {own.get_state_display()}. Restore it first.")
        found.append((built, own))
    return found


def _refuse(built: Built, rows: list[Said], column: str, message: str) -> None:
    built.problems.append(Problem(rows[0].number, column, rows[0].slug, message))


def _uuids(ids: list[str]) -> list[str]:
    return [identity for identity in ids if _UUID.fullmatch(identity)]


def _bases(entries: list[Entry]) -> dict[int, Draft]:
    return dict(zip([entry.pk for entry in entries], desk_drafts(entries), strict=True))
