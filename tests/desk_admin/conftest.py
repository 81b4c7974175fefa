"""Two accounts that work on the small collection."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from relations.models import Relationship


@pytest.fixture
def collection(small_record, db) -> None:
    """The small collection at the desk and in the record."""


def client_of(username: str, group: str) -> Client:
    """Return a client signed in as a new account of one group."""
    user = get_user_model().objects.create_user(username, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def one_reader(settings) -> None:
    """No second reader: whoever changed an entry may publish it, as in `make run`."""
    settings.SECOND_READER = False


@pytest.fixture
def curator(collection) -> Client:
    """Somebody who writes and may not publish."""
    return client_of("curator", "Curators")


@pytest.fixture
def editor(collection) -> Client:
    """Somebody who may publish too."""
    return client_of("editor", "Editors")


@pytest.fixture
def dyad(collection) -> Relationship:
    """The small collection's one relationship."""
    return Relationship.objects.get()
