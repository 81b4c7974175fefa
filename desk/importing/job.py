"""An import's life: from an upload to rows on disk, and who works on it at the moment."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils import timezone

from desk.importing.finding import Finder
from desk.importing.mapping import Mapped
from desk.importing.own import OwnObjects, OwnTable
from desk.importing.refusal import FileRefused
from desk.importing.tables import keep_rows
from desk.models import Import
from desk.schema import schema

# Longer than any one step; a worker that died leaves the import to the next one after this.
LEASE = timedelta(minutes=10)
OWN = {"own": True}


class Busy(Exception):
    """Somebody else works on this import at the moment."""


def folder(job: Import) -> Path:
    """Where an import's files are, until it is written."""
    return Path(settings.IMPORT_DIR) / str(job.pk)


def receive(name: str, pieces: Iterable[bytes], kind: str, by: AbstractBaseUser | str, codec: str = "") -> Import:
    """Take a file in: keep its rows, and return the import, not yet mapped. Raises FileRefused."""
    account = None if isinstance(by, str) else by
    job = Import.objects.create(
        kind=kind,
        file_name=Path(name).name[:200],
        size=0,
        sha256="",
        format="",
        said="",
        by=account,
        by_name=by if isinstance(by, str) else by.get_username(),
    )
    place = folder(job)
    try:
        place.mkdir(parents=True)
        digest, size = hashlib.sha256(), 0
        with (place / "upload").open("wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > settings.UPLOAD_LIMIT:
                    raise FileRefused(f"The file is larger than {settings.UPLOAD_LIMIT // 1024 // 1024} MB. Split it.")
                digest.update(piece)
                file.write(piece)
        taken = keep_rows(place / "upload", name, place / "rows", codec)
    except BaseException:
        forget_files(job)
        job.delete()
        raise
    (place / "upload").unlink()
    job.size, job.sha256 = size, digest.hexdigest()
    job.format, job.columns, job.rows, job.said, job.nested = (
        taken.format,
        taken.columns,
        taken.rows,
        taken.said,
        taken.nested,
    )
    job.save()
    return job


def forget_files(job: Import) -> None:
    """Remove what was kept of the upload; what became of each row stays in the database."""
    shutil.rmtree(folder(job), ignore_errors=True)


def reader_of(job: Import, finder: Finder | None = None) -> Mapped | OwnTable | OwnObjects:
    """Return what reads the import's rows. Raises MappingError or FileRefused if it does not fit the file."""
    kind = schema.kinds[job.kind]
    if job.spec == OWN:
        return OwnObjects(kind) if job.format in ("json", "ndjson") else OwnTable(kind, job.columns)
    if job.nested:
        raise FileRefused("Some fields of this file hold lists or objects. Only our own form may: choose that.")
    return Mapped(job.spec or {}, job.columns, finder or Finder())


@contextmanager
def working_on(job: Import) -> Iterator[None]:
    """Hold an import while one works on it. Raises Busy."""
    now = timezone.now()
    free = Q(busy_until=None) | Q(busy_until__lt=now)
    if not Import.objects.filter(free, pk=job.pk).update(busy_until=now + LEASE):
        raise Busy("Somebody else, or another tab, works on this import at the moment.")
    job.refresh_from_db()
    try:
        yield
    finally:
        Import.objects.filter(pk=job.pk).update(busy_until=None)
        job.busy_until = None


def report_progress(job: Import, line: str) -> None:
    """Say how far a long transaction is, where those who wait can read it: the database shows it only at the end."""
    place = folder(job)
    if place.is_dir():
        (place / "progress").write_text(line, encoding="utf-8")


def progress(job: Import) -> str:
    """Return the last line that `report_progress` was given."""
    try:
        return (folder(job) / "progress").read_text(encoding="utf-8")
    except OSError:
        return ""
