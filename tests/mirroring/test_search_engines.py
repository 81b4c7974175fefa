"""Fifty questions find the same on SQLite and on PostgreSQL, whole pages in the same order, in the whole collection."""

import json
import os
import random
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.needs import scratch_postgresql

pytestmark = pytest.mark.apart

# Run in a process of its own, whose database is of the engine that is asked.
ASK = """
import json, sys, django
django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"})
found = {}
for asked in json.load(sys.stdin):
    answer = client.get("/api/v1/search/", {"q": asked, "limit": 20})
    assert answer.status_code == 200, (asked, answer.content)
    found[asked] = [one["url"] for one in answer.json()["results"]]
print(json.dumps(found))
"""
TITLES = """
import json, django
django.setup()
from publication.models import Face
print(json.dumps(sorted(set(Face.objects.values_list("title", flat=True)))))
"""


def run(url: str, *arguments: str, given: str = "") -> str:
    environment = {
        **os.environ,
        "CHANCERY_MODE": "local",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        input=given,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def questions(titles: list[str]) -> list[str]:
    """Twenty titles whole, thirty words out of them: the same each time."""
    chance = random.Random(8)
    words = sorted({word.strip(",.()'\"").lower() for title in titles for word in title.split() if len(word) > 4})
    return chance.sample(titles, 20) + chance.sample(words, 30)


def test_fifty_questions_find_the_same_on_both(tmp_path):
    with scratch_postgresql() as postgresql:
        sqlite = f"sqlite:///{tmp_path}/whole.sqlite3"
        for url in (sqlite, postgresql):
            run(url, "manage.py", "migrate", "-v0")
            run(url, "manage.py", "load", "data")
        asked = questions(json.loads(run(sqlite, "-c", TITLES)))
        here, there = (json.loads(run(url, "-c", ASK, given=json.dumps(asked))) for url in (sqlite, postgresql))
    assert len(here) == 50
    assert sum(bool(found) for found in here.values()) > 45
    assert {one: found[:1] for one, found in here.items()} == {one: found[:1] for one, found in there.items()}
    assert here == there
