"""What a watcher reads at /metrics, who may, and that it says nothing about anybody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from desk.models import Entry
from operation.metrics import counting, route_of
from publication.models import Revision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]

TOKEN = "a-word-that-only-the-watcher-knows-1"


@pytest.fixture
def site(settings):
    """A client of a site that counts: middleware is chosen when a client first asks."""
    settings.METRICS_TOKEN = TOKEN
    return Client()


def read(site) -> dict[str, float]:
    response = site.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(number) for name, number in (line.rsplit(" ", 1) for line in lines)}


def grown(before, after) -> dict[str, float]:
    """What was counted in between, without the classes of seconds."""
    return {
        name: number - before.get(name, 0)
        for name, number in after.items()
        if re.search("_count|_total", name) and number != before.get(name, 0) and "watch" not in name
    }


def test_requests_are_counted_by_class_of_address_and_status(site):
    before = read(site)
    for path in ("/countries/north/", "/ru/countries/north/", "/countries/north/", "/nothing/", "/api/v1/countries/"):
        site.get(path)
    site.get("/api/v1/events/?limit=banana")
    site.get("/api/v1/desk/events/")
    site.get("/admin/")
    assert grown(before, read(site)) == {
        'chancery_request_seconds_count{route="page",status="200"}': 3,
        'chancery_request_seconds_count{route="page",status="404"}': 1,
        'chancery_request_seconds_count{route="api",status="200"}': 1,
        'chancery_request_seconds_count{route="api",status="400"}': 1,
        'chancery_request_seconds_count{route="write-api",status="401"}': 1,
        'chancery_request_seconds_count{route="desk",status="302"}': 1,
        'chancery_kept_answers_total{result="miss"}': 4,
    }


def test_kept_answers_are_counted_by_whoever_sends_them(site):
    before = read(site)
    tell = counting(lambda environ, status, seconds: ([("X-Request-ID", f"{status}")], None))
    assert tell({"PATH_INFO": "/countries/north/"}, 304, 0.0002) == ([("X-Request-ID", "304")], None)
    after = read(site)
    assert grown(before, after) == {
        'chancery_request_seconds_count{route="page",status="304"}': 1,
        'chancery_kept_answers_total{result="hit"}': 1,
    }
    assert after['chancery_request_seconds_bucket{le="0.001",route="page",status="304"}'] >= 1


def test_the_record_and_the_desk_are_as_the_database_has_them(site):
    head = Revision.objects.head()
    entry = Entry.objects.filter(state=Entry.State.PUBLISHED).first()
    usual = read(site)
    assert usual["chancery_database_up"] == 1
    assert usual["chancery_record_sequence"] == head.seq
    age = (datetime.now(UTC) - head.recorded_at) / timedelta(seconds=1)
    assert usual["chancery_publication_age_seconds"] == pytest.approx(age, abs=10)
    Entry.objects.filter(pk=entry.pk).update(state=Entry.State.IN_REVIEW)
    for name, more in {"draft": 0, "in_review": 1, "changes": 0, "scheduled": 0, "comments": 0}.items():
        key = f'chancery_desk_entries{{list="{name}"}}'
        assert read(site)[key] == usual[key] + more


def test_a_database_that_does_not_answer_is_a_number_and_no_error(site):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        found = read(site)
    assert found["chancery_database_up"] == 0
    assert "chancery_record_sequence" not in found


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN} ", "Bearer ключ"])
def test_who_has_not_the_token_is_told_nothing(site, given):
    response = site.get("/metrics", headers={"Authorization": given} if given else {})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert b"chancery_" not in response.content


def test_without_a_token_nothing_is_there_and_nothing_counted(site):
    before = read(site)
    with override_settings(METRICS_TOKEN=""):
        quiet = Client()
        assert quiet.get("/metrics").status_code == 404
        assert quiet.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
        assert quiet.get("/countries/north/").status_code == 200
    assert grown(before, read(site)) == {}


def test_only_reading_is_allowed(site):
    assert site.post("/metrics").status_code == 405


def test_no_word_of_a_reader_becomes_a_label(site):
    site.get("/countries/secretword/?q=secretword", headers={"User-Agent": "secretword", "Referer": "/secretword"})
    assert "secretword" not in site.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert {route_of(path) for path in ("/x/", "/ru/admin/", "/%00", "", "//static/", "/adminx")} == {"page"}
