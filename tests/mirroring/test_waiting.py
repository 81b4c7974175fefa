"""Waiting clients of a real server."""

import json
import threading
import urllib.request

from django.db import connection

from desk.models import Entry
from desk.publishing import publish
from tests.serving import serving


def ask(address: str):
    with urllib.request.urlopen(address, timeout=60) as response:
        return json.load(response)


def test_a_waiting_client_is_answered_once_something_is_published(database_copy):
    copy = database_copy("small")
    with serving(copy.environment) as address, copy.connected():
        assert ask(f"{address}/api/v1/changes/?after=17&wait=1")["results"] == []
        got = []
        client = threading.Thread(target=lambda: got.append(ask(f"{address}/api/v1/changes/?after=17&wait=30")))
        client.start()
        # Nobody who waits keeps a writer from writing.
        publish(Entry.objects.get(slug="north"), by="tests")
        connection.close()
        client.join(20)
        assert [item["seq"] for item in got[0]["results"]] == [18]
