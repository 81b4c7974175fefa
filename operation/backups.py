"""Backups: each a folder with a copy of the database, a manifest and checksums; and the way back."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from operation.dumps import DumpError, State, dump
from operation.dumps import restore as restore_dump
from publication.models import Revision
from publication.verify import record_digest, verify

PREFIX, PARTIAL = "chancery-", ".partial"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


class BackupError(Exception):
    """A backup could not be made, or is not one, or does not hold what it says."""


@dataclass(frozen=True)
class Backup:
    """One backup: where it stands and what it says of itself."""

    folder: Path
    engine: str
    state: State


def make(folder: Path, keep: int = 0) -> Backup:
    """Make a backup in a new folder below `folder`, and delete all but the `keep` newest (0: keep all).

    It bears its name only once it is whole. Raises BackupError; what was begun is then removed.
    """
    began = datetime.now(UTC)
    name = f"{PREFIX}{began:%Y%m%dT%H%M%S.%fZ}"
    partial = folder / f"{name}{PARTIAL}"
    try:
        partial.mkdir(parents=True)
        file, state = dump(partial)
        manifest = {
            "made_at": began.isoformat(timespec="seconds"),
            "engine": connection.vendor,
            "file": file,
            **asdict(state),
        }
        (partial / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        lines = [f"{_digest(partial / each)}  {each}\n" for each in (file, MANIFEST)]
        (partial / SUMS).write_text("".join(lines), encoding="ascii")
        whole = partial.rename(folder / name)
    except (OSError, DumpError) as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise BackupError(f"No backup was made in {folder}. {_said(error)}") from error
    if keep:
        for old in kept(folder)[:-keep]:
            shutil.rmtree(old)
    return Backup(whole, connection.vendor, state)


def kept(folder: Path) -> list[Path]:
    """The whole backups below a folder, oldest first."""
    return sorted(path.parent for path in folder.glob(f"{PREFIX}*/{SUMS}") if not path.parent.name.endswith(PARTIAL))


def read(folder: Path) -> Backup:
    """Return what a backup says of itself, once its checksums are found true. Raises BackupError."""
    try:
        sums = dict(
            reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text(encoding="ascii").splitlines() if line
        )
        wrong = sorted(name for name, digest in sums.items() if _digest(folder / name) != digest)
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        state = State(int(manifest["seq"]), str(manifest["digest"]), list(manifest["migrations"]))
        engine, file = manifest["engine"], manifest["file"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder} is not a backup: {_said(error)}") from error
    if wrong or {MANIFEST, file} - sums.keys():
        raise BackupError(f"{folder} is damaged: {', '.join(wrong) or 'a checksum'} does not agree with {SUMS}.")
    return Backup(folder, engine, state)


def restore(folder: Path) -> Backup:
    """Fill the empty database from a backup, bring it up to date and verify the record. Raises BackupError."""
    backup = read(folder)
    if backup.engine != connection.vendor:
        raise BackupError(
            f"{folder} is a backup of {backup.engine}, the database is {connection.vendor}. "
            "Restore it into its own engine."
        )
    [file] = (path for path in folder.iterdir() if path.name.startswith("database."))
    try:
        restore_dump(file)
    except DumpError as error:
        raise BackupError(str(error)) from error
    # A backup of an older version is brought forward; one of a newer version, migrate leaves as it is.
    call_command("migrate", interactive=False, verbosity=0)
    finding = verify()
    if finding is not None:
        raise BackupError(f"The restored record is broken. {finding}")
    head = Revision.objects.head()
    found = (head.seq if head else 0, record_digest())
    if found != (backup.state.seq, backup.state.digest):
        raise BackupError(f"The restored record ends at {found}, not as the manifest says at {backup.state.seq}.")
    return backup


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or ''}: {error.strerror}."
    return str(error) if isinstance(error, DumpError) else f"{type(error).__name__}: {error}."
