"""A mirror: it ends with the same digest, rows and releases; what is wrong is refused and nothing half is kept."""

import json
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from desk.models import Entry
from desk.publishing import publish, publish_batch, redact, withdraw
from operation.releases import more_parts
from publication.history.api import revision_json
from publication.mirroring import following
from publication.mirroring import origin as origins
from publication.mirroring.following import Mirror
from publication.mirroring.origin import Origin, OriginError
from publication.models import Redaction, Revision
from publication.rebuild import derived_digest
from publication.releasing.writing import write
from publication.replay import ReplayRefused
from publication.verify import record_digest, verify
from tests.conftest import ROOT
from tests.publication.writing import entry
from tests.publication.writing import publish as publish_here
from tests.releasing.conftest import texts
from tests.serving import serving


def state() -> tuple:
    """All that two equal records have in common."""
    return record_digest(), derived_digest(), list(Redaction.objects.values_list("by_seq", "target_seq"))


def change_something() -> None:
    """A history with every operation that the desk knows but a merger, and a batch."""
    north, reply = Entry.objects.get(slug="north"), Entry.objects.get(slug="south-replies")
    north.capital = "Newport"
    north.save()
    publish(north, by="tests", note="The capital moved.")
    publish_batch(Entry.objects.filter(kind="topic"), by="tests")
    withdraw(reply, by="tests", reason="A test.")
    redact(reply, [Revision.objects.of(reply.public_id).first().seq], by="tests", reason="A test.")


