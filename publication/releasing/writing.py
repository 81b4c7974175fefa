"""Making a release: one state of the record, written aside and given its name only once it is whole."""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC
from itertools import chain
from pathlib import Path

from django.conf import settings

from publication.models import Redaction, Revision
from publication.reading.moment import BadParameter, Moment, resolve
from publication.releasing import shelf
from publication.releasing.changes import Release, changes
from publication.releasing.package import Package, Part, archive
from publication.releasing.shelf import AUTHORS, CARD, NUMBER, TITLE, ReleaseRefused, name_of, order
from publication.releasing.tables import parts

CODEBOOK = Path(settings.BASE_DIR) / "docs" / "codebook.md"
LEGAL_CODE = Path(__file__).with_name("CC-BY-4.0.txt")
PARTIAL, LOCK = ".partial", ".lock"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
RIGHTS = """This data is licensed under the Creative Commons Attribution 4.0 International licence (CC BY 4.0),
whose text follows. You may share and adapt it for any purpose, provided that you give credit and say what you
changed. CITATION.cff says how to cite it.

The sources that it cites keep their own rights: facts and figures were taken from them, sentences were not.

"""


def write(
    number: str,
    more: Callable[[Moment], Iterable[Part]],
    *,
    known_at: str | None = None,
    previous: str | None = None,
    folder: Path | None = None,
) -> shelf.Shelved:
    """Write release `number` of the record as it stands, or stood at `known_at`, and return it.

    `more` gives parts besides the record's own tables. `previous` names the release that CHANGES.md compares with,
    as number:sequence, or is 'none'; if it is not given, that is the last one on the shelf. Raises ReleaseRefused with
    the reason; then nothing is on the shelf that was not there before.
    """
    folder = folder or Path(settings.RELEASES_DIR)
    if not NUMBER.fullmatch(number):
        raise ReleaseRefused(f"'{number}' is not a release's number. Give a year and a count: 2026.1, then 2026.2.")
    moment = _moment(known_at)
    release = Release(number, moment.seq, _digest(moment.seq))
    with _alone(folder):
        before = _previous(previous, release, shelf.releases(folder))
        aside = folder / f"{number}{PARTIAL}"
        try:
            aside.mkdir()
            _fill(aside, release, before, moment, more)
            aside.rename(folder / number)
        except OSError as error:
            raise ReleaseRefused(f"{error.filename or folder}: {error.strerror}. No release was written.") from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return shelf.find(number, folder)


def _moment(known_at: str | None) -> Moment:
    """The state of the record; its day is the one on which it was last written, not today."""
    try:
        moment = resolve(None, known_at)
    except BadParameter as error:
        raise ReleaseRefused(f"--known-at: {error}") from error
    if moment.seq_time is None:
        raise ReleaseRefused("the record is empty. Publish something first.")
    day = moment.seq_time.astimezone(UTC).date()
    return replace(moment, day=day, as_of=day.isoformat(), known_at=str(moment.seq), today=day)


def _digest(seq: int) -> str:
    return Revision.objects.values_list("hash", flat=True).get(seq=seq)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, and remove what a killed run has left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ReleaseRefused(f"another release is being written in {folder}. Wait for it.") from error
            for left in folder.glob(f"*{PARTIAL}"):
                shutil.rmtree(left)
            yield
    except OSError as error:
        raise ReleaseRefused(f"{error.filename or folder}: {error.strerror}. No release was written.") from error


def _previous(asked: str | None, release: Release, there: list[shelf.Shelved]) -> Release | None:
    """The release before this one."""
    if any(found.number == release.number for found in there):
        raise ReleaseRefused(f"release {release.number} exists. What is released stays as it is: take another number.")
    if asked == "none":
        return None
    if asked is not None:
        number, _, seq = asked.partition(":")
        if not NUMBER.fullmatch(number) or order(number) >= order(release.number):
            raise ReleaseRefused(f"--previous: '{number}' is not the number of an earlier release, such as 2026.1.")
        if not (seq.isascii() and seq.isdigit() and len(seq) < 19 and 1 <= int(seq) <= release.seq):
            raise ReleaseRefused(f"--previous: '{seq}' is not a sequence number from 1 to {release.seq}.")
        return Release(number, int(seq), _digest(int(seq)))
    if not there:
        return None
    last = there[0]
    if order(last.number) > order(release.number):
        raise ReleaseRefused(f"{last.number} has been released already. Take a number after it.")
    if last.seq > release.seq:
        raise ReleaseRefused(
            f"release {last.number} holds the record up to no. {last.seq}, this one would end at {release.seq}. "
            "Say with --previous what it follows: a release's number and sequence, 2025.4:1131, or none."
        )
    if _digest(last.seq) != last.digest:
        raise ReleaseRefused(
            f"release {last.number} in {last.folder.parent} is of a record with another history. "
            "Set CHANCERY_RELEASES to another folder."
        )
    return Release(last.number, last.seq, last.digest)


def _fill(aside: Path, release: Release, before: Release | None, moment: Moment, more) -> None:
    """Write everything that a release is."""
    package = Package(aside / name_of(release.number))
    package.folder.mkdir()
    for part in chain(parts(moment.seq), more(moment)):
        package.add(part)
    recorded_at = moment.seq_time.astimezone(UTC).isoformat(timespec="microseconds")
    codebook = [CODEBOOK.read_bytes()]
    package.add(Part("codebook", "codebook.md", "Which value means what", "text/markdown", codebook))
    told = [changes(release, before).encode()]
    package.add(Part("changes", "CHANGES.md", "What is new against the release before", "text/markdown", told))
    package.write("CITATION.cff", "How to cite it", "application/yaml", [_citation(release, moment).encode()])
    package.write("LICENSE", "Licence", "text/plain", [RIGHTS.encode(), LEGAL_CODE.read_bytes()])
    record = {"seq": release.seq, "digest": release.digest, "recorded_at": recorded_at}
    package.describe(
        {
            "profile": "data-package",
            "name": "chancery",
            "title": TITLE,
            "version": release.number,
            "created": recorded_at,
            "licenses": [LICENCE],
            "contributors": [{"title": AUTHORS, "role": "author"}],
            "record": {**record, "previous": {"version": before.number, "seq": before.seq} if before else None},
        }
    )
    if Redaction.objects.filter(by_seq__gt=moment.head).exists():
        raise ReleaseRefused("a body was removed from the record meanwhile. Make the release again.")
    packed = archive(package.folder, aside / f"{name_of(release.number)}.zip")
    files = sorted(package.written, key=lambda file: file.path)
    card = {"number": release.number, **record, "archive": asdict(packed), "files": [asdict(file) for file in files]}
    (aside / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _citation(release: Release, moment: Moment) -> str:
    """CITATION.cff, in the format's version 1.2.0. Its values are plain enough to need no escapes."""
    return f"""cff-version: 1.2.0
message: If you use this data, please cite it as below.
type: dataset
title: "{TITLE}"
authors:
  - name: {AUTHORS}
version: "{release.number}"
date-released: {moment.day.isoformat()}
license: CC-BY-4.0
identifiers:
  - type: other
    value: "sha256:{release.digest}"
    description: Hash of revision {release.seq}, the last in this state of the record; it chains all before it.
"""
