"""A curator's program: accounts of each role with tokens, and a client that speaks JSON with one."""

import json
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client

from accounts import tokens
from desk.api.authentication import FAILURES
from tests.desk_admin.accounts import account

HERE = "/api/v1/desk/"
SPEECH = {
    "slug": "second-speech",
    "title": "The second speech",
    "type": "speech",
    "topics": ["security"],
    "occurrences": [{"on": "2011-05", "place": "Southport", "cite": "gazette-2007 | p. 9"}],
}


@dataclass
class Program:
    """A client with a token."""

    text: str
    address: str = "127.0.0.1"

    def send(self, method: str, path: str, data=None, **headers: str):
        """Send a request; a path is below /api/v1/desk/. What is no text is sent as JSON."""
        body = data if isinstance(data, str | bytes) else json.dumps({} if data is None else data)
        headers = {"Authorization": f"Bearer {self.text}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        kind = headers.pop("Content-Type", "application/json")
        path = path if path.startswith("/") else HERE + path
        client = Client(REMOTE_ADDR=self.address, raise_request_exception=True)
        return client.generic(method, path, body, content_type=kind, headers=headers)

    def get(self, path: str, **headers):
        return self.send("GET", path, "", **headers)

    def post(self, path: str, data=None, **headers):
        return self.send("POST", path, data, **headers)

    def patch(self, path: str, data, **headers):
        return self.send("PATCH", path, data, **headers)

    def begin(self, data: dict = SPEECH, folder: str = "events") -> dict:
        """Begin an entry and return what was answered, with its tag and path."""
        response = self.post(f"{folder}/?duplicates=accept", data)
        assert response.status_code == 201, response.content
        return {**response.json(), "tag": response["ETag"], "path": response.json()["url"]}


def program(name: str, *groups: str, scopes=None) -> Program:
    """Return a program with a token of a new account in some groups; of all scopes if none are named."""
    _, text = tokens.make(account(name, *groups), f"{name}'s", list(scopes or settings.TOKEN_SCOPES))
    return Program(text)


def errors(response, status: int = 422) -> list[dict]:
    """The errors of a refusal, of which nothing was written."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    return response.json()["errors"]


@pytest.fixture(autouse=True)
def no_failures():
    """Nobody has sent a bad token yet."""
    FAILURES._used.clear()


@pytest.fixture
def collection(small_record, db) -> None:
    """The small collection at the desk and in the record."""


@pytest.fixture
def curator(collection) -> Program:
    """Somebody who writes and may not publish."""
    return program("curator", "Curators")


@pytest.fixture
def editor(collection) -> Program:
    """Somebody who may publish what others wrote."""
    return program("editor", "Editors")
