"""Answers kept in front of Django: who shares one, who never does, and that none outlives what it says."""

import gzip
import io
from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from desk.models import Entry
from desk.publishing import publish
from publication.models import Revision
from publication.reading.head import read_head
from publication.serving.kept import Kept
from publication.serving.limits import READS

LAND = "/api/v1/countries/north/"


class Site:
    """The site as a server calls it, and what Django was not asked for."""

    def __init__(self, most=1_000_000):
        self.unasked, self.sent = [], []
        self.kept = Kept(WSGIHandler(), most, self.told)

    def told(self, environ, status, seconds):
        self.unasked.append(status)
        return [("X-Request-ID", "kept")], lambda: self.sent.append(status)

    def get(self, address, method="GET", **more):
        """Status, headers by lower-case name, body, and whether it was kept."""
        said, before = [], len(self.unasked)
        environ = self.environ(address, method, **more)
        response = self.kept(environ, lambda status, headers, exc_info=None: said.append((status, headers)))
        body, logged = b"".join(response), len(self.sent)
        assert logged == before, "nothing is logged before the answer is sent"
        if hasattr(response, "close"):
            response.close()
        assert self.sent == self.unasked
        [(status, headers)] = said
        return int(status[:3]), {name.lower(): value for name, value in headers}, body, len(self.unasked) > before

    def ready(self, address, **more):
        """The body that is ready for a request, sent; None where the site has to be called."""
        ready = self.kept.at_once(self.environ(address, **more))
        if ready is None:
            return None
        ready.close()
        return ready.body

    @staticmethod
    def environ(address, method="GET", **more):
        """What a server makes of a request."""
        path, _, query = address.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **more,
        }


@pytest.fixture(scope="module")
def small(databases, django_db_blocker):
    """One database of the module's own: what one test publishes stands there for the next."""
    with django_db_blocker.unblock():
        yield databases.copy("small")


@pytest.fixture
def site(small, django_db_blocker):
    with django_db_blocker.unblock(), small.connected():
        yield Site()


def change(slug="north", summary="Something else."):
    """Publish a change to an entry; return the sequence number that is acknowledged."""
    Entry.objects.filter(slug=slug).update(summary=summary)
    return publish(Entry.objects.get(slug=slug), by="tests").seq


def own(headers):
    """Headers that two answers with the same content share."""
    return {name: value for name, value in headers.items() if name != "x-request-id"}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/ru/",
        "/countries/",
        "/countries/north/",
        "/ru/countries/north/",
        "/timeline/?actor=north",
        "/search/?q=north",
        "/search/names/?q=no",
        "/changes/",
        "/countries/north/history/",
        "/feeds/changes.atom",
        "/sitemap.xml",
        "/about/",
        "/timeline/timeline.csv?actor=north",
        "/matrix/matrix.svg",
        "/matrix/matrix.png",
        "/countries/north/cite.bib",
        "/suggest/thanks/",
        LAND,
        f"{LAND}?as_of=2007-02-10",
        f"{LAND}?known_at=3",
        f"{LAND}?format=jsonld",
        "/api/v1/events/?limit=2",
        "/api/v1/search/?q=north",
        "/api/v1/changes/?after=3",
        "/api/v1/schema/",
        "/api/v1/",
    ],
)
def test_the_second_answer_is_the_first_and_the_next_publication_ends_it(site, address):
    first, second = site.get(address), site.get(address)
    assert (first[0], first[3], second[3]) == (200, False, True)
    assert (own(second[1]), second[2]) == (own(first[1]), first[2])
    head = site.get(address, "HEAD")
    assert (head[0], own(head[1]), head[2], head[3]) == (200, own(first[1]), b"", True)
    unchanged = site.get(address, HTTP_IF_NONE_MATCH=f'"other", W/{first[1]["etag"]}')
    assert (unchanged[0], unchanged[2], unchanged[3]) == (304, b"", True)
    assert "content-type" not in unchanged[1]
    assert unchanged[1]["etag"] == first[1]["etag"]
    change()
    assert site.get(address)[3] is False


