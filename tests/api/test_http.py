"""HTTP done right: negotiation, validators, methods, compression, links, limits, errors."""

import gzip
import hashlib
import json
import re
from datetime import UTC, datetime

import pytest

from desk.publishing import publish, withdraw
from publication.models import Revision
from publication.problems import PROBLEMS
from publication.reading import moment as moments
from publication.serving import limits
from publication.serving.formats import FORMATS
from publication.validators import build
from relations.models import Country

ENTRY, LIST = "/api/v1/countries/north/", "/api/v1/countries/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        (BROWSER, "application/json"),
        ("application/json;q=0.2, text/csv", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/*;q=0.5, application/json;q=0", "application/x-ndjson"),
        ("application/ld+json", "application/ld+json"),
        ("application/geo+json;q=1.0,*/*;q=0.1", "application/geo+json"),
    ],
)
def test_the_format_follows_accept(site, accept, media_type):
    response = site.get(LIST, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response["Content-Type"]) == (200, media_type)
    assert set(re.split(r",\s*", response["Vary"])) == {"Accept", "Accept-Encoding"}


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "application/json;q=0", "*/*;q=0", "nonsense"])
def test_what_is_not_offered_is_not_acceptable(ask, accept):
    told = ask(LIST, 406, Accept=accept)
    assert told["type"] == "/api/problems/not-acceptable/"
    assert [offer["format"] for offer in told["formats"]] == ["json", "ndjson", "csv", "geojson", "jsonld"]


def test_format_goes_before_accept(site):
    response = site.get(f"{LIST}?format=csv", headers={"Accept": "application/xml"})
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert response["Content-Disposition"] == 'attachment; filename="countries.csv"'


