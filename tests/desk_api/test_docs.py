"""The examples of docs/write-api.md, run as they stand there against a real server."""

import os
import re
import subprocess
import sys

import pytest

from accounts import tokens
from desk.models import Entry
from publication.models import Revision
from tests.conftest import ROOT
from tests.desk_admin.accounts import account
from tests.serving import serving

TEXT = (ROOT / "docs/write-api.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
SHELL = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
SAID = """\
201 draft 2011-05
200 Geneva, Switzerland
412
200 [(0, 201, 'example-land-1'), (1, 201, 'example-land-2'), (2, 200, 'quiet-speech-2011')]
200 in_review
403 'The quiet speech of 2011' was last changed by you. Another editor or administrator must read and publish it.
"""


@pytest.fixture
def database(database_copy):
    return database_copy("small")


def there(code: str, address: str) -> str:
    """An example as it is for this server and its small collection."""
    for ours, theirs in (
        ("http://127.0.0.1:8000", address),
        ("wikipedia-2021", "gazette-2007"),
        ('"russia"', '"south"'),
    ):
        code = code.replace(ours, theirs)
    return code


def test_the_examples_run_and_print_what_they_should(database):
    with database.connected():
        keys = [
            tokens.make(account(name, "Editors"), "docs", ["read", "draft", "submit", "publish"])[1] for name in "ab"
        ]
    environment = {**database.environment, "CHANCERY_SECOND_READER": "true"}
    with serving(environment) as address:
        program = there("\n".join(PYTHON), address)
        run = {"env": {**os.environ, "CHANCERY_TOKEN": keys[0]}, "capture_output": True, "text": True, "timeout": 120}
        found = subprocess.run([sys.executable, "-c", program], **run)
        assert (found.stdout, found.stderr) == (SAID, "")
        with database.connected():
            made = Entry.objects.get(slug="quiet-speech-2011")
        who = there(SHELL[0], address).replace("chancery_…", keys[1])
        assert '"account": "b"' in subprocess.run(["sh", "-c", who], **run).stdout
        path = f"/api/v1/desk/events/{made.public_id}/"
        tag = f"curl -s -D - -o /dev/null -H 'Authorization: Bearer {keys[1]}' {address}{path}"
        headers = subprocess.run(["sh", "-c", tag], **run).stdout
        run["env"] |= {"CHANCERY_TOKEN": keys[1], "ENTRY": path, "ETAG": re.search(r"(?mi)^etag: (\S+)", headers)[1]}
        publish = subprocess.run(["sh", "-c", there(SHELL[1], address)], **run)
        assert '"state": "published"' in publish.stdout
    with database.connected():
        assert Revision.objects.of(made.public_id).get().note == "New."


def test_there_is_nothing_that_is_not_run():
    assert (len(PYTHON), len(SHELL)) == (4, 2)