def test_an_answer_says_at_once_what_was_published(site):
    page, title = "/countries/north/", "A summary that nobody has read yet."
    for place in range(3):
        site.get(LAND), site.get(page), site.get(LAND), site.get(page)
        seq = change(summary=f"{title} {place}")
        for address in (LAND, page):
            _, headers, body, kept = site.get(address)
            assert (kept, headers["x-record-sequence"], f"{title} {place}" in body.decode()) == (False, str(seq), True)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("HTTP_HOST", "localhost", "127.0.0.1"),
        ("HTTP_ACCEPT", "application/json", "application/ld+json"),
        ("HTTP_ACCEPT_ENCODING", "identity", "gzip"),
        ("HTTP_X_FORWARDED_PROTO", "http", "https"),
        ("wsgi.url_scheme", "http", "https"),
        ("QUERY_STRING", "", "as_of=2001-01-01"),
        ("PATH_INFO", LAND, "/api/v1/countries/south/"),
        ("SCRIPT_NAME", "", "/chancery"),
    ],
)
def test_nobody_shares_an_answer_that_a_header_or_the_address_may_have_changed(site, name, one, other):
    found = {value: site.get(LAND, **{name: value}) for value in (one, other)}
    assert not any(answer[3] for answer in found.values())
    for value, answer in found.items():
        again = site.get(LAND, **{name: value})
        assert (again[3], own(again[1]), again[2]) == (True, own(answer[1]), answer[2])
    if name not in ("HTTP_X_FORWARDED_PROTO",):
        assert found[one][2] != found[other][2] or own(found[one][1]) != own(found[other][1])


def test_whoever_asks_for_a_time_is_led_there_though_the_newest_is_kept(site):
    site.get(LAND)
    led = site.get(LAND, HTTP_ACCEPT_DATETIME="Mon, 23 Nov 2037 10:00:00 GMT")
    assert (led[0], led[3]) == (302, False)
    assert site.get(LAND, HTTP_ACCEPT_DATETIME="Mon, 23 Nov 2037 10:00:00 GMT")[3] is False


def test_languages_are_addresses(site):
    answers = {path: site.get(path, HTTP_ACCEPT_LANGUAGE="ru")[1:3] for path in ("/countries/", "/ru/countries/")}
    assert [headers["content-language"] for headers, _ in answers.values()] == ["en", "ru"]
    for path, (headers, body) in answers.items():
        again = site.get(path, HTTP_ACCEPT_LANGUAGE="en")
        assert (again[3], again[2], own(again[1])) == (True, body, own(headers))


def test_compressed_answers_hold_the_same(site):
    plain, squeezed = site.get("/countries/"), site.get("/countries/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert gzip.decompress(squeezed[2]) == plain[2]
    assert squeezed[1]["etag"] != plain[1]["etag"]
    # What comes to the same encoding shares it.
    assert site.get("/countries/", HTTP_ACCEPT_ENCODING="gzip;q=0.5")[2:] == (squeezed[2], True)


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=abc"},
        {"HTTP_AUTHORIZATION": "Bearer abc"},
        {"HTTP_RANGE": "bytes=0-10"},
        {"HTTP_IF_MODIFIED_SINCE": "Mon, 23 Nov 2020 10:00:00 GMT"},
        {"REQUEST_METHOD": "OPTIONS"},
        {"REQUEST_METHOD": "POST"},
    ],
)
def test_some_are_always_answered_by_django(site, more):
    site.get(LAND)
    assert site.ready(LAND, **more) is None
    assert site.get(LAND, **more)[3] is False
    assert site.get(f"{LAND}?as_of=2000-01-01", **more)[3] is False
    # And nothing of theirs is kept for others.
    assert site.get(f"{LAND}?as_of=2000-01-01")[3] is False


def test_a_signed_in_curator_gets_no_answer_that_was_kept_and_leaves_none(site):
    curator = Client()
    curator.force_login(get_user_model().objects.create_superuser("curator", password=None))
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in curator.cookies.items())
    for _ in range(2):
        assert site.get("/countries/north/", HTTP_COOKIE=cookie)[3] is False
    assert site.get("/countries/north/")[3] is False
    assert site.get("/countries/north/", HTTP_COOKIE=cookie)[3] is False


@pytest.mark.parametrize(
    "address",
    [
        "/suggest/",
        "/releases/",
        "/api/v1/releases/",
        "/api/v1/changes/?after=3&wait=1",
        "/healthz",
        "/readyz",
        "/admin/login/",
        "/no-such-page/",
        "/countries/nowhere/",
        "/countries/?as_of=soon",
        f"{LAND}?no=parameter",
        "/api/v1/desk/",
        "/api/v1/events/?format=ndjson",
        f"{LAND}?fields={'x' * 2000}",
    ],
)
def test_what_depends_on_more_than_the_record_is_not_kept(site, address):
    assert [site.get(address)[3] for _ in range(3)] == [False] * 3


def test_a_new_day_ends_what_was_kept(site, monkeypatch):
    site.get("/")
    assert site.get("/")[3] is True

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2100, 1, 1, tzinfo=tz or UTC)

    monkeypatch.setattr("publication.serving.kept.datetime", Tomorrow)
    assert site.get("/")[3] is False


