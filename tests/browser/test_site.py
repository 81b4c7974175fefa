"""The public site in Chromium: readable, reachable, and quiet under its strict policy."""

import re

import pytest

from tests.browser.axe import findings

PAGES = {
    "home": "/",
    "list": "/countries/",
    "relationships": "/relationships/",
    "relationship": "/relationships/north--south/",
    "country": "/countries/north/",
    "organization": "/organizations/league/",
    "person": "/people/ann-north/",
    "event": "/events/harbour-speech/",
    "agreement": "/agreements/forces-treaty/",
    "statement": "/statements/north-on-threats/",
    "topic": "/topics/security/",
    "indicator": "/indicators/trust/",
    "source": "/sources/gazette-2007/",
    "search": "/search/?q=north",
    "explore": "/explore/",
    "timeline": "/timeline/?date_after=2007&date_before=2007",
    "matrix": "/matrix/?actors=north,south,old-union",
    "network": "/network/?centre=north",
    "compare": "/compare/?from=2001-01-01&to=2021-01-01",
    "pair": "/relationships/north--south/compare/",
    "history": "/events/harbour-speech/history/",
    "revisions compared": "/events/harbour-speech/history/compare/",
    "revision": "/revisions/17/",
    "changes": "/changes/",
    "nothing found": "/search/?q=souht",
    "about": "/about/",
    "method": "/about/method/",
    "codebook": "/about/codebook/",
    "corrections": "/about/corrections/",
    "citing": "/about/citing/",
    "privacy": "/about/privacy/",
    "accessibility": "/about/accessibility/",
    "past": "/relationships/north--south/?as_of=2001-06-01&known_at=17",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_accessibility_findings(page, name, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(PAGES[name])
    assert findings(page) == []


@pytest.mark.parametrize("width", [320])
def test_no_page_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES.values():
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path


def test_source_mark_opens_its_note_without_leaving_the_page(page):
    page.goto(PAGES["relationship"])
    mark = page.locator("button.src").first
    note = page.locator("#" + mark.get_attribute("popovertarget"))
    assert not note.is_visible()
    mark.click()
    assert note.is_visible()
    assert "The Small Atlas" in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()


def test_reader_sets_the_clock_and_it_travels_with_links(page):
    page.goto(PAGES["relationship"])
    page.get_by_text("Read another day").click()
    page.get_by_label("World on").fill("2001-06-01")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_text("The two got on well in the 1990s.").first.is_visible()
    page.get_by_role("link", name="South", exact=True).first.click()
    page.wait_for_url("**/countries/south/?as_of=2001-06-01")
    page.get_by_text("Return to today").click()
    assert "as_of" not in page.url


def test_reader_searches_from_the_masthead(page):
    page.goto("/")
    page.get_by_role("combobox", name="Search the record").fill("север")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="North", exact=True).first.click()
    page.wait_for_url("**/countries/north/")
    assert page.get_by_role("heading", level=1).inner_text() == "North"


def test_names_are_offered_while_typing_and_reached_by_keyboard(page):
    page.goto("/?as_of=2007-03-01")
    box = page.get_by_role("combobox", name="Search the record")
    box.press_sequentially("sou")
    offered = page.get_by_role("listbox", name="Names that begin so")
    offered.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert offered.get_by_role("option").first.inner_text().startswith("South")
    assert findings(page) == []
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert not offered.is_visible()
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("t")
    offered.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/countries/south/?as_of=2007-03-01")


def test_a_page_leads_to_its_history_and_its_citation(page):
    page.goto(PAGES["event"])
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_role("link", name="Compare two revisions").click()
    page.get_by_role("button", name="Compare").click()
    assert page.get_by_text("Both say the same.").is_visible()
    page.get_by_role("link", name="The harbour speech").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="BibTeX").click()
    assert re.fullmatch(r"harbour-speech-\d+\.bib", waiting.value.suggested_filename)
    assert "@misc{chancery-harbour-speech-" in waiting.value.path().read_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="RIS").click()
    assert waiting.value.path().read_text().startswith("TY  - ELEC")


def test_two_days_are_compared(page):
    page.goto("/explore/")
    page.get_by_role("link", name="Compare", exact=False).first.click()
    page.get_by_label("from", exact=True).fill("2001-01-01")
    page.get_by_label("to", exact=True).fill("2021-01-01")
    page.get_by_role("button", name="Compare").click()
    assert "What changed between" in page.locator(".lede").first.inner_text()
    assert page.get_by_role("link", name="North – South").first.is_visible()


def test_a_hit_leads_to_the_claim_that_says_so(page):
    page.goto("/search/?q=regretted")
    page.get_by_role("link", name="In what was said").first.click()
    page.wait_for_url("**#claim-*")
    assert page.locator(":target").count() == 1


def test_results_are_narrowed_without_a_script(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search/?q=north")
    page.get_by_role("checkbox", name="Events").check()
    page.get_by_role("button", name="Narrow").click()
    page.wait_for_url("**kind=event**")
    assert page.get_by_role("checkbox", name="Events").is_checked()
    context.close()


def test_every_page_reads_the_same_without_javascript(browser, address):
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGES["relationship"])
    assert page.get_by_text("Relations turned hostile after the speech.").first.is_visible()
    assert page.get_by_role("heading", name="Sources").is_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_home_page_names_each_dyad_beside_its_level(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(PAGES["home"])
    row = page.locator(".ranks tr").first.bounding_box()
    name = page.locator(".ranks .names a").first
    assert name.is_visible()
    box = name.bounding_box()
    assert row["y"] <= box["y"] and box["y"] + box["height"] <= row["y"] + row["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "status"), [("/country/nroth/", 404), ("/countries/?as_of=2007-13&colour=red", 400)])
def test_a_page_of_an_error_has_no_accessibility_findings(browser, address, path, status, scheme):
    """Without the tab that fails on messages of the console: Chromium notes the status there."""
    context = browser.new_context(base_url=address, color_scheme=scheme, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    assert tab.goto(path).status == status
    found = findings(tab)
    over = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert found == []
    assert over <= 0
