"""The public pages over the small collection: what a reader finds, at both clocks, without JavaScript."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.publishing import publish, withdraw
from events.models import Event
from publication.kinds import KINDS
from relations.models import Country


def text_of(site, path, status=200):
    response = site.get(path)
    assert response.status_code == status, path
    html = response.content.decode()
    bare = unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r"\s+", " ", bare)


def test_home_groups_the_dyads_of_the_focus_actor_by_level(site, settings):
    settings.FOCUS_ACTOR = "north"
    page = text_of(site, "/?as_of=2001-06-01")
    assert "How the world stood with North on 1 June 2001" in page
    assert "Cooperative +1" in page
    assert "Hostile −2" in text_of(site, "/?as_of=2021-06-01")


def test_home_of_an_empty_record_says_so(site):
    assert "At this moment the record holds nothing" in text_of(site, "/?known_at=0")


def test_home_shows_events_of_this_day_or_the_nearest_by_the_calendar(site):
    exact = text_of(site, "/?as_of=2020-12-12")
    assert "On this day 12 December 2007 North suspends the forces treaty Topics" in exact
    near = text_of(site, "/?as_of=2020-12-31")
    assert "The nearest by the calendar: 12 December 2007 North suspends the forces treaty Topics" in near
    assert "The nearest by the calendar: 12 December 2007" in text_of(site, "/?as_of=2021-01-11")
    assert "Nothing is recorded for this day" in text_of(site, "/?as_of=2021-01-12")
    assert "Nothing is recorded for this day" in text_of(site, "/?as_of=2020-02-29")
    assert "Nothing is recorded for this day" in text_of(site, "/?as_of=2007-12-11"), "it had not happened yet"


def test_dyad_shows_two_levels_on_two_days_with_citations(site):
    early, late = (
        site.get(f"/relationships/north--south/?as_of={day}").content.decode() for day in ("2001-06-01", "2021-06-01")
    )
    assert "The two got on well in the 1990s." in early
    assert "Relations turned hostile after the speech." not in early
    assert "Relations turned hostile after the speech." in late
    for html in (early, late):
        assert 'class="src"' in html
        assert "The Small Atlas" in html


def test_links_keep_both_clocks(site):
    html = site.get("/relationships/north--south/?as_of=2001-06-01&known_at=17").content.decode()
    inner = re.findall(r'href="(/(?:countries|topics|events|sources)/[^"]*)"', html)
    assert inner
    assert all("as_of=2001-06-01&amp;known_at=17" in link for link in inner)


def test_a_page_says_which_day_and_which_record_it_shows(site):
    assert "The world today , as the record stands now ." in text_of(site, "/countries/")
    page = text_of(site, "/countries/?as_of=2001-06-01&known_at=17")
    assert "You are reading the world on 1 June 2001 , as the record stood at no. 17" in page


def test_every_kind_has_a_list_and_its_entries_have_pages(site):
    for kind in KINDS.values():
        html = site.get(f"/{kind.folder}/").content.decode()
        links = re.findall(rf'href="(/{kind.folder}/[a-z0-9-]+/)"', html)
        assert links, kind.name
        for link in links:
            assert site.get(link).status_code == 200, link


def test_event_shows_when_where_who_and_what_was_said(site):
    page = text_of(site, "/events/harbour-speech/")
    for words in ("February 2007", "Northport", "Speaker Ann North", "She said that nobody was safe.",
                  "The source does not give the day.", "North suspends the forces treaty"):  # fmt: skip
        assert words in page


def test_event_before_its_day_is_not_there_yet(site):
    page = text_of(site, "/events/harbour-speech/?as_of=2001-01-01")
    assert "On this day it was not there" in page
    assert "Ann North spoke in Northport." not in page


def test_source_lists_what_it_supports(site):
    page = text_of(site, "/sources/gazette-2007/")
    assert "South regretted the step." in page
    assert "It speaks of 12 December 2007" in page


def test_search_finds_names_in_both_languages_and_helps_with_others(site):
    assert "/countries/north/" in site.get("/search/?q=север").content.decode()
    assert "/countries/north/" in site.get("/search/?q=NORTH").content.decode()
    assert "/countries/south/" in site.get("/search/?q=souht").content.decode()
    assert "Nothing found" in text_of(site, "/search/?q=xyzzyx")


def test_a_withdrawn_entry_leaves_a_tombstone_and_its_claims_elsewhere_are_hidden(site):
    withdraw(Event.objects.get(slug="harbour-speech"), by="test", reason="It doubled another entry.")
    page = text_of(site, "/events/harbour-speech/", 410)
    assert "It doubled another entry." in page
    assert site.get("/api/v1/events/harbour-speech/").status_code == 410
    assert "The harbour speech" not in text_of(site, "/events/treaty-suspension/")
    assert "The harbour speech" in text_of(site, "/events/treaty-suspension/?known_at=17")
    assert "harbour" not in text_of(site, "/events/")


def test_the_permanent_address_leads_to_the_entry(site):
    north = Country.objects.get(slug="north")
    moved = site.get(f"/id/{north.public_id}/?known_at=17")
    assert (moved.status_code, moved["Location"]) == (308, "/countries/north/?known_at=17")
    assert site.get("/organizations/north/")["Location"] == "/countries/north/"


def test_markup_in_any_text_is_shown_as_text(site):
    north = Country.objects.get(slug="north")
    north.title = '<script>alert("t")</script>'
    north.summary = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) **bold**"
    north.save()
    publish(north, by="test")
    html = site.get("/countries/north/").content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "javascript:" not in html.replace("[a](javascript:alert(1))", "")
    assert "<strong>bold</strong>" in html


def test_pages_carry_a_strict_policy_and_no_inline_code(site):
    response = site.get("/relationships/north--south/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    html = response.content.decode()
    assert not re.search(
        r"<script(?! (?:type=\"application/ld\+json\"|src=\"/static/))|<style|\sstyle=|\son[a-z]+=", html
    )


@pytest.mark.parametrize("path", ["/countries/north/", "/organizations/league/", "/relationships/north--south/"])
def test_query_count_of_an_entry_is_bounded(site, path):
    with CaptureQueriesContext(connection) as queries:
        site.get(path)
    assert len(queries) <= 40


def test_an_organization_counts_its_members_on_the_day_and_says_how_they_changed(site):
    during, before = (text_of(site, f"/organizations/league/?as_of={day}") for day in ("2001-06-01", "1993-01-01"))
    assert "On 1 June 2001 : 2 members." in during
    assert "On 1 January 1993 : 1 member." in before
    assert "2 members, possibly 1 suspended" in text_of(site, "/organizations/league/?as_of=2009-06-01")
    for page in (during, before):
        assert "2009 Ended: South" in page
        assert "1995 Joined: South 1992 Joined: North" in page


def test_a_list_is_narrowed_by_words_wherever_an_entry_has_them_and_says_so(site):
    assert "With the words" in text_of(site, "/events/?q=spoke")
    assert "Nothing fits" in text_of(site, "/events/?q=regrett")


def test_a_dyad_without_a_level_is_not_called_no_entry(site, settings):
    settings.FOCUS_ACTOR = "north"
    assert "No level" in text_of(site, "/")
    assert "No entry" not in text_of(site, "/")