def test_limits_count_what_was_kept_and_their_fields_are_the_client_s_own(site, settings):
    settings.API_RATE = 5
    READS._used.clear()
    asked = [site.get(LAND, REMOTE_ADDR="198.51.100.7") for _ in range(6)]
    assert [answer[0] for answer in asked] == [200] * 5 + [429]
    assert [answer[3] for answer in asked] == [False] + [True] * 4 + [False]
    assert [answer[1]["ratelimit"].split(";")[1] for answer in asked] == ["r=4", "r=3", "r=2", "r=1", "r=0", "r=0"]
    # An answer that the client has is free; another client begins anew; who cannot be told apart has no limit.
    tag = asked[0][1]["etag"]
    assert site.get(LAND, REMOTE_ADDR="198.51.100.7", HTTP_IF_NONE_MATCH=tag)[0] == 304
    assert site.get(LAND, REMOTE_ADDR="203.0.113.9")[1]["ratelimit"].split(";")[1] == "r=4"
    assert "ratelimit" not in site.get(LAND)[1]


def test_memory_is_bounded_and_the_longest_unused_goes_first(site):
    site.kept.most = 40_000
    pages = [f"/api/v1/countries/?limit={n}" for n in range(1, 30)]
    for address in pages:
        site.get(address)
        site.get(pages[0])
    assert site.kept._size <= 40_000
    assert site.kept._size == sum(answer.size for answer in site.kept._answers.values())
    assert site.get(pages[0])[3] is True
    assert site.get(pages[1])[3] is False
    site.kept.most = 0
    assert [site.get(LAND)[3] for _ in range(2)] == [False, False]


def test_a_client_cannot_fill_memory_with_what_it_asks_by(site):
    for name in ("HTTP_ACCEPT", "HTTP_ACCEPT_DATETIME"):
        long = {name: f"*/*, {'a/b,' * 2_000}*/*" if name == "HTTP_ACCEPT" else "x" * 5_000}
        assert [site.get(LAND, **long)[3] for _ in range(2)] == [False, False]
    assert not any(len(str(key)) > 5_000 for key in site.kept._answers)


def test_the_head_is_the_record_s(site):
    assert read_head() == Revision.objects.head().seq
    assert change() == read_head()


def test_without_the_database_what_was_kept_last_is_sent_and_says_so(site, monkeypatch):
    site.get("/healthz")
    before = site.get(LAND)
    monkeypatch.setattr("publication.serving.kept.read_head", lambda: None)
    status, headers, body, kept = site.get(LAND)
    assert (status, body, kept) == (200, before[2], True)
    assert headers["cache-status"] == 'chancery; hit; detail="the database does not answer"'
    status, headers, body, kept = site.get(LAND, HTTP_IF_NONE_MATCH=before[1]["etag"])
    assert (status, body, kept) == (304, b"", True)
    assert "cache-status" in headers
    # What is not kept, whoever is signed in, and yesterday's answers are Django's.
    assert site.get("/api/v1/countries/south/")[3] is False
    assert site.get(LAND, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=a")[3] is False
    site.kept._state = (site.kept._state[0], site.kept._state[1] - timedelta(days=1))
    assert site.get(LAND)[3] is False
    monkeypatch.undo()
    assert "cache-status" not in site.get(LAND)[1]


class Interrupted(OrderedDict):
    """Answers into whose first look, while nobody holds the lock, a publication falls, and another thread's answer."""

    def between(self, lock, do):
        self.lock, self.do = lock, do

    def _interrupt(self):
        if not self.lock.locked() and (do := self.__dict__.pop("do", None)):
            do()

    def get(self, key, default=None):
        found = super().get(key, default)
        self._interrupt()
        return found

    def __contains__(self, key):
        found = super().__contains__(key)
        self._interrupt()
        return found


def test_what_is_published_while_an_answer_is_looked_for_is_in_it(site):
    site.get(LAND)
    assert b'"north"' in site.ready(LAND)

    def publish_and_ask():
        change(summary="Published in between.")
        site.get("/api/v1/countries/south/")

    # Whoever looks has not read the record's number yet: this publication was acknowledged before.
    site.kept._answers = Interrupted(site.kept._answers)
    site.kept._answers.between(site.kept._lock, publish_and_ask)
    assert site.ready(LAND) is None
    assert "do" not in site.kept._answers.__dict__
    assert b"Published in between." in site.get(LAND)[2]
    assert b"Published in between." in site.ready(LAND)


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_ACCEPT": "application/geo+json"},
        {"HTTP_HOST": "elsewhere"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"QUERY_STRING": "fields=title"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_nothing_is_ready_for_who_asks_for_something_else(site, more):
    site.get(LAND)
    assert site.ready(LAND)
    assert site.ready(LAND, **more) is None


def test_nothing_is_ready_where_nothing_is_kept(small, django_db_blocker):
    with django_db_blocker.unblock(), small.connected():
        site = Site(most=0)
        site.get(LAND)
        assert site.ready(LAND) is None
