"""Every answer has every header of safety, whatever it is and whoever makes it."""

import pytest
from django.test import Client

from operation.headers import POLICY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]

CSP = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self'; script-src 'self'; style-src 'self'"
)
OWN, OPEN = "same-origin", "cross-origin"
# Address, method, status, and who may hold the answer.
ANSWERS = [
    ("/", "get", 200, OWN),
    ("/ru/", "get", 200, OWN),
    ("/countries/north/", "get", 200, OWN),
    ("/countries/north/", "head", 200, OWN),
    ("/countries/north/", "post", 405, OWN),
    ("/countries/?limit=banana", "get", 400, OWN),
    ("/countries", "get", 301, OWN),
    ("/nothing/", "get", 404, OWN),
    ("/suggest/", "get", 200, OWN),
    ("/relationships/north--south/levels.svg", "get", 200, OPEN),
    ("/relationships/north--south/levels.png", "get", 200, OPEN),
    ("/relationships/north--south/levels.csv", "get", 200, OWN),
    ("/feeds/changes.atom", "get", 200, OWN),
    ("/events/calendar.ics", "get", 200, OWN),
    ("/sitemap.xml", "get", 200, OWN),
    ("/robots.txt", "get", 200, OWN),
    ("/healthz", "get", 200, OWN),
    ("/readyz", "get", 200, OWN),
    ("/metrics", "get", 404, OWN),
    ("/api/", "get", 200, OPEN),
    ("/api/v1/", "get", 200, OPEN),
    ("/api/v1/", "options", 204, OPEN),
    ("/api/v1/countries/", "get", 200, OPEN),
    ("/api/v1/events/?format=geojson", "get", 200, OPEN),
    ("/api/v1/events/?format=ndjson", "get", 200, OPEN),
    ("/api/v1/events/?limit=banana", "get", 400, OPEN),
    ("/api/v1/countries/north/", "post", 405, OWN),
    ("/api/v1/nothing/", "get", 404, OPEN),
    ("/api/v1/desk/events/", "get", 401, OWN),
    ("/admin/", "get", 302, OWN),
    ("/admin/login/", "get", 200, OWN),
    ("/static/css/chancery.css", "get", 200, OWN),
    ("/static/js/names.js", "get", 200, OWN),
    ("/static/share/site.png", "get", 200, OPEN),
    ("/static/nothing.css", "get", 404, OWN),
]


@pytest.fixture
def secure(settings):
    """A client over TLS of a site with production's settings of headers."""
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_SSL_REDIRECT = True
    return Client(raise_request_exception=False)


def check(response, who):
    assert "; ".join(sorted(response["Content-Security-Policy"].split("; "))) == CSP
    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == who
    assert response["Permissions-Policy"] == POLICY
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("path", "method", "status", "who"), ANSWERS)
def test_every_answer_has_every_header(secure, path, method, status, who):
    response = getattr(secure, method)(path, secure=True)
    assert response.status_code == status
    check(response, who)


def test_an_answer_that_has_not_changed_has_them_too(secure):
    for path, who in (("/countries/north/", OWN), ("/api/v1/countries/north/", OPEN)):
        tag = secure.get(path, secure=True)["ETag"]
        response = secure.get(path, secure=True, headers={"If-None-Match": tag})
        assert response.status_code == 304
        check(response, who)


def test_an_error_of_ours_has_them(secure, monkeypatch):
    from relations.home import Home

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(Home, "get", fail)
    response = secure.get("/", secure=True)
    assert response.status_code == 500
    check(response, OWN)


def test_a_host_that_is_not_ours_gets_them(secure):
    response = secure.get("/", secure=True, headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert response["Content-Security-Policy"]
    assert response["Permissions-Policy"] == POLICY


def test_without_tls_one_is_sent_to_it_and_not_told_of_hsts(secure):
    response = secure.get("/countries/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/countries/")
    assert "Strict-Transport-Security" not in response
    assert response["Content-Security-Policy"]
