"""Bad input in any public parameter: a 4xx that teaches, in the right media type; never a 500."""

import json

import pytest

from publication.kinds import KINDS

LISTS = [f"/{kind.folder}/" for kind in KINDS.values()]
DETAILS = ["/countries/north/", "/relationships/north--south/", "/events/harbour-speech/", "/sources/atlas-2024/"]
JUNK = [
    "banana",
    "%00",
    "%FF%FE",
    "9" * 30,
    "2007-13",
    "9999-12-31",
    "'%3B DROP TABLE x--",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%E2%80%AE",
    "../../etc/passwd",
    "%F0%9F%92%A9",
    "A" * 5000,
    "{}",
    "2007-02-10T25:00:00Z",
    "0001-01-01T00:00:00%2B23:59",
    "9999-12-31T23:59:59-23:59",
    "٢٠٠٧-٠٢-١٠",
]
PARAMETERS = [
    "as_of",
    "known_at",
    "cursor",
    "limit",
    "q",
    "actor",
    "between",
    "topic",
    "source",
    "type",
    "status",
    "date_after",
    "date_before",
    "region",
    "member",
    "predicate",
    "level_min",
    "kind",
    "certainty",
    "format",
    "nonsense",
]
PATHS = [
    "/search/",
    "/api/v1/claims/",
    "/events/",
    "/api/v1/organizations/",
    "/relationships/north--south/",
    "/api/v1/events/harbour-speech/",
]


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_junk_in_any_parameter_is_never_a_server_error(site, parameter):
    for path in PATHS:
        for junk in JUNK:
            response = site.get(f"{path}?{parameter}={junk}")
            assert response.status_code in (200, 308, 400, 404), (path, parameter, junk, response.status_code)
            if path.startswith("/api/") and response.status_code >= 400:
                assert response["Content-Type"] == "application/problem+json"
                assert json.loads(response.content)["status"] == response.status_code
            assert b"<script>alert" not in response.content


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_junk_as_a_slug_is_not_found(site, prefix):
    for path in LISTS:
        for junk in JUNK:
            if "/" in junk.replace("%2F", "/") or junk == "..":
                continue
            response = site.get(f"{prefix}{path}{junk}/")
            assert response.status_code == 404, (path, junk, response.status_code)


def message(site, path):
    response = site.get(path)
    assert response.status_code == 400
    [wrong] = json.loads(response.content)["parameters"]
    return wrong["parameter"], wrong["detail"]


def test_messages_name_the_parameter_and_what_would_be_accepted(site):
    assert message(site, "/api/v1/events/?actr=north") == (
        "actr",
        "is not a parameter of this list. Did you mean 'actor'?",
    )
    assert message(site, "/api/v1/events/?actor=nroth") == (
        "actor",
        "no actor 'nroth' is public at this moment. Did you mean 'north'?",
    )
    assert message(site, "/api/v1/events/?as_of=2007-02") == (
        "as_of",
        "'2007-02' is not one day. Type a day such as 2007-02-10.",
    )
    assert message(site, "/api/v1/events/?known_at=99") == (
        "known_at",
        "the record ends at number 17; 99 is not written yet.",
    )
    assert message(site, "/api/v1/events/?limit=0") == ("limit", "'0' is not a number from 1 to 1000.")
    assert message(site, "/api/v1/events/?between=north") == (
        "between",
        "Name two different actors: between=russia,turkey.",
    )
    assert message(site, "/api/v1/events/?cursor=abc") == (
        "cursor",
        "this cursor was not made by this list. Begin without it, then follow 'next'.",
    )
    assert message(site, "/api/v1/claims/?certainty=sure")[0] == "certainty"
    assert message(site, "/api/v1/countries/?actor=a&actor=b") == ("actor", "stands twice. Give it once.")
    assert message(site, "/api/v1/countries/north/?limit=3") == (
        "limit",
        "is not a parameter here. This address takes: as_of, known_at, fields, expand, format.",
    )


def test_a_page_explains_a_bad_date_and_keeps_its_head(site):
    response = site.get("/countries/north/?as_of=2007-13")
    assert response.status_code == 400
    assert "thirteenth month" in response.content.decode() or "not a month" in response.content.decode()


@pytest.mark.parametrize(
    "cursor", ["W10", "WzEsMl0", "bnVsbA", "WzE3LCJ0aXRsZSIsIkEiLDEsMl0", "e30", "=", "AAAA" * 600]
)
def test_made_up_cursors_are_refused(site, cursor):
    assert message(site, f"/api/v1/countries/?cursor={cursor}")[0] == "cursor"


def test_a_cursor_of_another_list_is_refused(site):
    following = json.loads(site.get("/api/v1/events/?limit=1").content)["next"]
    cursor = following.split("cursor=")[1].split("&")[0]
    assert message(site, f"/api/v1/countries/?cursor={cursor}")[0] == "cursor"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_public_site_cannot_be_written_to(site, method):
    for path in ["/", "/countries/", "/countries/north/", "/api/v1/", "/api/v1/countries/", "/api/v1/claims/"]:
        response = getattr(site, method)(path, data="x" * 1000, content_type="application/json")
        assert response.status_code == 405, (path, response.status_code)


def test_unknown_api_addresses_answer_in_json(site):
    response = site.get("/api/v1/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_unknown_addresses_answer_with_a_page(site):
    response = site.get("/nothing/at/all/")
    assert response.status_code == 404
    assert "No entry has this address" in response.content.decode()


def test_a_misspelt_slug_is_helped_along(site):
    response = site.get("/countries/nroth/")
    assert response.status_code == 404
    assert 'href="/countries/north/"' in response.content.decode()
    body = json.loads(site.get("/api/v1/countries/nroth/").content)
    assert [entry["slug"] for entry in body["suggestions"]] == ["north", "south", "ann-north"]
