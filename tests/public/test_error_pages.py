"""Pages that say what is wrong: the right status, a way on, and nothing echoed that is not escaped."""

import json

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from desk.publishing import publish_batch, withdraw
from events.models import Event
from publication import views
from relations.models import Country


def page_of(site, path, status):
    response = site.get(path)
    assert (response.status_code, response["Content-Type"]) == (status, "text/html; charset=utf-8"), path
    return response.content.decode()


def test_an_address_that_never_was_names_what_is_near(site):
    html = page_of(site, "/country/nroth/", 404)
    assert '<a href="/countries/">Countries</a>' in html
    assert '<a href="/countries/north/">North</a>' in html
    assert 'name="q" type="search" size="36" value="nroth"' in html
    assert 'value="harbour speech"' in page_of(site, "/events/2007/harbour-speech/", 404)


def test_a_program_that_looks_for_files_costs_no_search(site):
    for path in ("/wp-login.php", "/.env", "/a/", "/" + "x" * 200 + "/"):
        with CaptureQueriesContext(connection) as asked:
            page_of(site, path, 404)
        assert len(asked) == 0, path


def test_an_entry_of_later_says_so_and_leads_to_now(site):
    html = page_of(site, "/countries/north/?known_at=0&as_of=2007-02-10", 404)
    assert "It was not published yet in the record as known then." in html
    assert 'href="/countries/north/?as_of=2007-02-10"' in html


def test_a_withdrawn_entry_says_since_when_and_leads_to_how_it_last_stood(site):
    withdraw(Event.objects.get(slug="harbour-speech"), by="test", reason="It doubled <another> entry.")
    html = page_of(site, "/events/harbour-speech/?as_of=2007-03-01", 410)
    assert "It doubled &lt;another&gt; entry." in html
    assert 'href="/events/harbour-speech/?as_of=2007-03-01&amp;known_at=17"' in html
    assert site.get("/events/harbour-speech/?as_of=2007-03-01&known_at=17").status_code == 200
    assert json.loads(site.get("/api/v1/events/harbour-speech/").content)["status"] == 410


def test_what_was_withdrawn_after_a_batch_leads_to_the_end_of_that_batch(site):
    north, speech = Country.objects.get(slug="north"), Event.objects.get(slug="harbour-speech")
    north.capital, speech.summary = "Newport", "Another summary."
    north.save(), speech.save()
    publish_batch([speech, north], by="test")
    withdraw(speech, by="test", reason="It doubled another entry.")
    assert "known_at=19" in page_of(site, "/events/harbour-speech/", 410)
    assert "Another summary." in page_of(site, "/events/harbour-speech/?known_at=19", 200)


@pytest.mark.parametrize("path", ["/%3Cscript%3Ealert(1)%3C/script%3E/", "/countries/%3Cb%3Ebold/", "/%22onload=x/"])
def test_what_was_typed_is_not_echoed_as_markup(site, path):
    html = page_of(site, path, 404)
    assert "<script>alert" not in html and "<b>bold" not in html and '"onload' not in html


def test_how_to_write_a_day_is_told_only_if_a_day_is_wrong(site):
    assert "How to write a day" in page_of(site, "/countries/?as_of=2007-13", 400)
    assert "How to write a day" in page_of(site, "/events/?date_after=x", 400)
    html = page_of(site, "/countries/north/?page=2", 400)
    assert "How to write a day" not in html
    assert "page: is not a parameter here." in html


def test_a_form_without_its_token_says_what_to_do(db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/suggest/", {"text": "<b>A correction</b>"})
    assert response.status_code == 403
    html = response.content.decode()
    assert "The form could not be read" in html and "copy what you typed" in html
    assert "A correction" not in html


@pytest.mark.parametrize(
    ("view", "status"),
    [(views.bad_request, 400), (views.permission_denied, 403), (views.page_not_found, 404)],
)
def test_errors_are_pages_on_the_site_and_json_under_the_api(db, view, status):
    page = view(RequestFactory().get("/countries/"), Exception("<secret>"))
    assert (page.status_code, page["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert "<secret>" not in page.content.decode()
    answer = view(RequestFactory().get("/api/v1/countries/"), Exception("<secret>"))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert json.loads(answer.content)["status"] == status


def test_the_page_of_a_failure_needs_no_database_and_no_request():
    """Without `db`: a query would raise."""
    page = views.server_error(RequestFactory().get("/countries/"))
    assert page.status_code == 500
    html = page.content.decode()
    assert "This page failed" in html and "/static/css/chancery.css" in html
    answer = views.server_error(RequestFactory().get("/api/v1/countries/"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")


def test_a_host_that_is_not_ours_gets_a_page_too(db):
    response = Client().get("/countries/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "This address cannot be read" in response.content.decode()
    assert "elsewhere.example" not in response.content.decode()
