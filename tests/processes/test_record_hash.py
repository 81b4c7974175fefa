"""The lines that docs/record-hash.md gives check a whole record over HTTP, redactions included."""

import re
import subprocess
import sys

from desk.models import Entry
from desk.publishing import publish, redact
from publication.models import Revision
from tests.conftest import ROOT
from tests.serving import serving


def test_the_documented_lines_check_a_whole_record(database_copy, tmp_path):
    lines = re.search(r"```python\n(.*?)```", (ROOT / "docs/record-hash.md").read_text(), re.S)[1]
    (tmp_path / "check.py").write_text(lines)
    copy = database_copy("small")
    with copy.connected():
        speech = Entry.objects.get(slug="harbour-speech")
        publish(speech, by="tests", note="A note with \u00fc")
        redact(speech, [Revision.objects.of(speech.public_id).first().seq], by="tests", reason="By order")
        digest = Revision.objects.head().hash
    with serving(copy.environment) as address:
        command = [sys.executable, str(tmp_path / "check.py"), address]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == f"whole: {digest}\n", done.stderr
