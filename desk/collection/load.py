"""Loading the collection: check everything, then write and publish all of it, or nothing.

Each entry is compared three ways: what its files say, what the desk holds, and what both said at the last
load. Unchanged files are left alone, whatever curators did at the desk; changed files are written and
published; an entry changed on both sides is a conflict, which stops that entry and nothing else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from desk.collection.draft import Draft, Link, from_desk, namespace_of
from desk.collection.files import CollectionRefused, EntryFile, FileError, read_collection
from desk.collection.parse import Parser, a_kind, unresolved
from desk.collection.write import Writer
from desk.models import Entry, LoadState
from desk.publishing import digests, leaf_entries, publish_batch, published_digests
from desk.schema import schema
from desk.snapshot import Links, link_ids, read_rows
from publication.errors import Problem, PublicationRefused
from publication.log import lock
from publication.models import Revision

Report = Callable[[str], None]


@dataclass
class Outcome:
    """What a load did, by titles, and the conflicts that it left for a person to decide."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    conflicts: list[FileError] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)


@dataclass
class Reading:
    """One entry's file with the draft that it makes."""

    file: EntryFile
    draft: Draft


class _RolledBack(Exception):
    """Ends a check: everything was tried, nothing is kept."""


def load(root: Path, *, by: str = "load", check: bool = False, report: Report = lambda line: None) -> Outcome:
    """Load the files under `root` and return what was done.

    With `check`, everything is tried, publishing too, and rolled back. `report` receives lines of progress.
    Raises CollectionRefused with every error found; then nothing has been written.
    """
    report("Reading files")
    readings, errors = read(root)
    outcome = Outcome()
    try:
        with transaction.atomic():
            # Before anything is compared: another load, or an editor who publishes, would change it meanwhile.
            lock()
            errors += _load(readings, outcome, by, report, trial=bool(errors))
            if errors:
                raise CollectionRefused(sorted(errors, key=lambda error: (error.file, error.line)))
            if check:
                raise _RolledBack
    except _RolledBack:
        pass
    except PublicationRefused as refusal:
        raise CollectionRefused([_placed(problem, readings) for problem in refusal.problems]) from refusal
    return outcome


def _placed(problem: Problem, readings: list[Reading]) -> FileError:
    """A publication's problem as an error of the file that it comes from."""
    for reading in readings:
        if reading.draft.id != problem.entry_id:
            continue
        for path, claim in reading.draft.claim_paths():
            if claim.id == problem.claim_id:
                return reading.file.error(path, "", problem.message)
        return reading.file.error((problem.where,) if problem.where else (), "", problem.message)
    return FileError(problem.entry, 0, problem.where, "", problem.message)


def read(root: Path) -> tuple[list[Reading], list[FileError]]:
    """Read and check all files on their own; return those without an error, and every error."""
    files, errors = read_collection(root)
    readings = []
    for file in files:
        parser = Parser(file)
        readings.append(Reading(file, parser.draft()))
        errors += parser.errors
    errors += _repeated(readings)
    # An entry whose file has been renamed is known by its new address alone.
    ids = {reading.draft.id for reading in readings}
    known = {
        (namespace, slug): kind
        for public_id, namespace, slug, kind in Entry.objects.values_list("public_id", "namespace", "slug", "kind")
        if str(public_id) not in ids
    }
    # Of two files with one address, which is an error, the first counts.
    known |= {(namespace_of(r.draft.kind.name), r.draft.slug): r.draft.kind.name for r in reversed(readings)}
    # Files that could not be read are named in errors already: their entries must not look missing as well.
    for error in errors:
        folder, _, rest = error.file.partition("/")
        for kind in schema.kinds.values():
            if kind.folder == folder:
                known.setdefault((namespace_of(kind.name), rest.split(".")[0]), kind.name)
    for reading in readings:
        errors += unresolved(reading.file, reading.draft, known)
    # A table's error is its entry's error: countries/north.yaml and countries/north.names.csv begin alike.
    broken = {error.file.partition(".")[0] for error in errors}
    return [reading for reading in readings if reading.file.name.partition(".")[0] not in broken], errors


def _repeated(readings: list[Reading]) -> list[FileError]:
    """Ids and addresses that stand twice."""
    errors, ids, addresses = [], {}, {}
    for reading in readings:
        draft = reading.draft
        address = namespace_of(draft.kind.name), draft.slug
        if address in addresses:
            errors.append(reading.file.error((), "", f"{addresses[address]} has the same slug, '{draft.slug}'."))
            continue
        addresses[address] = reading.file.name
        claims = [((*path, "id"), claim.id) for path, claim in draft.claim_paths()]
        for path, identity in [(("id",), draft.id), *claims]:
            if identity in ids:
                errors.append(reading.file.error(path, identity, f"{ids[identity]} has the same id."))
            ids[identity] = reading.file.name
    return errors


