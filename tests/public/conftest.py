"""The small collection, published once per module; each test rolls its own changes back."""

from pathlib import Path

import pytest
from django.db import transaction

from desk.collection.load import load

SMALL = Path(__file__).resolve().parent.parent / "collections" / "small"


@pytest.fixture(scope="module")
def small_record(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load(SMALL)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site(small_record, db, client):
    """A visitor's browser on a site with the small collection."""
    return client
