"""Every pinned package is named, with its licence, in docs/third-party.md, and nothing else is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-bench.txt", "requirements-test.txt"])
def test_every_pinned_package_has_its_licence(name):
    pins = [line for line in (ROOT / name).read_text().splitlines() if not line.startswith("-r ")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)] == []
    packages = [re.split(r"\[|==", line)[0] for line in pins]

    section = (ROOT / "docs/third-party.md").read_text().split(f"(`{name}`)")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\|.*\|$", section, re.M)[2:]]
    assert [row[0].split(" ")[0] for row in rows] == packages
    assert [row for row in rows if len(row) != 3 or not all(row)] == []


def test_every_font_stands_beside_its_makers_notice_and_licence():
    """Condition 2 of the SIL Open Font License: each copy carries the copyright notice and the licence."""
    notices = [*ROOT.glob("static/fonts/OFL-*.txt"), *ROOT.glob("publication/drawing/fonts/OFL-*.txt")]
    assert len(notices) == 3
    for notice in notices:
        text = notice.read_text(encoding="utf-8")
        assert re.match(r"Copyright 20[0-9 -]+ Adobe \(.+\), with Reserved Font Name .Source.\.", text), notice
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
