"""A form sent while signed out waits for its author alone; dates are explained to the signed-in alone."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from desk.keeping import MOST_CHARACTERS, SESSION_KEY, signed
from tests.desk_admin.screens import desk_now, form_data, url_of


@pytest.fixture
def sent(curator, dyad) -> dict[str, str]:
    """What a curator's browser sends of a changed form, with whose it is."""
    author = get_user_model().objects.get(username="curator")
    return {**form_data(curator, url_of(dyad)), "summary": "Typed.", "_save": "1", "desk_user": signed(author)}


def test_what_its_author_sent_is_shown_again_after_signing_in_and_saved_only_then(dyad, sent):
    browser, before = Client(), desk_now()
    response = browser.post(url_of(dyad), sent)
    assert response["Location"] == "/admin/login/?next=/admin/kept/"
    browser.force_login(get_user_model().objects.get(username="curator"))
    kept = browser.get("/admin/kept/")
    fields = dict(kept.context["kept"]["fields"])
    assert (fields["summary"], kept.context["kept"]["path"]) == ("Typed.", url_of(dyad))
    assert "desk_user" not in fields and "csrfmiddlewaretoken" not in fields
    again = browser.post(url_of(dyad), {**fields, "_again": "1"})
    assert again.context["adminform"].form["summary"].value() == "Typed."
    assert desk_now() == before
    assert SESSION_KEY not in browser.session


def test_nobody_else_gets_it(dyad, sent, editor):
    browser = Client()
    browser.post(url_of(dyad), sent)
    browser.force_login(get_user_model().objects.get(username="editor"))
    page = browser.get("/admin/kept/").content.decode()
    assert "Typed." not in page and "Somebody else wrote" in page
    assert SESSION_KEY not in browser.session


@pytest.mark.parametrize("author", ["", "1", "forged:signature:here"])
def test_what_names_no_author_is_not_kept(dyad, sent, author):
    browser = Client()
    assert browser.post(url_of(dyad), {**sent, "desk_user": author})["Location"].startswith(
        "/admin/login/?next=/admin/r"
    )
    assert SESSION_KEY not in browser.session


def test_what_is_too_large_for_a_session_is_left_to_the_browser(dyad, sent):
    browser = Client()
    browser.post(url_of(dyad), {**sent, "desk_note": "x" * MOST_CHARACTERS})
    assert SESSION_KEY not in browser.session


def test_another_site_cannot_have_anything_kept(dyad, sent):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(url_of(dyad), sent).status_code == 403
    assert SESSION_KEY not in browser.session


def test_it_can_be_thrown_away(dyad, sent):
    browser = Client()
    browser.post(url_of(dyad), sent)
    browser.force_login(get_user_model().objects.get(username="curator"))
    assert browser.post("/admin/kept/")["Location"] == "/admin/"
    assert "Nothing is kept here" in browser.get("/admin/kept/").content.decode()


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"text": "2014~"}, {"understood": "2014~ → about 2014, between 1 Jan 2013 and 31 Dec 2015"}),
        ({"text": "..", "end": "1"}, {"understood": ".. → still so"}),
        ({"text": " "}, {"understood": ""}),
        ({}, {"understood": ""}),
        ({"text": "2014-13"}, {"error": "'2014-13' has no thirteenth month. Did you mean 2014-12?"}),
        ({"text": "9" * 65}, {"error": "A date has at most 64 characters."}),
    ],
)
def test_a_date_is_explained(curator, query, answer):
    found = curator.get("/admin/dates/", query).json()
    assert {key: value.replace("\N{NO-BREAK SPACE}", " ") for key, value in found.items()} == answer


def test_dates_are_explained_to_the_signed_in_alone(db):
    assert Client().get("/admin/dates/", {"text": "2014"}).status_code == 302
