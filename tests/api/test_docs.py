"""The examples of docs/api.md, run as they stand there against a real server."""

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.serving import serving

TEXT = (ROOT / "docs/api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"## ([^\n]+)\n\n```python\n(.*?)```", TEXT, re.DOTALL)
SAID = {
    "The level of every dyad of an actor, by year, in pandas": r"relationship +north--south\nyear.*\n2024 +-2\.0\n",
    "The network of a day, in NetworkX": r"Graph with 2 nodes and 1 edges .*\('north', 1\)",
    "All claims, line by line": r"3 The two got on well in the 1990s\.\n",
}


@pytest.fixture(scope="module")
def address(databases):
    with serving(databases.copy("small").environment) as found:
        yield found


@pytest.mark.parametrize(("title", "code"), EXAMPLES, ids=lambda text: text[:40])
def test_an_example_runs_and_prints_what_it_should(address, title, code):
    code = code.replace("http://127.0.0.1:8000", address).replace("actor=russia", "actor=north")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    assert re.search(SAID[title], found.stdout, re.DOTALL), found.stdout


def test_every_example_is_run_and_short():
    assert [title for title, _ in EXAMPLES] == list(SAID)
    assert all(len([line for line in code.splitlines() if line.strip()]) <= 5 for _, code in EXAMPLES)


def test_the_readme_s_table_is_made_in_one_request(address):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [code] = re.findall(r"### as a researcher.*?```python\n(.*?)```", readme, re.DOTALL)
    code = code.replace("http://127.0.0.1:8000", address).replace("actor=russia", "actor=north")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    assert re.search(r"2024 +-2\.0", found.stdout), found.stdout
