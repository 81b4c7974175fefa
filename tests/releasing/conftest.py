"""A folder for releases, and what a written one holds."""

import csv
import json
from pathlib import Path

import pytest

from operation.releases import more_parts
from publication.releasing.shelf import Shelved
from publication.releasing.writing import write


@pytest.fixture
def shelf(tmp_path, settings) -> Path:
    """An empty folder that the site takes its releases from."""
    settings.RELEASES_DIR = tmp_path / "releases"
    return settings.RELEASES_DIR


def release(number: str = "2026.1", **more) -> Shelved:
    """Write a release with all its parts."""
    return write(number, more_parts, **more)


def folder_of(made: Shelved) -> Path:
    """Where a release's package stands."""
    return made.folder / f"chancery-{made.number}"


def rows(made: Shelved, path: str) -> list[dict]:
    """A table of a release."""
    with (folder_of(made) / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(made: Shelved, path: str) -> list[dict]:
    """The objects of a file of lines."""
    return [json.loads(line) for line in (folder_of(made) / path).read_bytes().splitlines()]


def texts(place: Path) -> dict[str, bytes]:
    """Every file's bytes by its path."""
    return {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
