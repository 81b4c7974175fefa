"""An entry on paper: its claims, sources and addresses, and nothing that needs a hand."""

import pytest

ENTRIES = ["/relationships/north--south/", "/organizations/league/", "/events/harbour-speech/", "/indicators/trust/"]
FOR_HANDS = "form, button:not(.src), summary, nav, .time, .facets, .pager, .sheet, [role=search], .unprinted"


def visible(page, selector):
    return page.locator(selector).evaluate_all("found => found.filter(one => one.checkVisibility()).length")


@pytest.mark.parametrize("path", [*ENTRIES, "/", "/countries/", "/timeline/", "/search/?q=north"])
def test_nothing_is_printed_that_needs_a_hand(page, path):
    page.emulate_media(media="print")
    page.goto(path)
    assert visible(page, FOR_HANDS) == 0
    assert visible(page, "main h1") == 1


@pytest.mark.parametrize("path", ENTRIES)
def test_every_claim_and_every_source_is_printed(page, path):
    page.emulate_media(media="print")
    page.goto(path)
    for selector in (".claim", ".notes > li", "svg.chart.wide", "main details *:not(summary):not(svg *):not(use)"):
        shown, hidden = visible(page, selector), page.locator(selector).count()
        assert shown == hidden, selector
    assert visible(page, ".notes > li") > 0


def test_a_printed_entry_says_which_revision_it_is_and_where_it_stands(page, address):
    page.emulate_media(media="print")
    page.goto("/events/harbour-speech/?as_of=2007-03-01")
    said = page.get_by_text("Revision 1 of this entry").locator("xpath=..").inner_text()
    assert "SHA-256" in said
    assert f"{address}/events/harbour-speech/?as_of=2007-03-01" in said
    assert f"Permanent address: {address}/id/" in said
    assert "Suggest a correction" not in said
    page.emulate_media(media="screen")
    assert not page.get_by_text(f"{address}/events/harbour-speech/").is_visible()


def test_paper_is_white_and_links_are_addresses(page):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/relationships/north--south/")
    colours = page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
    assert colours == ["rgb(255, 255, 255)", "rgb(29, 27, 24)"]
    links = page.locator(".notes a[rel~=external]")
    shown = links.evaluate_all("found => found.map(one => getComputedStyle(one, '::after').content)")
    assert shown == links.evaluate_all("found => found.map(one => JSON.stringify(': ' + one.getAttribute('href')))")
    assert len(shown) > 0
