"""The public site over the whole collection."""

import pytest


@pytest.fixture
def collection_site(whole_record, db, client):
    """A visitor's client on a site with everything in data/."""
    return client
