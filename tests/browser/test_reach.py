"""Everybody reaches everything: by keyboard alone, at double size, without motion, before any script has come."""

import re

import pytest

from tests.browser.test_site import PAGES

pytestmark = pytest.mark.apart

# What takes part in the tab order and can be seen. Of radio buttons of one name only the chosen one does; what a
# closed <details> holds does once it is open, so all are opened first.
REACHABLE = """() => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    const able = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
    const seen = [...document.querySelectorAll(able)].filter(
        one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0);
    seen.forEach((one, place) => { one.dataset.place = place; });
    return seen.length;
}"""
# The focused one's place, and whether one sees that it has the focus.
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
    return [one.dataset.place ?? null, marked, one.outerHTML.slice(0, 120)];
}"""
# Boxes that hide a part of their text, but for those meant for screen readers alone.
CLIPPED = """() => [...document.querySelectorAll("main *")].filter(one => {
    const style = getComputedStyle(one);
    const hides = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1
        || /hidden|clip/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
    return hides && one.clientWidth > 1 && one.checkVisibility() && !one.closest("svg") && one.textContent.trim();
}).map(one => one.outerHTML.slice(0, 120))"""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_alone_reaches_everything(page, name):
    page.goto(PAGES[name])
    count = page.evaluate(REACHABLE)
    reached, unmarked = set(), []
    for _ in range(count):
        page.keyboard.press("Tab")
        place, marked, html = page.evaluate(FOCUSED)
        reached.add(place)
        if not marked:
            unmarked.append(html)
    assert unmarked == []
    assert {str(place) for place in range(count)} - reached == set()


def test_the_first_stop_leads_past_the_masthead(page):
    page.goto(PAGES["event"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_double_size_hides_nothing(browser, address):
    """A window of 1280 pixels at 200 %, once by zoom and once by letters of double size alone."""
    context = browser.new_context(base_url=address, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    wrong = {}
    for enlarge in (False, True):
        page.set_viewport_size({"width": 1280 if enlarge else 640, "height": 450})
        for name, path in PAGES.items():
            page.goto(path)
            if enlarge:
                page.evaluate("document.documentElement.style.fontSize = '200%'")
            over, clipped = page.evaluate(OVER), page.evaluate(CLIPPED)
            if over > 0 or clipped:
                wrong[name, enlarge] = (over, clipped)
    context.close()
    assert wrong == {}


def test_nothing_moves_for_who_asks_for_less_motion(page):
    page.emulate_media(reduced_motion="reduce")
    moving = """() => [document.documentElement, ...document.querySelectorAll("*")].filter(one => {
        const style = getComputedStyle(one);
        const times = `${style.transitionDuration}, ${style.animationDuration}`.split(", ");
        return times.some(time => parseFloat(time) > 0) || style.scrollBehavior === "smooth";
    }).length"""
    for path in PAGES.values():
        page.goto(path)
        assert page.evaluate(moving) == 0, path


def test_no_page_waits_for_a_script_to_be_painted(page):
    for path in PAGES.values():
        html = page.request.get(path).text()
        scripts = re.findall(r'<script(?![^>]*type="application/ld\+json")[^>]*>', html)
        assert [script for script in scripts if " src=" not in script or " defer" not in script] == [], path
