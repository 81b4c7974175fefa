"""docs/security.md is true: the tests that it names are there, and so is every exception from static analysis."""

import ast
import re
import subprocess
import tokenize
from functools import cache

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
PASSED_OVER = re.compile(r"#\s*(?:ruff:\s*)?noqa:\s*([A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)")


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_test_that_stops_an_attack_is_there(file, name):
    assert (ROOT / file).is_file()
    assert name in names_in(file)


def test_every_row_of_the_threat_model_names_a_test():
    model = PAGE.partition("## Static analysis")[0]
    rows = [line for line in model.splitlines() if line.startswith("| ") and not line.startswith("| attack")]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []


def test_every_exception_from_static_analysis_is_listed():
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = set()
    for file in tracked.split():
        if file.startswith("tests/"):
            continue
        with (ROOT / file).open("rb") as source:
            comments = [token.string for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT]
        for comment in comments:
            if match := PASSED_OVER.search(comment):
                found |= {(file, rule) for rule in re.findall(r"\bS\d+\b", match[1])}
    listed = re.findall(r"^\| `([\w/.]+\.py)` \| ([S\d, ]+) \| [^|]+ \|$", PAGE, re.MULTILINE)
    assert {(file, rule) for file, rules in listed for rule in rules.split(", ")} == found