def test_an_answer_that_is_known_is_not_sent_again(site):
    first = site.get(ENTRY)
    assert re.fullmatch(r'"[0-9a-f]{32}"', first["ETag"])
    again = site.get(ENTRY, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Last-Modified"] == first["Last-Modified"]
    assert site.get(ENTRY, headers={"If-None-Match": '"other"'}).status_code == 200
    assert site.get(ENTRY, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


def test_a_tag_that_somebody_reckoned_makes_no_header_of_the_address(site):
    """The code and the record are public, and so is the tag of an address that no entry has."""
    seq, today = site.get(ENTRY)["X-Record-Sequence"], datetime.now(UTC).date().isoformat()
    asked = [seq, build(), "http://testserver/api/v1/countries/a%0AX-Made:%20up%3E/", today]
    tag = hashlib.sha256("\n".join([*asked, "application/json", "en", "identity"]).encode()).hexdigest()[:32]
    response = site.get("/api/v1/countries/a%0AX-Made:%20up%3E/", headers={"If-None-Match": f'"{tag}"'})
    assert response.status_code == 304
    assert "X-Made" not in response
    assert "<http://testserver/api/v1/countries/a%0AX-Made:%20up%3E/>" in response["Link"]


def test_what_is_refused_or_elsewhere_is_not_unmodified(site):
    """Neither `*` nor a date says that there was an answer (RFC 9110, 13.2.1)."""
    for held in ({"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        for path, status in (
            (ENTRY, 304),
            (f"{LIST}?format=csv", 304),
            (f"{LIST}?region=,", 400),
            (f"{ENTRY}?colour=red", 400),
            ("/api/v1/countries/nowhere/", 404),
        ):
            assert site.get(path, headers=held).status_code == status, (path, held)


def test_the_etag_is_of_the_address_the_format_the_encoding_and_the_record(site):
    def tag(path, **headers):
        return site.get(path, headers=headers)["ETag"]

    tags = [
        tag(ENTRY),
        tag(f"{ENTRY}?as_of=2007-02-10"),
        tag(f"{ENTRY}?known_at=17"),
        tag(ENTRY, Accept="application/ld+json"),
        tag(ENTRY, **{"Accept-Encoding": "gzip"}),
        tag(LIST),
        site.get(ENTRY, headers={"Host": "127.0.0.1"})["ETag"],
    ]
    north = Country.objects.get(slug="north")
    north.capital = "Newport"
    north.save()
    publish(north, by="test")
    tags.append(tag(ENTRY))
    assert len(set(tags)) == len(tags)


def test_a_default_of_today_changes_at_midnight(site, monkeypatch):
    def at(time):
        class Clock(datetime):
            @classmethod
            def now(cls, zone=None):
                return datetime.fromisoformat(time)

        monkeypatch.setattr(moments, "datetime", Clock)
        return [site.get(path) for path in ("/api/v1/network/", "/api/v1/network/?as_of=2010-01-01")]

    late = datetime(2095, 5, 1, 23, 59, 59, tzinfo=UTC).isoformat()
    before, pinned = at(late)
    after, still_pinned = at(datetime(2095, 5, 2, 0, 0, 1, tzinfo=UTC).isoformat())
    assert before["ETag"] != after["ETag"]
    assert (before["Last-Modified"], after["Last-Modified"]) == (
        "Sun, 01 May 2095 00:00:00 GMT",
        "Mon, 02 May 2095 00:00:00 GMT",
    )
    assert (pinned["ETag"], pinned["Last-Modified"]) == (still_pinned["ETag"], still_pinned["Last-Modified"])


def test_what_is_pinned_may_be_kept_and_what_is_not_is_asked_for_again(site):
    assert site.get(ENTRY)["Cache-Control"] == "public, no-cache"
    assert site.get(f"{ENTRY}?known_at=17")["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("path", [ENTRY, LIST, f"{LIST}?format=ndjson", "/api/v1/dyad-years/?from=2000&format=csv"])
def test_head_is_get_without_a_body(site, path):
    get, head = site.get(path), site.head(path)
    assert b"".join(head) == b""
    assert head.status_code == 200
    # The length may be left out, and each request has an id of its own.
    own = {"Content-Length": None, "X-Request-ID": None}
    assert {**head.headers, **own} == {**get.headers, **own}


def test_options_says_what_there_is_and_other_sites_may_read(site):
    response = site.options(LIST, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert (response.status_code, response.content) == (204, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    read = site.get(LIST, headers={"Origin": "https://example.org"})
    assert read["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in read["Access-Control-Expose-Headers"]
    assert not site.get("/countries/").has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize("path", [LIST, f"{LIST}?format=ndjson", f"{LIST}?format=csv"])
def test_gzip_gives_the_same_and_the_same_bytes_each_time(site, path):
    plain, squeezed = site.get(path), site.get(path, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert squeezed["Content-Encoding"] == "gzip"
    raw = b"".join(squeezed)
    assert gzip.decompress(raw) == b"".join(plain)
    assert len(raw) < len(gzip.decompress(raw))
    assert raw == b"".join(site.get(path, headers={"Accept-Encoding": "gzip"}))
    assert not site.get(path, headers={"Accept-Encoding": "gzip;q=0"}).has_header("Content-Encoding")


def links(response):
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', response["Link"])
    return {rel: url.removeprefix("http://testserver") for url, names in found for rel in names.split()}


def test_links_lead_to_pages_versions_documentation_and_licence(site):
    first = links(site.get(f"{LIST}?limit=1&ordering=-title"))
    assert first["first"] == f"{LIST}?limit=1&ordering=-title"
    second = links(site.get(first["next"]))
    assert {"first", "next", "prev"} <= set(second)
    assert json.loads(site.get(second["prev"]).content)["results"][0]["slug"] == "south"
    entry = links(site.get(f"{ENTRY}?as_of=2007-02-10"))
    assert entry == {
        "canonical": ENTRY,
        "alternate": "/countries/north/",
        "describedby": "/api/v1/schema/",
        "service-desc": "/api/v1/schema/",
        "service-doc": "/api/",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "original": ENTRY,
        "timegate": ENTRY,
        "timemap": "/api/v1/timemap/countries/north/",
    }
    for path in ("/countries/north/", "/api/v1/schema/", "/api/", "/api/v1/timemap/countries/north/"):
        assert site.get(path).status_code == 200


def test_every_type_of_problem_is_a_page(site):
    for name in PROBLEMS:
        page = site.get(f"/api/problems/{name}/")
        assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert PROBLEMS[name][0] in page.content.decode()
    assert site.get("/api/problems/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("get", "/api/nothing", 404, "not-found"),
        ("get", "/api/v1/nothing/at/all/", 404, "not-found"),
        ("get", "/api/v1/countries/atlantis/", 404, "not-found"),
        ("get", "/api/v2/", 404, "not-found"),
        ("post", LIST, 405, "method-not-allowed"),
        ("delete", ENTRY, 405, "method-not-allowed"),
        ("trace", LIST, 405, "method-not-allowed"),
        ("get", f"{LIST}?limit=0", 400, "bad-parameter"),
    ],
)
def test_every_error_is_a_problem_with_a_type_that_there_is(site, method, path, status, name):
    response = getattr(site, method)(path)
    told = json.loads(response.content)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (told["type"], told["status"], told["title"]) == (f"/api/problems/{name}/", status, PROBLEMS[name][0])
    if status == 405:
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_failure_is_a_problem_too(site, monkeypatch):
    from publication.serving import view

    def broken(request):
        raise RuntimeError("planted")

    monkeypatch.setattr(view, "moment_of", broken)
    site.raise_request_exception = False
    response = site.get(ENTRY)
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(response.content)["type"] == "/api/problems/server-error/"
    assert b"planted" not in response.content


def test_a_withdrawn_entry_says_so_and_leads_to_its_versions(site):
    withdraw(Country.objects.get(slug="old-union"), by="test", reason="for the test")
    response = site.get("/api/v1/countries/old-union/")
    assert (response.status_code, json.loads(response.content)["type"]) == (410, "/api/problems/withdrawn/")
    versions = links(response)["timemap"]
    assert json.loads(site.get(f"{versions}?format=json").content)["mementos"]["list"][0]["seq"] == 17


@pytest.fixture
def limited(site, settings, monkeypatch):
    """A client at an address of its own, with three requests a minute, and a clock to turn."""
    settings.API_RATE = 3
    time = [1000.0]
    monkeypatch.setattr("publication.serving.middleware.READS", limits.Counter(now=lambda: time[0]))

    def get(path=ENTRY, address="192.0.2.1", **headers):
        return site.get(path, headers=headers, REMOTE_ADDR=address)

    get.time = time
    return get


def test_a_client_has_its_requests_and_then_waits(limited):
    left = [limited()["RateLimit"] for _ in range(3)]
    assert left == ['"default";r=2;t=60', '"default";r=1;t=60', '"default";r=0;t=60']
    limited.time[0] += 15
    refused = limited()
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert (refused["Retry-After"], refused["RateLimit"]) == ("45", '"default";r=0;t=45')
    assert refused["RateLimit-Policy"] == '"default";q=3;w=60'
    assert limited(address="192.0.2.2").status_code == 200
    assert limited(path="/countries/north/").status_code == 200
    limited.time[0] += 45
    assert limited()["RateLimit"] == '"default";r=2;t=60'


def test_what_has_not_changed_is_free_even_when_nothing_is_left(limited):
    tag = limited()["ETag"]
    for _ in range(5):
        assert limited(**{"If-None-Match": tag}).status_code == 304
    assert [limited().status_code for _ in range(3)] == [200, 200, 429]
    assert limited(**{"If-None-Match": tag}).status_code == 304
    assert limited(**{"If-None-Match": '"other"'}).status_code == 429


def test_clients_are_told_apart_by_network_and_a_proxy_is_not_a_client(limited, settings):
    for _ in range(3):
        limited(address="2001:db8::1")
    assert limited(address="2001:db8::2").status_code == 429
    assert limited(address="2001:db8:0:1::1").status_code == 200
    assert not limited(address="127.0.0.1").has_header("RateLimit")
    settings.TRUST_X_FORWARDED_FOR = True
    assert limited(address="127.0.0.1", **{"X-Forwarded-For": "192.0.2.9"}).has_header("RateLimit")


def test_as_many_clients_are_remembered_as_there_is_room_for(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CLIENTS", 2)
    counter = limits.Counter(now=lambda: 0.0)
    assert [counter.use(client, 9).left for client in ("a", "b", "a", "c")] == [8, 8, 7, 8]
    assert [counter.look(client, 9).left for client in ("a", "b", "c")] == [7, 9, 8]


def test_versions_by_time_are_the_record_as_it_was(site):
    before = json.loads(site.get(ENTRY).content)
    north = Country.objects.get(slug="north")
    north.capital, north.slug = "Newport", "northland"
    north.save()
    publish(north, by="test")
    path = "/api/v1/countries/northland/"
    mementos = json.loads(site.get("/api/v1/timemap/countries/northland/?format=json").content)["mementos"]["list"]
    head = Revision.objects.head().seq
    assert [(one["seq"], one["uri"]) for one in mementos] == [
        (17, f"http://testserver{ENTRY}?known_at=17"),
        (head, f"http://testserver{path}?known_at={head}"),
    ]
    old = site.get(path, headers={"Accept-Datetime": "Mon, 01 Jan 1990 00:00:00 GMT"})
    assert (old.status_code, old["Location"]) == (302, f"{ENTRY}?known_at=17")
    assert {"Accept-Datetime", "Accept", "Accept-Encoding"} <= set(re.split(r",\s*", old["Vary"]))
    assert links(old)["memento"].startswith("/api/v1/countries/")
    memento = site.get(old["Location"])
    assert json.loads(memento.content) == before
    first = datetime.fromisoformat(mementos[0]["datetime"])
    assert memento["Memento-Datetime"] == first.strftime("%a, %d %b %Y %H:%M:%S GMT")
    new = site.get(path, headers={"Accept-Datetime": "Tue, 01 Jan 2999 00:00:00 GMT"})
    assert new["Location"] == f"{path}?known_at={head}"
    assert json.loads(site.get(new["Location"]).content)["capital"] == "Newport"
    # The address of before knows the same versions.
    assert site.get("/api/v1/timemap/countries/north/?format=json").status_code == 200
    assert not site.get(path).has_header("Memento-Datetime")
    listed = site.get("/api/v1/timemap/countries/northland/")
    assert listed["Content-Type"] == "application/link-format"
    assert re.findall(r'rel="([^"]*)"', listed.content.decode()) == [
        "original timegate",
        "self",
        "first memento",
        "last memento",
    ]


def test_a_time_that_is_none_is_refused_and_known_at_goes_before_it(ask, site):
    assert ask(ENTRY, 400, **{"Accept-Datetime": "yesterday"})["header"] == "Accept-Datetime"
    assert site.get(f"{ENTRY}?known_at=17", headers={"Accept-Datetime": "yesterday"}).status_code == 200
    for query in ("fields=colour", "expand=colour", "as_of=soon", "colour=red", "fields=title&format=jsonld"):
        ask(f"{ENTRY}?{query}", 400, **{"Accept-Datetime": "Mon, 01 Jan 1990 00:00:00 GMT"})
    ask("/api/v1/countries/atlantis/", 404, **{"Accept-Datetime": "Mon, 01 Jan 1990 00:00:00 GMT"})
    ask("/api/v1/timemap/countries/atlantis/", 404)
    ask("/api/v1/timemap/planets/mars/", 404)


def test_formats_have_names_and_media_types_of_their_own():
    assert len({one.name for one in FORMATS}) == len({one.media_type for one in FORMATS}) == len(FORMATS)
