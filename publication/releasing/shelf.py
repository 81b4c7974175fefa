"""The releases that there are: read from their cards, so that only files which a release lists can be asked for."""

import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from publication.releasing.package import Written

logger = logging.getLogger(__name__)
# A year and a count. Bounded, since it becomes a folder's name.
NUMBER = re.compile(r"[12][0-9]{3}\.[1-9][0-9]{0,2}", re.ASCII)
CARD = "release.json"
TITLE = "Chancery: an open, sourced record of how states and organizations stand to one another"
AUTHORS = "Chancery contributors"


class ReleaseRefused(Exception):
    """Why a release cannot be made, in words for whoever asked."""


@dataclass(frozen=True)
class Shelved:
    """A release as its card describes it. `files` are in the order of their paths."""

    number: str
    seq: int
    digest: str
    recorded_at: datetime
    archive: Written
    files: tuple[Written, ...]
    folder: Path

    def place_of(self, path: str) -> tuple[Path, Written] | None:
        """Where a listed file or the archive stands; None for anything else."""
        if path == self.archive.path:
            return self.folder / path, self.archive
        for file in self.files:
            if file.path == path:
                return self.folder / name_of(self.number) / path, file
        return None

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/releases/{self.number}/"

    @property
    def citation(self) -> str:
        """How to cite it, as one line of text."""
        year, digest = self.recorded_at.year, self.digest[:16]
        return f"{AUTHORS} ({year}). {TITLE}. Release {self.number}, digest {digest}. CC BY 4.0."


def name_of(number: str) -> str:
    """The name of a release's folder and archive."""
    return f"chancery-{number}"


def order(number: str) -> tuple[int, ...]:
    """What orders releases: 2026.10 comes after 2026.9."""
    return tuple(int(part) for part in number.split("."))


def releases(folder: Path | None = None) -> list[Shelved]:
    """All releases, the newest first. A card that cannot be read is logged and left out."""
    folder = folder or Path(settings.RELEASES_DIR)
    try:
        names = [path.name for path in folder.iterdir() if NUMBER.fullmatch(path.name)]
    except FileNotFoundError:
        return []
    found = (find(name, folder) for name in sorted(names, key=order, reverse=True))
    return [release for release in found if release is not None]


def find(number: str, folder: Path | None = None) -> Shelved | None:
    """The release of that number, or None."""
    if not NUMBER.fullmatch(number):
        return None
    place = (folder or Path(settings.RELEASES_DIR)) / number
    try:
        card = json.loads((place / CARD).read_text(encoding="utf-8"))
        return Shelved(
            card["number"],
            card["seq"],
            card["digest"],
            datetime.fromisoformat(card["recorded_at"]),
            Written(**card["archive"]),
            tuple(Written(**file) for file in card["files"]),
            place,
        )
    except FileNotFoundError:
        return None
    except (OSError, KeyError, TypeError, ValueError):
        logger.exception("The card of release %s cannot be read.", number)
        return None
