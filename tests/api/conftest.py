"""The API over the small collection."""

import json

import pytest


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
