"""Taking a written import back: what it made goes, what it changed is as it was before."""

import json

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import ProtectedError

from desk.collection.draft import Draft
from desk.collection.files import EntryFile
from desk.collection.load import desk_drafts
from desk.collection.parse import Parser
from desk.collection.write import Writer
from desk.history import forget
from desk.importing.build import Problem
from desk.importing.job import report_progress
from desk.importing.refusal import FileRefused
from desk.importing.write import ImportRefused, sign_written
from desk.models import Claim, Entry, Import, ImportEntry
from desk.models.history import at_rest
from desk.schema import schema
from publication.models import Revision

CHUNK = 200


def undo(job: Import, *, by: AbstractBaseUser | None = None) -> None:
    """Take an import back, all of it or nothing; `by` is as in `write`. Hold `working_on` meanwhile.

    Raises ImportRefused, which names each entry that was changed, published or used by others since.
    """
    if job.state != Import.State.WRITTEN:
        raise FileRefused(f"Only an import that was written can be undone; this one: {job.get_state_display()}.")
    rows = list(job.entries.exclude(outcome="unchanged").order_by("-pk"))
    with transaction.atomic():
        problems: list[Problem] = []
        writer = Writer({}, lambda line: None)
        for at in range(0, len(rows), CHUNK):
            _restore(rows[at : at + CHUNK], writer, problems)
            report_progress(job, f"Undoing: {min(at + CHUNK, len(rows)):,} of {len(rows):,} entries")
        if not problems:
            # Nobody has touched them since: their history says that the import made them, which the import says itself.
            with at_rest():
                _take_away([row for row in rows if not row.before], problems)
        if problems:
            raise ImportRefused(sorted(problems, key=lambda problem: problem.row))
        sign_written(job, by)
        job.state = Import.State.UNDONE
        job.save()


def _restore(rows: list[ImportEntry], writer: Writer, problems: list[Problem]) -> None:
    """Refuse what is no longer as the import left it; give changed entries what they said before."""
    ids = [row.public_id for row in rows]
    entries = {entry.public_id: entry for entry in Entry.objects.select_for_update().filter(public_id__in=ids)}
    now = {draft.id: draft for draft in desk_drafts(list(entries.values()))}
    public = set(Revision.objects.filter(entry_id__in=ids).values_list("entry_id", flat=True))
    drafts = []
    for row in rows:
        entry, draft = entries.get(row.public_id), now.get(str(row.public_id))
        message = ""
        if entry is None:
            message = "is no longer at the desk."
        elif not row.before and row.public_id in public:
            message = (
                "has been published since; its history stays. Take the publication back; the entry itself remains."
            )
        elif draft.digest != row.digest_after:
            message = "was changed since the import. Change it back, or keep it and correct it by hand."
        if message:
            problems.append(Problem(row.row, row.slug, "", f"'{row.title}' {message}"))
        elif row.before:
            writer.existing[str(row.public_id)] = entry
            drafts.append(_before(row))
    if drafts and not problems:
        written = writer.entries(drafts)
        writer.claims(drafts, written)
        problems += [Problem(0, error.file, error.value, error.message) for error in writer.errors]


def _before(row: ImportEntry) -> tuple[EntryFile, Draft]:
    data = json.loads(row.before)
    slug = data.pop("slug")
    file = EntryFile(schema.kinds[row.kind], slug, slug, data)
    return file, Parser(file).draft()


def _take_away(made: list[ImportEntry], problems: list[Problem]) -> None:
    """Delete entries that the import made, with their history."""
    for at in range(0, len(made), CHUNK):
        ids = [row.public_id for row in made[at : at + CHUNK]]
        forget(Entry.objects.filter(public_id__in=ids))
        # All claims first: those of one entry may point at another.
        Claim.objects.filter(owner__public_id__in=ids).delete()
    for at in range(0, len(made), CHUNK):
        _remove(made[at : at + CHUNK], problems)


def _remove(rows: list[ImportEntry], problems: list[Problem]) -> None:
    """Delete entries whose claims are gone already: what was registered and made last goes first."""
    for kind in reversed(schema.kinds):
        ids = [row.public_id for row in rows if row.kind == kind]
        entries = schema.kinds[kind].model._default_manager.filter(public_id__in=ids).order_by("-pk")
        try:
            with transaction.atomic():
                entries.delete()
        except ProtectedError:
            # Some of them are used. Which, and by whom, is found by taking them one by one.
            for entry in entries:
                _remove_one(entry, rows, problems)


def _remove_one(entry: Entry, rows: list[ImportEntry], problems: list[Problem]) -> None:
    try:
        with transaction.atomic():
            entry.delete()
    except ProtectedError as error:
        users = sorted({str(_owner(held)) for held in error.protected_objects})
        names = ", ".join(f"'{name}'" for name in users[:3]) + (" and others" if len(users) > 3 else "")
        number = next(row.row for row in rows if row.public_id == entry.public_id)
        problems.append(Problem(number, entry.slug, "", f"'{entry}' is used by {names}."))


def _owner(held) -> object:
    """The entry that a row which points at another belongs to."""
    claim = getattr(held, "claim", held)
    return getattr(claim, "owner", claim)
