"""The pages about the record: what they say is so, and every address in them answers."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from publication.about import SUBJECTS
from publication.codebook import anchor, sections
from publication.models import Face
from tests.collection_data.test_codebook import TABLES

PATHS = [subject.path for subject in SUBJECTS]
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def html_of(site, path):
    response = site.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.fixture
def focused(site, settings):
    """A site whose home page shows the small collection's own country."""
    settings.FOCUS_ACTOR = "north"
    return site


@pytest.mark.parametrize("path", PATHS)
def test_every_address_in_a_page_about_the_record_answers(focused, path):
    html = html_of(focused, path)
    links = {link.replace("&amp;", "&").split("#")[0] for link in re.findall(r'href="(/[^"]*)"', html)}
    assert len(links) > 20
    for link in links:
        if not link.startswith("/static/"):
            assert focused.get(link, follow=True).status_code == 200, link


def test_they_are_reached_from_every_page_and_listed_for_crawlers(site):
    listed = html_of(site, "/sitemaps/pages.xml")
    colophon = html_of(site, "/countries/north/").split('<footer class="colophon">')[1]
    for path in (*PATHS, "/explore/"):
        assert f'href="{path}"' in colophon, path
        assert f"http://testserver{path}</loc>" in listed, path


def test_links_between_them_keep_the_clocks(site):
    html = html_of(site, "/about/?as_of=2007-02-10")
    assert 'href="/about/method/?as_of=2007-02-10"' in html
    assert 'href="/about/codebook/?as_of=2007-02-10#phase-level"' in html_of(
        site, "/relationships/north--south/?as_of=2007-02-10"
    )


def test_what_they_do_not_take_is_refused_with_what_they_do(site):
    response = site.get("/about/method/?page=2")
    assert response.status_code == 400
    assert "page: is not a parameter here. This address takes: as_of, known_at." in response.content.decode()


def test_the_first_page_counts_the_record_at_the_moment(site):
    public = Face.objects.open().filter(state=Face.State.PUBLIC, kind="country").count()
    assert f'<a href="/countries/">Countries</a><span>{public}</span>' in html_of(site, "/about/")
    assert "The record has no entry at this moment." in html_of(site, "/about/?known_at=0")


def test_no_example_is_shown_where_there_is_no_entry_to_show(focused):
    assert "/api/v1/countries/north/?as_of=2010-01-01" in html_of(focused, "/about/citing/")
    assert "/countries/north/" not in html_of(focused, "/about/citing/?known_at=0")


def test_the_address_to_cite_leads_to_the_entry_as_it_stood(focused):
    [address] = set(re.findall(r'"(/id/[^"]+)"', html_of(focused, "/about/citing/")))
    assert focused.get(address)["Location"].startswith("/countries/north/?known_at=")


def test_a_reader_is_given_no_cookie_but_the_forms_own(site):
    for path in [*PATHS, "/", "/countries/north/", "/search/?q=north", "/timeline/", "/nothing/"]:
        assert site.get(path).cookies == {}, path
    assert list(site.get("/suggest/").cookies) == ["csrftoken"]


def ids() -> list[str]:
    """Every id in the codebook's page."""
    return [name for part in sections() for name in [part.id, *re.findall(r' id="([^"]+)"', part.html)] if name]


def test_every_value_of_the_codebook_has_an_address_of_its_own():
    found = ids()
    assert len(found) == len(set(found))
    for vocabulary, table in TABLES.items():
        assert anchor(vocabulary) in found
        assert {anchor(vocabulary, value) for value in table} <= set(found), vocabulary


def test_links_into_the_codebook_lead_to_something():
    """Those in templates, whatever collection is loaded."""
    wanted = set()
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        wanted |= set(re.findall(r'(?:codebook/?"? ?%?}+|codebook/)#([a-z-]+)', text))
        wanted |= set(re.findall(r'codebook="([a-z-]+)"', text))
    assert {"phase-level", "claim-certainty", "claim-standing", "membership-status"} <= wanted
    assert wanted <= set(ids())


def test_an_example_is_no_link_where_its_entry_is_not_public(site):
    html = html_of(site, "/about/codebook/")
    assert "<code>relationships/georgia--russia</code>" in html
    assert 'href="/relationships/georgia--russia/"' not in html


def test_the_codebook_holds_no_markup_of_its_own():
    html = "".join(part.html for part in sections())
    assert "<script" not in html and "style=" not in html and "Contents:" not in html
    assert 'href="collection.md"' not in html
    assert [section.title for section in sections()][:3] == ["", "From a sentence to a claim", "How two actors stand"]
