"""The change feed: every revision in order, enough to check it; waiting clients are bounded and lock nothing."""

import runpy
from contextlib import ExitStack

import pytest

from publication.log import append
from publication.mirroring import waiting
from publication.mirroring.items import revision_of
from publication.models import Revision
from publication.verify import record_digest
from tests.conftest import ROOT
from tests.publication.writing import entry, id_of, operation, publish, ref, withdraw

COLUMNS = [column.attname for column in Revision._meta.concrete_fields if column.attname != "compressed"]


def told(revision: Revision) -> tuple:
    """What a revision says, alike for one that was read and one that came."""
    values = (getattr(revision, name) for name in COLUMNS)
    return tuple(bytes(v) if isinstance(v, memoryview) else str(v) for v in values), revision.snapshot_bytes


@pytest.fixture
def site(small_record, db, client):
    return client


def test_its_pages_hold_the_whole_log(site):
    found, address = [], "/api/v1/changes/?limit=5"
    while address:
        page = site.get(address).json()
        assert page["head"] == {"seq": 17, "digest": record_digest()}
        found += page["results"]
        address = page["next"]
    assert [told(revision_of(item)) for item in found] == [told(revision) for revision in Revision.objects.all()]
    assert site.get("/api/v1/changes/?after=17").json() == {
        "results": [], "next": None, "head": {"seq": 17, "digest": record_digest()}
    }  # fmt: skip


def test_tombstones_mergers_and_redactions_are_in_it(site):
    publish(entry("alpha"), entry("beta"), entry("gamma"))
    withdraw("gamma")
    append([operation("merge", "beta", into=ref("alpha"))])
    append([operation("redact", "gamma", redacts=[20])])
    items = site.get("/api/v1/changes/?after=17").json()["results"]
    assert [(item["operation"], item["seq"], item["batch_end"], item["snapshot"] is None) for item in items] == [
        ("publish", 18, 20, False),
        ("publish", 19, 20, False),
        ("publish", 20, 20, True),
        ("withdraw", 21, 21, False),
        ("merge", 22, 22, False),
        ("redact", 23, 23, False),
    ]
    assert (items[2]["snapshot"], items[2]["salt"]) == (None, None)
    assert items[4]["snapshot"]["into"] == {"$ref": id_of("alpha")}
    assert [told(revision_of(item)) for item in items] == [told(row) for row in Revision.objects.filter(seq__gt=17)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("after=-1", "after: ‘-1’ is not a record number, a whole number."),
        ("after=x", "after: ‘x’ is not a record number, a whole number."),
        ("limit=0", "limit: '0' is not a number from 1 to 1000."),
        ("wait=31", "wait: '31' is not a number of seconds from 0 to 30."),
        ("since=3", "since: is not a parameter here. This address takes: after, limit, wait, format."),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(site, query, words):
    response = site.get(f"/api/v1/changes/?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert words in response.json()["detail"]


def test_no_more_clients_wait_than_may(site, monkeypatch):
    monkeypatch.setattr(waiting, "STEP", 0.01)
    with ExitStack() as held:
        for _ in range(waiting.MOST):
            assert waiting._seats.acquire(blocking=False)
            held.callback(waiting._seats.release)
        response = site.get("/api/v1/changes/?after=17&wait=30")
        assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
        assert response.json()["type"].endswith("/problems/too-many-waiting/")
        assert site.get("/api/v1/changes/?after=16&wait=30").status_code == 200
        assert site.get("/api/v1/changes/?after=17&wait=30&limit=0").status_code == 400
        # The record does not end there, so that nobody waits.
        assert site.get("/api/v1/changes/?after=18&wait=30").json()["head"]["seq"] == 17
    assert site.get("/api/v1/changes/?after=17&wait=1").json()["results"] == []


def test_the_server_has_threads_left_when_all_wait_that_may():
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["threads"] > waiting.MOST
