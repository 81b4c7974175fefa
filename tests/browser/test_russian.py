"""The Russian pages in Chromium: readable, within narrow screens, and helpful while typing."""

import pytest

from tests.browser.axe import findings
from tests.browser.test_site import PAGES

# Those with the longest words, the most marks and the most controls.
LOOKED_AT = ("home", "relationship", "country", "event", "agreement", "indicator", "search", "matrix", "compare")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_russian_page_has_no_accessibility_findings_on_a_phone(page, name, scheme):
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/ru{PAGES[name]}")
    assert findings(page) == []


def test_no_russian_page_scrolls_sideways(page):
    page.set_viewport_size({"width": 320, "height": 800})
    for path in PAGES.values():
        page.goto(f"/ru{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path


def test_the_other_language_is_one_choice_away_and_keeps_the_clocks(page):
    page.goto(PAGES["past"])
    page.get_by_role("link", name="Русский").click()
    assert page.url.endswith("/ru/relationships/north--south/?as_of=2001-06-01&known_at=17")
    assert page.locator("h1").inner_text() == "Север – Юг"
    page.get_by_role("link", name="English").click()
    assert page.url.endswith(PAGES["past"])


def test_the_search_box_helps_in_russian(page):
    page.goto("/ru/")
    box = page.locator("#q")
    box.press_sequentially("сев")
    option = page.locator("#q-names li").first
    option.wait_for()
    assert option.inner_text().split() == ["Север", "страна"]
    assert page.locator(".find [role=status]").inner_text() == "1 название, выбор стрелками"
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/ru/countries/north/")