def desk_drafts(entries: list[Entry]) -> list[Draft]:
    """Return what the desk holds of some entries, as drafts, in the same order."""
    rows = read_rows(leaf_entries(entries))
    links = Links()
    links.fetch({pk for one in rows for pk in link_ids(one)})
    return [from_desk(one, links) for one in rows]


def _load(readings: list[Reading], outcome: Outcome, by: str, report: Report, trial: bool) -> list[FileError]:
    """Write and publish what changed; return the errors that the desk's own rules find. A trial does not publish."""
    report("Comparing with the desk")
    existing = _existing(readings)
    states = dict(LoadState.objects.values_list("entry__public_id", "digest"))
    states = {str(public_id): digest for public_id, digest in states.items()}
    # Where the files say what they said at the last load, what the desk holds does not matter: reading it
    # would take most of the time of a load that finds nothing to do.
    moved = [r.draft.id for r in readings if r.draft.id in existing and r.draft.digest != states.get(r.draft.id)]
    desk = {draft.id: draft for draft in desk_drafts([existing[public_id] for public_id in moved])}
    addresses = {
        (entry.namespace, entry.slug): str(entry.public_id)
        for entry in Entry.objects.only("namespace", "slug", "public_id", "kind")
    }
    todo = []
    for reading in readings:
        draft, now = reading.draft, reading.draft.digest
        there = desk.get(draft.id)
        old = existing.get(draft.id)
        if old is None:
            holder = addresses.get((namespace_of(draft.kind.name), draft.slug))
            if holder is not None:
                outcome.conflicts.append(
                    reading.file.error((), "", f"the desk has its own '{draft.slug}' (id {holder}). {_ADVICE}")
                )
                continue
            outcome.new.append(draft.values.get("title") or draft.slug)
            todo.append(reading)
        elif there is None:
            outcome.unchanged += 1
        elif old.kind != draft.kind.name:
            outcome.conflicts.append(
                reading.file.error(
                    (), "", f"was loaded as {a_kind(old.kind)} and cannot become another kind. {_ADVICE}"
                )
            )
        elif old.state in (Entry.State.WITHDRAWN, Entry.State.MERGED) and now != there.digest:
            outcome.conflicts.append(
                reading.file.error((), "", f"changed here, but was {old.get_state_display()} at the desk. {_ADVICE}")
            )
        elif now == there.digest:
            outcome.unchanged += 1
            _remember(existing[draft.id].pk, now)
        elif there.digest != states.get(draft.id):
            outcome.conflicts.append(
                reading.file.error((), "", f"changed both here and at the desk since the last load. {_ADVICE}")
            )
        else:
            outcome.changed.append(draft.values.get("title") or draft.slug)
            todo.append(reading)
    writer = Writer(existing, report)
    if not trial:
        todo = _without_stranded(todo, writer.keys.keys(), outcome)
    if not todo:
        return []
    written = writer.write([(reading.file, reading.draft) for reading in todo])
    if writer.errors or trial:
        return writer.errors
    for reading in todo:
        _remember(written[reading.draft.id].pk, reading.draft.digest)
    report(f"Publishing {len(todo)} entries")
    entries = list(written.values())
    before = published_digests(entries)
    after = digests(entries)
    publishing = [entry for entry in entries if before.get(entry.pk) != after[entry.pk]]
    note = "Loaded from the collection's files."
    outcome.revisions = publish_batch(publishing, by=by, note=note)
    return []


def _without_stranded(todo: list[Reading], known: Iterable[Link], outcome: Outcome) -> list[Reading]:
    """Leave out what names an entry of a file in conflict that the desk does not have; it is in conflict too."""
    while True:
        there = {*known, *(Link(namespace_of(r.draft.kind.name), r.draft.slug) for r in todo)}
        stranded = [reading for reading in todo if reading.draft.links() - there]
        if not stranded:
            return todo
        for reading in stranded:
            todo.remove(reading)
            title = reading.draft.values.get("title") or reading.draft.slug
            (outcome.new if title in outcome.new else outcome.changed).remove(title)
            names = ", ".join(sorted(link.slug for link in reading.draft.links() - there))
            message = f"names '{names}', whose file is in conflict. Nothing of this file was loaded."
            outcome.conflicts.append(reading.file.error((), "", message))


_ADVICE = "Nothing of this file was loaded. Run `manage.py dump` into another folder, compare, and change one side."


def _existing(readings: list[Reading]) -> dict[str, Entry]:
    ids, found = [reading.draft.id for reading in readings], {}
    for at in range(0, len(ids), 500):
        for entry in Entry.objects.filter(public_id__in=ids[at : at + 500]):
            found[str(entry.public_id)] = entry
    return found


def _remember(pk: int, digest: str) -> None:
    LoadState.objects.update_or_create(entry_id=pk, defaults={"digest": digest})
