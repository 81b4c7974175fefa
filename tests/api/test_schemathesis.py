"""Schemathesis against a real server: every check, with examples, coverage of the schema, random requests and chains.

SCHEMATHESIS_EXAMPLES says how many random requests each operation gets.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.apart
def test_schemathesis_finds_nothing(server, tmp_path):
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml", "--no-color",
        "run", f"{server}/api/v1/schema/", "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful",
        "--max-examples", os.environ.get("SCHEMATHESIS_EXAMPLES", "20"), "--seed", "1", "--workers", "2",
        "--suppress-health-check", "all",
    ]  # fmt: skip
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=3600)
    assert found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:]
