"""The public site over the small collection."""

import pytest


@pytest.fixture
def site(small_record, db, client):
    """A visitor's browser on a site with the small collection."""
    return client
