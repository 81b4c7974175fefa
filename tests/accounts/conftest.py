"""Accounts, browsers at addresses of their own, and an app that shows codes."""

import re
from base64 import b32decode
from binascii import unhexlify

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django_otp.oath import totp

from accounts.models import AuditLine
from publication.serving.limits import Counter

PASSWORD = "a long word for tests 7"
HERE, ELSEWHERE = "203.0.113.9", "198.51.100.7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 Version/18.5 Mobile Safari/604.1"


def account(name: str, *groups: str, **marks):
    """Return a new account of the desk in some groups."""
    user = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True, **marks)
    user.groups.add(*Group.objects.filter(name__in=groups))
    return user


def browser(address: str = HERE, agent: str = FIREFOX) -> Client:
    """Return a browser at an address."""
    return Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)


def give(client: Client, name: str, password: str = PASSWORD, after: str = "/admin/"):
    """Send name and password; return the answer."""
    return client.post(f"/admin/login/?next={after}", {"username": name, "password": password, "next": after})


def is_in(client: Client) -> bool:
    """Whether a browser is let into the desk."""
    return client.get("/admin/").status_code == 200


def offered_key(client: Client) -> str:
    """Read the key off the set-up page, as hex."""
    page = client.get("/admin/account/second-factor/").content.decode()
    return b32decode(re.search(r'id="key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")).hex()


def app_code(key: str, step: int = 0) -> str:
    """What an app with this key shows now, or some steps of 30 seconds from now."""
    return f"{totp(unhexlify(key), drift=step):06d}"


def confirm(client: Client, code: str) -> list[str]:
    """Send the first code of an app; return the recovery codes."""
    page = client.post("/admin/account/second-factor/", {"code": code}).content.decode()
    return re.findall(r"<code>([a-z2-7-]{19})</code>", page)


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set a second factor up in a browser; return its key and the recovery codes."""
    key = offered_key(client)
    return key, confirm(client, app_code(key))


def log(*names: str) -> list[tuple]:
    """Return the audit log's lines, the first first: what, whose, and other columns by name."""
    return list(AuditLine.objects.order_by("id").values_list("what", "account", *names))


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    """Hash passwords quickly: the many sign-ins here would take minutes else."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def unheard(monkeypatch) -> None:
    """No test has sent passwords before."""
    monkeypatch.setattr("accounts.site.PASSWORDS", Counter())


@pytest.fixture
def strict(settings) -> None:
    """As in production: editors and administrators must have a second factor."""
    settings.SECOND_FACTOR_REQUIRED = True
