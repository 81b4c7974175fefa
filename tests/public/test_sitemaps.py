"""What crawlers are told: every public page once, none that is not, and no variants by the clocks."""

import urllib.robotparser
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.publishing import publish, withdraw
from events.models import Event
from publication import sitemaps
from publication.models import Face, Revision
from relations.models import Country

NS = f"{{{sitemaps.NAMESPACE}}}"


def listed(site, path):
    response = site.get(path)
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    return {node.findtext(f"{NS}loc").removeprefix("http://testserver"): node.findtext(f"{NS}lastmod") for node in root}


def entries(site):
    files = [path for path in listed(site, "/sitemap.xml") if "entries" in path]
    found = [item for path in files for item in listed(site, path).items()]
    assert len(dict(found)) == len(found), "an entry stands in two files"
    return dict(found)


@pytest.mark.parametrize("size", [sitemaps.SITEMAP_SIZE, 5, 1])
def test_the_sitemaps_list_every_public_entry_once_and_all_answer(site, monkeypatch, size):
    monkeypatch.setattr(sitemaps, "SITEMAP_SIZE", size)
    withdraw(Event.objects.get(slug="harbour-speech"), by="test", reason="It doubled another entry.")
    found = entries(site)
    faces = Face.objects.open().filter(state=Face.State.PUBLIC).values_list("kind", "slug")
    assert set(found) == {sitemaps.path_of(kind, slug) for kind, slug in faces}
    for path in [*found, *listed(site, "/sitemaps/pages.xml")]:
        assert site.get(path).status_code == 200, path


def test_an_entry_was_modified_when_its_last_revision_was_recorded(site, monkeypatch):
    monkeypatch.setattr(sitemaps, "SITEMAP_SIZE", 5)
    files = len(listed(site, "/sitemap.xml"))
    north = Country.objects.get(slug="north")
    for capital in ("A", "B", "C", "D", "E"):
        north.capital = capital
        north.save()
        publish(north, by="test")
    head = Revision.objects.head()
    when = datetime.fromisoformat(entries(site)["/countries/north/"])
    assert when == head.recorded_at.replace(microsecond=0)
    index = listed(site, "/sitemap.xml")
    assert len(index) == files + 1
    assert datetime.fromisoformat(list(index.values())[-1]) == when


def test_a_sitemap_asks_as_often_for_many_as_for_one(site, monkeypatch):
    def queries(size):
        monkeypatch.setattr(sitemaps, "SITEMAP_SIZE", size)
        with CaptureQueriesContext(connection) as caught:
            rows = len(listed(site, "/sitemaps/entries-1.xml"))
        return rows, len(caught)

    (few, one), (many, more) = queries(1), queries(100)
    assert (few, one) == (1, more)
    assert many > 10


def test_files_that_are_not_there_are_not_found(site):
    for number in ("0", "2", "99999999999999999999"):
        assert site.get(f"/sitemaps/entries-{number}.xml").status_code == 404
    assert site.get("/sitemap.xml?known_at=3").status_code == 400


def test_robots_keep_to_one_variant_of_each_page(site):
    text = site.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    rules = [line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow")]
    assert {"/*?*as_of=", "/*?*known_at=", "/*?*cursor="} <= set(rules)
    reader = urllib.robotparser.RobotFileParser()
    reader.parse(text.splitlines())
    assert reader.can_fetch("any", "http://testserver/countries/north/")
    assert not reader.can_fetch("any", "http://testserver/admin/")
    assert reader.site_maps() == ["http://testserver/sitemap.xml"]
