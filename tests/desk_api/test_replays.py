"""Idempotency keys: what is sent twice is done once, and a key stands for one request."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils.timezone import now

from accounts import tokens
from desk.api.replays import ABANDONED, KEPT
from desk.models import Entry, Replay, Step
from tests.desk_api.conftest import SPEECH, Program, program

KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'
PATH = "events/?duplicates=accept"


def test_the_same_request_is_answered_again_as_it_was(curator):
    first = curator.post(PATH, SPEECH, Idempotency_Key=KEY)
    assert first.status_code == 201
    again = curator.post(PATH, SPEECH, Idempotency_Key=KEY.strip('"'))
    assert (again.status_code, again.content) == (201, first.content)
    for name in ("ETag", "Location", "Content-Type", "Cache-Control"):
        assert again[name] == first[name]
    assert Entry.objects.filter(slug="second-speech").count() == 1


def test_a_key_of_another_request_is_refused(curator):
    curator.post(PATH, SPEECH, Idempotency_Key=KEY)
    other = curator.post(PATH, SPEECH | {"slug": "other"}, Idempotency_Key=KEY)
    assert (other.status_code, other.json()["type"]) == (422, "/api/problems/key-reused/")
    assert curator.post("events/", SPEECH, Idempotency_Key=KEY).status_code == 422
    assert curator.post("countries/", SPEECH, Idempotency_Key=KEY).status_code == 422
    # Another token of the account may have other scopes: it gets no answer of this one's.
    _, text = tokens.make(get_user_model().objects.get(username="curator"), "Other", ["draft"])
    assert Program(text).post(PATH, SPEECH, Idempotency_Key=KEY).status_code == 422
    assert not Entry.objects.filter(slug="other").exists()


def test_keys_are_an_account_s_own(curator):
    curator.post(PATH, SPEECH, Idempotency_Key=KEY)
    other = program("other", "Curators").post(PATH, SPEECH | {"slug": "other"}, Idempotency_Key=KEY)
    assert other.status_code == 201


def test_what_was_refused_may_be_sent_again_with_the_same_key(curator):
    assert curator.post(PATH, SPEECH | {"title": ""}, Idempotency_Key=KEY).status_code == 422
    assert not Replay.objects.exists()
    assert curator.post(PATH, SPEECH, Idempotency_Key=KEY).status_code == 201


def test_a_request_that_is_being_answered_is_not_begun_again(curator):
    curator.post(PATH, SPEECH, Idempotency_Key=KEY)
    Replay.objects.update(status=None)
    Entry.objects.filter(slug="second-speech").delete()
    response = curator.post(PATH, SPEECH, Idempotency_Key=KEY)
    assert (response.status_code, response.json()["type"]) == (409, "/api/problems/key-in-use/")
    assert response["Retry-After"] == "1"
    # Whoever answered it was ended in the middle, and wrote nothing.
    Replay.objects.update(at=now() - ABANDONED - timedelta(seconds=1))
    assert curator.post(PATH, SPEECH, Idempotency_Key=KEY).status_code == 201


def test_keys_are_kept_for_a_day(curator):
    curator.post(PATH, SPEECH, Idempotency_Key=KEY)
    Replay.objects.update(at=now() - KEPT + timedelta(minutes=1))
    assert curator.post(PATH, SPEECH, Idempotency_Key=KEY).status_code == 201
    Replay.objects.update(at=now() - KEPT - timedelta(minutes=1))
    assert curator.post(PATH, SPEECH, Idempotency_Key=KEY).status_code == 422  # it is done again: the slug is taken
    curator.post(PATH, SPEECH | {"slug": "third"}, Idempotency_Key="other")
    assert list(Replay.objects.values_list("key", flat=True)) == ["other"]


def test_a_step_is_taken_once(curator):
    made = curator.begin()
    headers = {"If_Match": made["tag"], "Idempotency_Key": KEY}
    first = curator.post(f"{made['path']}submit/", {}, **headers)
    again = curator.post(f"{made['path']}submit/", {}, **headers)
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    assert Step.objects.filter(about=made["id"]).count() == 1


@pytest.mark.parametrize("key", ["", '""', "two words", "ключ", "x" * 256, 'a"b'])
def test_what_is_no_key_is_refused(curator, key):
    response = curator.post(PATH, SPEECH, Idempotency_Key=key)
    assert (response.status_code, response.json()["type"]) == (400, "/api/problems/bad-request/")
    assert not Entry.objects.filter(slug="second-speech").exists()