def said(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def refusal(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_mirror_equals_its_origin_and_goes_on_with_it(database_copy, tmp_path):
    origin, copy = database_copy("small"), database_copy("empty")
    with serving(origin.environment) as address:
        first = said(copy.manage("mirror", address, "--once"))
        assert first.startswith("17 of 17\nEqual: 17 revisions, digest ")
        # A body that is removed at the origin goes from the mirror too.
        with origin.connected():
            change_something()
            there = state()
            released = write("2026.1", more_parts, folder=tmp_path / "origin")
        said(copy.manage("mirror", address, "--once"))
        with copy.connected():
            assert state() == there
            assert verify() is None
            assert Entry.objects.count() == 0
            mirrored = write("2026.1", more_parts, folder=tmp_path / "mirror")
        assert texts(released.folder) == texts(mirrored.folder)
        # One that begins late never sees the removed body.
        late = database_copy("empty")
        said(late.manage("mirror", address, "--once"))
        with late.connected():
            assert state() == there


def test_a_killed_mirror_goes_on_where_it_was(database_copy):
    origin, copy = database_copy("small"), database_copy("empty")
    with origin.connected():
        for _ in range(40):
            publish(Entry.objects.get(slug="north"), by="tests", note="Again.")
        there = state()
    with serving(origin.environment) as address:
        seen = 0
        for turn in range(30):
            process = subprocess.Popen(
                [sys.executable, "manage.py", "mirror", address, "--once"],
                cwd=ROOT, env=copy.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            # Killed after a few publications and then after more of them, in the middle of the next.
            for _ in range(3 + 2 * turn):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
            with copy.connected():
                head = Revision.objects.head()
                assert head is None or head.seq == head.batch_end
                assert head is None or head.seq >= seen
                seen = head.seq if head else 0
            if seen == 57:
                break
        said(copy.manage("mirror", address, "--once"))
    with copy.connected():
        assert state() == there
        assert verify() is None


def test_a_follower_takes_what_is_published_within_seconds(database_copy):
    origin, copy = database_copy("small"), database_copy("empty")
    with serving(origin.environment) as address:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "mirror", address],
            cwd=ROOT, env=copy.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            # As from a terminal: what a shell starts in the background ignores Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        try:
            assert process.stdout.readline() == "17 of 17\n"
            assert process.stdout.readline().startswith("Equal: 17 revisions")
            with origin.connected():
                publish(Entry.objects.get(slug="north"), by="tests")
                there = state()
            assert process.stdout.readline() == "18 of 18\n"
        finally:
            process.send_signal(signal.SIGINT)
            rest = process.communicate(timeout=20)[0]
        assert (process.returncode, rest) == (0, "Stopped.\n")
    with copy.connected():
        assert state() == there


def test_a_database_with_another_history_is_refused(database_copy):
    origin, other, longer = database_copy("small"), database_copy("empty"), database_copy("small")
    with other.connected():
        publish_here(entry("north"))
    with longer.connected():
        publish(Entry.objects.get(slug="north"), by="tests")
    with serving(origin.environment) as address:
        words = "this database holds another history than"
        assert f"{words} {address}/api/v1/changes/: they differ at revision 1 or before" in refusal(
            other.manage("mirror", address, "--once")
        )
        assert "answers 400: after: the record ends at number 0" not in refusal(
            longer.manage("mirror", address, "--once")
        )


def test_a_follower_notices_an_origin_that_was_put_back(database_copy):
    origin, copy = database_copy("small"), database_copy("small")
    with copy.connected():
        publish(Entry.objects.get(slug="north"), by="tests")
    with serving(origin.environment) as address, copy.connected():
        # Without waiting for a publication that would make up for the lost one.
        with pytest.raises(ReplayRefused, match=r"ends at no. 17 and this one at no. 18"):
            Mirror(Origin(address), lambda line: None, 1).follow()
        assert Revision.objects.count() == 18


@contextmanager
def pretending(answer):
    """A site of our own that answers (status, headers, body) to the query of each request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def feed(databases, django_db_blocker) -> dict:
    """The feed of a small record with two publications, as a site sends it."""
    with django_db_blocker.unblock():
        small = databases.copy("small")
        with small.connected():
            publish(Entry.objects.get(slug="north"), by="tests")
            results = [json.loads(revision_json(row, body=True)) for row in Revision.objects.all()]
            return {"results": results, "next": None, "head": {"seq": 18, "digest": record_digest()}}


def changed(of: int, /, **values):
    """A way to spoil one item."""

    def spoil(feed: dict) -> dict:
        results = [{**item, **values} if item["seq"] == of else item for item in feed["results"]]
        return {**feed, "results": results}

    return spoil


def snapshot_changed(feed: dict) -> dict:
    item = feed["results"][17]
    return changed(18, snapshot={**item["snapshot"], "capital": "Elsewhere"})(feed)


SPOILED = [
    (snapshot_changed, "revision 18: its body does not match its hash.", 17),
    (changed(18, salt="00" * 16), "revision 18: its body does not match its hash.", 17),
    (changed(18, note="Another."), "revision 18: its hash is not the hash of what it says.", 17),
    (changed(18, hash="0" * 64), "revision 18: its hash is not the hash of what it says.", 17),
    (changed(18, previous_hash="0" * 64), "revision 18: it does not name the hash of the revision before.", 17),
    (changed(18, seq=19), "revision 19 came where 18", 17),
    (changed(18, batch_end=19), "the publication that begins with revision 18 is not whole.", 17),
    (changed(5, batch_end=5), "revision 5 came where 5 of a publication up to 17 follows.", 0),
    (changed(18, number=7), "revision 18: its hash is not the hash of what it says.", 17),
    (changed(18, number="2"), "revision 18: its 'number' is missing or not what it should be.", 17),
    (changed(18, entry="x"), "revision 18: its 'entry or recorded_at' is missing", 17),
    (changed(18, entry=None), "revision 18: its 'entry' is missing", 17),
    (changed(18, recorded_at="2026-11-23T10:00:00"), "revision 18: its 'entry or recorded_at' is missing", 17),
    (changed(18, snapshot=None), "revision 18: its 'salt' is missing", 17),
    (changed(18, snapshot=None, salt=None), "came without its body, yet no revision redacts it.", 18),
    (changed(18, snapshot={"a": 1.5}), "revision 18: its 'snapshot or salt' is missing", 17),
    (lambda feed: {**feed, "results": [*feed["results"], 7]}, "something that is no revision", 18),
    (lambda feed: {**feed, "results": feed["results"][:9]}, "that begins with revision 1 is not whole.", 0),
    (lambda feed: {**feed, "head": {"seq": 18, "digest": "0" * 64}}, "the origin's digest at no. 18 is", 18),
    (lambda feed: {**feed, "head": 18}, "does not answer as a change feed does.", 0),
    (lambda feed: [feed], "does not answer as a change feed does.", 0),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "words", "kept"), SPOILED)
def test_a_wrong_revision_is_refused_and_whole_publications_before_it_are_kept(database_copy, feed, spoil, words, kept):
    copy = database_copy("empty")

    def answer(path):
        said = spoil(feed)
        if "after=0" not in path and isinstance(said, dict):
            said = {**said, "results": []}
        return 200, {}, json.dumps(said).encode()

    with pretending(answer) as address, copy.connected():
        with pytest.raises((OriginError, ReplayRefused)) as refused:
            Mirror(Origin(address), lambda line: None, 1).catch_up()
        assert words in str(refused.value)
        assert Revision.objects.count() == kept


def html(feed):
    return 200, {"Content-Type": "text/html"}, b"<html>Welcome</html>"


ANSWERS = [
    (html, "answers text/html where JSON belongs."),
    (lambda feed: (200, {}, feed[: len(feed) // 2]), "answers what is not JSON, or only a part of it."),
    (lambda feed: (200, {"Content-Length": str(len(feed))}, feed[:-100]), "bytes."),
    (lambda feed: (302, {"Location": "http://127.0.0.1:9/"}, b""), "leads elsewhere, to http://127.0.0.1:9/."),
    (lambda feed: (308, {"Location": "/elsewhere/"}, b""), "leads elsewhere, to http://127.0.0.1:"),
    (lambda feed: (404, {}, b'{"detail": "There is nothing."}'), "answers 404: There is nothing."),
    (lambda feed: (500, {"Content-Type": "text/html"}, b"<html>"), "answers 500: Internal Server Error"),
    (lambda feed: (200, {}, b'{"results":' + b"[" * 100_000), "answers what is not JSON"),
    (lambda feed: (200, {}, b" " * (2**20 + 1)), "answers more than 1 MB."),
]


@pytest.mark.parametrize(("made", "words"), ANSWERS)
def test_an_answer_that_is_no_feed_is_refused(database_copy, feed, monkeypatch, made, words):
    monkeypatch.setattr(origins, "MOST_BYTES", 2**20)
    raw = json.dumps(feed).encode()
    copy = database_copy("empty")
    with pretending(lambda path: made(raw)) as address, copy.connected():
        with pytest.raises(OriginError) as refused:
            Mirror(Origin(address), lambda line: None, 1).catch_up()
        assert words in str(refused.value)
        assert Revision.objects.count() == 0


def test_a_site_that_is_away_for_a_while_is_asked_again(database_copy, feed, monkeypatch):
    monkeypatch.setattr(following, "FIRST_PAUSE", 0.01)
    answers = [(503, {"Retry-After": "0"}, b"{}"), html(feed), (200, {}, json.dumps(feed).encode())]
    lines = []
    copy = database_copy("empty")
    with pretending(lambda path: answers.pop(0)) as address, copy.connected():
        Mirror(Origin(address), lines.append, 3).catch_up()
        assert Revision.objects.count() == 18
    assert [line.rpartition(" Trying")[0][-30:] for line in lines[:2]] != ["", ""]
    assert lines[2:] == ["17 of 18", "18 of 18"]


@pytest.mark.parametrize(
    "address", ["", "chancery.example.org", "ftp://x/", "file:///etc/passwd", "https://x/?a=1", "http://"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(OriginError, match="is not a site's address"):
        Origin(address)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("https://x.org", "https://x.org/api/v1/changes/"),
        ("https://x.org/", "https://x.org/api/v1/changes/"),
        ("https://x.org/chancery", "https://x.org/chancery/api/v1/changes/"),
        ("http://x.org:8000/api/v1/changes/", "http://x.org:8000/api/v1/changes/"),
    ],
)
def test_a_sites_address_leads_to_its_feed(given, asked):
    assert Origin(given).address == asked
