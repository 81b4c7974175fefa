"""Accounts of each role, for tests."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client


def account(username: str, *groups: str, staff: bool = True):
    """Return a new account in some groups."""
    user = get_user_model().objects.create_user(username, is_staff=staff)
    user.groups.add(*Group.objects.filter(name__in=groups))
    return user


def signed_in(user) -> Client:
    """Return a client in which an account is signed in."""
    client = Client()
    client.force_login(user)
    return client
