"""Every pinned package is named, with its licence, in docs/third-party.md, and nothing else is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_pinned_package_has_its_licence(name):
    pins = [line for line in (ROOT / name).read_text().splitlines() if not line.startswith("-r ")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)] == []
    packages = [re.split(r"\[|==", line)[0] for line in pins]

    section = (ROOT / "docs/third-party.md").read_text().split(f"(`{name}`)")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\|.*\|$", section, re.M)[2:]]
    assert [row[0].split(" ")[0] for row in rows] == packages
    assert [row for row in rows if len(row) != 3 or not all(row)] == []
