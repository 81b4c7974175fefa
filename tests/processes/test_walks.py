"""Walking a list page by page while another process publishes: nothing is skipped, nothing comes twice."""

import os
import signal

from django.db import connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publication.models import Revision
from tests.processes.test_kills import fork, publish_something

LISTS = ("countries", "organizations", "events", "topics", "sources", "statements", "claims", "relationships")


def walk(client: Client, address: str) -> list[dict]:
    """The objects of all pages, by following `next`."""
    found = []
    while address:
        page = client.get(address).json()
        found += page["results"]
        address = page["next"]
    return found


def test_a_walk_sees_one_state_of_the_record_while_others_publish(database_copy):
    with database_copy("small").connected():
        began = Revision.objects.count()
        child = fork(publish_something)
        try:

            @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
            @given(
                folder=st.sampled_from(LISTS),
                limit=st.integers(1, 4),
                day=st.sampled_from(("", "&as_of=2010-01-01")),
            )
            def walks(folder, limit, day):
                client = Client()
                address = f"/api/v1/{folder}/?limit={limit}{day}"
                seq = client.get(address).headers["X-Record-Sequence"]
                found = walk(client, address)
                ids = [one["id"] for one in found]
                assert len(set(ids)) == len(ids)
                # Nothing comes or goes meanwhile, though much changes: every id is there, in the list's own order.
                whole = client.get(f"/api/v1/{folder}/?limit=1000&known_at={seq}{day}").json()["results"]
                assert ids == [one["id"] for one in whole]

            walks()
        finally:
            connections.close_all()
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        assert Revision.objects.count() > began
