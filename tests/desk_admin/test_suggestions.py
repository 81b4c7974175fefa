"""Suggestions: visitors put them in without leaving a trace of themselves, curators take them out."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from letterbox import posting
from letterbox.forms import opened_now
from letterbox.models import Knock, Suggestion
from publication.models import Face
from relations.models import Country
from tests.desk_admin.screens import list_url
from tests.public.test_leaks import DESK_TABLES

TEXT = "The date should be 10 February 2007, not the whole month."


def opened(seconds_ago=60):
    """The mark of a form opened some time ago."""
    then = time.time() - seconds_ago
    with patch("django.core.signing.time.time", return_value=then):
        return opened_now()


def typed(**more):
    """A form as a person fills it in."""
    return {"text": TEXT, "source": "", "contact": "", "website": "", "opened": opened(), **more}


@pytest.fixture
def path(collection):
    """The form on North."""
    return f"/suggest/?about={Country.objects.get(slug='north').public_id}"


def test_a_suggestion_reaches_the_desk_and_leads_to_thanks(client, path):
    assert "About <a" in client.get(path).content.decode()
    response = client.post(path, typed(source="Gazette, p. 3", contact="a@example.org"))
    north = Face.objects.open().get(namespace="actor", slug="north")
    assert (response.status_code, response["Location"]) == (303, f"/suggest/thanks/?about={north.public_id}")
    assert "Back to North" in client.get(response["Location"]).content.decode()
    [found] = Suggestion.objects.all()
    assert (found.about, found.about_kind, found.about_title) == (north.public_id, "country", "North")
    assert (found.text, found.source, found.contact) == (TEXT, "Gazette, p. 3", "a@example.org")
    assert (found.status, found.answer) == ("new", "")
    assert found.seq == Face.objects.order_by("-seq_from").values_list("seq_from", flat=True).first()


def test_a_suggestion_may_be_on_the_site_as_a_whole_and_needs_no_address(client, collection):
    assert client.post("/suggest/", typed())["Location"] == "/suggest/thanks/"
    assert Suggestion.objects.get().about is None


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"text": ""}, "Write what should be changed."),
        ({"text": "wrong"}, "Ensure this value has at least 10 characters"),
        ({"text": "x" * 4001}, "Ensure this value has at most 4000 characters"),
        ({"source": "x" * 501}, "Ensure this value has at most 500 characters"),
        ({"contact": "x" * 201}, "Ensure this value has at most 200 characters"),
        ({"text": "a long enough\0 text"}, "Null characters are not allowed."),
        ({"opened": ""}, "This form came without its mark of time."),
        ({"opened": "opened:1xVHj8:forged"}, "This form came without its mark of time."),
    ],
)
def test_what_cannot_be_sent_is_said_by_name_and_nothing_typed_is_lost(client, path, more, message):
    response = client.post(path, typed(contact="kept", **more) if "contact" not in more else typed(**more))
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'role="alert"' in page
    assert Suggestion.objects.count() == 0
    if "contact" not in more:
        assert 'value="kept"' in page


def test_a_text_of_four_thousand_characters_in_lines_fits(client, path):
    text = "x" * 1999 + "\r\n" + "y" * 2000
    assert client.post(path, typed(text=text)).status_code == 303
    assert len(Suggestion.objects.get().text) == 4000


@pytest.mark.parametrize(("age", "message"), [(0, "within three seconds"), (50_000, "open for too long")])
def test_a_form_sent_too_soon_or_too_late_is_asked_for_again(client, path, age, message):
    response = client.post(path, typed(opened=opened(age)))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert TEXT in response.content.decode()


def test_a_program_that_fills_in_everything_is_thanked_and_not_heard(client, path):
    assert client.post(path, typed(website="http://spam.example")).status_code == 303
    assert Suggestion.objects.count() == Knock.objects.count() == 0


def test_a_form_without_its_token_is_refused_with_a_page_that_helps(collection):
    response = Client(enforce_csrf_checks=True).post("/suggest/", typed())
    assert response.status_code == 403
    assert "The form could not be read" in response.content.decode()


def test_a_huge_form_is_refused(client, path):
    assert client.post(path, typed(text="x" * 100_000)).status_code == 400


@pytest.mark.parametrize("about", ["x", "00000000-0000-0000-0000-000000000000", "\0"])
def test_what_names_no_entry_is_refused_by_name(client, collection, about):
    response = client.get("/suggest/", {"about": about})
    assert response.status_code == 400
    assert "about:" in response.content.decode()


def test_one_client_sends_five_an_hour_and_others_are_not_kept_from_it(client, path):
    for _ in range(posting.PER_CLIENT):
        assert client.post(path, typed(), REMOTE_ADDR="192.0.2.7").status_code == 303
    refused = client.post(path, typed(), REMOTE_ADDR="192.0.2.7")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert TEXT in refused.content.decode()
    assert client.post(path, typed(), REMOTE_ADDR="192.0.2.8").status_code == 303
    Knock.objects.update(at=datetime.now(UTC) - timedelta(minutes=61))
    assert client.post(path, typed(), REMOTE_ADDR="192.0.2.7").status_code == 303
    assert Knock.objects.count() == 1, "older ones are gone"


def test_all_together_have_a_limit_too(client, path, monkeypatch):
    monkeypatch.setattr(posting, "PER_SITE", 2)
    answers = [client.post(path, typed(), REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(3)]
    assert answers == [303, 303, 429]


def test_no_address_is_stored_and_its_hash_lasts_a_day(client, path, rf, settings):
    client.post(path, typed(), REMOTE_ADDR="192.0.2.7")
    [knock] = Knock.objects.all()
    assert len(knock.client) == 64
    assert "192.0.2.7" not in f"{list(Suggestion.objects.values())}{list(Knock.objects.values())}"

    def told(address, day=1, **headers):
        return posting.client_of(rf.get("/", REMOTE_ADDR=address, headers=headers), datetime(2026, 1, day, tzinfo=UTC))

    assert told("192.0.2.7") == told("192.0.2.7") != told("192.0.2.8")
    assert told("192.0.2.7") != told("192.0.2.7", day=2)
    assert told("2001:db8::1") == told("2001:db8::2") != told("2001:db8:0:1::1")
    assert told("127.0.0.1") == told("::1") == told("") == ""
    assert told("127.0.0.1", **{"x-forwarded-for": "192.0.2.7"}) == ""
    settings.TRUST_X_FORWARDED_FOR = True
    assert told("127.0.0.1", **{"x-forwarded-for": "10.0.0.1, 192.0.2.7"}) == told(
        "", **{"x-forwarded-for": "192.0.2.7"}
    )


def test_a_visitor_puts_a_letter_in_and_reads_none_and_nothing_of_the_desk(client, path):
    if connection.vendor != "sqlite":
        pytest.skip("the authorizer is SQLite's")
    denied = (*DESK_TABLES, "letterbox_suggestion")

    def authorize(action, table, *rest):
        wrong = action == sqlite3.SQLITE_READ and table and table.startswith(denied) and table != "letterbox_knock"
        return sqlite3.SQLITE_DENY if wrong else sqlite3.SQLITE_OK

    connection.connection.set_authorizer(authorize)
    try:
        assert client.post(path, typed()).status_code == 303
        with pytest.raises(Exception, match="prohibited"):
            list(Suggestion.objects.all())
    finally:
        connection.connection.set_authorizer(None)
    assert Suggestion.objects.count() == 1


def letter(text=TEXT, about="north"):
    """A suggestion at the desk."""
    posting.post(
        Face.objects.open().get(namespace="actor", slug=about), 17, text=text, source="", contact="", client=""
    )
    return Suggestion.objects.order_by("-sent_at").first()


@pytest.mark.parametrize("account", ["curator", "editor"])
def test_both_groups_read_decide_and_throw_away(account, request):
    client = request.getfixturevalue(account)
    found = letter("<b>bold</b> and more of it")
    listed = client.get(list_url(Suggestion)).content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in listed
    address = f"/admin/letterbox/suggestion/{found.pk}/change/"
    page = client.get(address).content.decode()
    assert f'href="/id/{found.about}/?known_at=17"' in page
    assert "/admin/relations/country/" in page
    assert client.post(address, {"status": "accepted", "answer": "So it was.", "text": "changed"}).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.answer, found.text) == ("accepted", "So it was.", "<b>bold</b> and more of it")
    assert client.get("/admin/letterbox/suggestion/add/").status_code == 403
    assert client.post(f"/admin/letterbox/suggestion/{found.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Suggestion.objects.count() == 0


def test_the_list_is_filtered_by_status_and_asks_as_often_for_three_as_for_one(editor):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert editor.get(list_url(Suggestion), {"status__exact": "new"}).status_code == 200
        return len(caught)

    letter()
    one = queries()
    letter()
    letter()
    assert queries() == one


def test_a_status_that_is_none_is_refused_by_the_database(collection):
    letter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.update(status="lost")


def test_every_entry_leads_to_its_form(client, collection):
    for path in ("/countries/north/", "/relationships/north--south/", "/events/harbour-speech/?as_of=2007-03-01"):
        page = client.get(path).content.decode()
        address = page.split('href="/suggest/')[1].split('"')[0].replace("&amp;", "&")
        assert client.get(f"/suggest/{address}").status_code == 200
