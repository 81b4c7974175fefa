"""What lets others find, follow and quote the record: feeds, sitemaps, descriptions for machines."""

from datetime import datetime
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.publishing import publish, withdraw
from events.models import Event
from publication.models import Revision
from relations.models import Country, Topic

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(site, path):
    response = site.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_the_feed_of_changes_has_what_atom_asks_for(site):
    feed = feed_of(site, "/feeds/changes.atom")
    head = Revision.objects.head()
    assert feed.findtext(f"{ATOM}id") == "http://testserver/feeds/changes.atom"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Chancery"
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == head.recorded_at
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://testserver/", "self": "http://testserver/feeds/changes.atom"}
    entries = list(feed.iter(f"{ATOM}entry"))
    assert len(entries) == head.seq
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert entry.findtext(f"{ATOM}updated")
        target = entry.find(f"{ATOM}link").get("href").removeprefix("http://testserver")
        assert site.get(target, follow=True).status_code == 200


@pytest.mark.parametrize(
    "path", ["/feeds/changes.atom", "/people/ann-north/changes.atom", "/topics/security/changes.atom"]
)
def test_a_reader_of_feeds_finds_nothing_to_mend(site, path):
    read = feedparser.parse(site.get(path).content)
    assert (read.bozo, read.version, read.encoding) == (False, "atom10", "utf-8")
    assert read.feed.rights.startswith("CC BY 4.0")
    assert len(read.entries) > 0
    for entry in read.entries:
        assert entry.published_parsed == entry.updated_parsed
        assert entry.link.startswith("http://testserver/id/")
        assert entry.title and entry.summary


def test_an_entry_of_a_feed_keeps_its_id_and_a_change_comes_first(site):
    def ids():
        return [entry.findtext(f"{ATOM}id") for entry in feed_of(site, "/feeds/changes.atom").iter(f"{ATOM}entry")]

    before = ids()
    north = Country.objects.get(slug="north")
    north.capital = "Newport"
    north.save()
    publish(north, by="test", note="The capital <moved> & more.")
    feed = feed_of(site, "/feeds/changes.atom")
    assert titles(feed)[0] == "North (published)"
    assert "The capital &lt;moved&gt; &amp; more." in feed.findtext(f"{ATOM}entry/{ATOM}summary")
    assert ids()[1:] == before


def test_an_actors_feed_has_the_actor_and_what_is_about_it(site):
    found = titles(feed_of(site, "/people/ann-north/changes.atom"))
    assert "Ann North (published)" in found
    assert "The harbour speech (published)" in found
    assert "League (published)" not in found
    withdraw(Event.objects.get(slug="harbour-speech"), by="test", reason="It doubled another entry.")
    assert titles(feed_of(site, "/people/ann-north/changes.atom"))[0] == "The harbour speech (withdrawn)"


def test_a_topics_feed_has_the_topic_and_what_carries_it(site):
    topic = Topic.objects.get(slug="security")
    topic.summary = "Another summary."
    topic.save()
    publish(topic, by="test")
    found = titles(feed_of(site, "/topics/security/changes.atom"))
    assert found[0] == f"{topic.title} (published)"
    assert len(found) > 1


def test_a_feed_is_bounded_and_asks_the_same_number_of_queries(site, monkeypatch):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            entries = len(list(feed_of(site, "/countries/north/changes.atom").iter(f"{ATOM}entry")))
        return entries, len(queries)

    monkeypatch.setattr("publication.feeds.FEED_LIMIT", 1)
    one = asked()
    monkeypatch.setattr("publication.feeds.FEED_LIMIT", 3)
    assert (one[0], asked()) == (1, (3, one[1]))


def test_a_feed_reads_the_record_as_known(site):
    assert titles(feed_of(site, "/feeds/changes.atom?known_at=0")) == []
    assert site.get("/feeds/changes.atom?known_at=x").status_code == 400
    assert site.get("/feeds/changes.atom?as_of=2001-01-01").status_code == 400
    assert site.get("/countries/nowhere/changes.atom").status_code == 404
    assert site.get("/organizations/north/changes.atom")["Location"] == "/countries/north/changes.atom"


@pytest.mark.parametrize("path", ["/feeds/changes.atom", "/countries/north/changes.atom", "/events/calendar.ics"])
def test_who_has_it_already_is_told_so_until_the_record_goes_on(site, path):
    first = site.get(path)
    tag = first["ETag"]
    assert first["Last-Modified"]
    again = site.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert site.get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    north = Country.objects.get(slug="north")
    north.capital = "Newport"
    north.save()
    publish(north, by="test")
    assert site.get(path, headers={"if-none-match": tag}).status_code == 200
