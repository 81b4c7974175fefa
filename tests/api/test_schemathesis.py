"""Schemathesis against a real server: every check, with examples, coverage of the schema, random requests and chains.

A few random requests each time; SCHEMATHESIS_EXAMPLES says how many each operation gets in the long run.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from operation.releases import more_parts
from publication.releasing.writing import write
from tests.serving import serving

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def server(databases, django_db_blocker, tmp_path_factory):
    """The address of a real server on the small collection, with a release."""
    shelf = tmp_path_factory.mktemp("releases")
    with django_db_blocker.unblock():
        small = databases.copy("small")
        with small.connected():
            write("2026.1", more_parts, folder=shelf)
    with serving({**small.environment, "CHANCERY_FOCUS": "north", "CHANCERY_RELEASES": str(shelf)}) as address:
        yield address


def nothing_is_found(server: str, folder: Path, phases: str, examples: str) -> None:
    """Run schemathesis, always with the same seed: what passed once passes until something changes."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml", "--no-color",
        "run", f"{server}/api/v1/schema/", "--checks", "all", "--phases", phases, "--max-examples", examples,
        "--seed", "1", "--workers", "2", "--suppress-health-check", "all",
    ]  # fmt: skip
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=3600)
    assert found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:]


def test_schemathesis_finds_nothing_at_a_glance(server, tmp_path):
    nothing_is_found(server, tmp_path, "examples,fuzzing,stateful", "4")


@pytest.mark.apart
def test_schemathesis_finds_nothing(server, tmp_path):
    examples = os.environ.get("SCHEMATHESIS_EXAMPLES", "200")
    nothing_is_found(server, tmp_path, "examples,coverage,fuzzing,stateful", examples)
