"""The API over the small collection, over the whole one, and over a real server."""

import json

import pytest

from tests.serving import serving


@pytest.fixture
def site(small_record, db, client):
    """A program's client on a site with the small collection."""
    return client


@pytest.fixture
def ask(site):
    """Ask for JSON with a status: `ask("/api/v1/events/")`."""

    def ask(path: str, status: int = 200, **headers):
        response = site.get(path, headers=headers)
        assert response.status_code == status, b"".join(response)
        return json.loads(b"".join(response))

    return ask


@pytest.fixture(scope="module")
def server(databases):
    """The address of a real server on the small collection."""
    small = databases.copy("small")
    with serving({**small.environment, "CHANCERY_FOCUS": "north"}) as address:
        yield address
