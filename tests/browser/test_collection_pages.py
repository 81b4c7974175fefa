"""The whole collection in Chromium: every page type in both schemes, on a phone, and while it loads."""

import pytest

from tests.browser.axe import findings

LONG = pytest.mark.long
COLLECTION = "whole"
# The small collection's pages are tried in both with every change: tests/browser/test_site.py.
SCHEMES = [pytest.param("light", marks=LONG), pytest.param("dark", marks=pytest.mark.apart)]

PAGES = {
    "home": "/",
    "relationship": "/relationships/russia--united-states/",
    "country": "/countries/belarus/",
    "organization": "/organizations/nato/?as_of=2005-01-01",
    "person": "/people/vladimir-putin/",
    "event": "/events/munich-speech-2007/",
    "agreement": "/agreements/cfe-treaty/",
    "statement": "/statements/putin-cfe-moratorium-2007/",
    "topic": "/topics/missile-defence/",
    "indicator": "/indicators/pew-2015/",
    "source": "/sources/wikipedia-2021/",
    "search": "/search/?q=Kiev",
    "list": "/agreements/?step=suspended&date_after=2007",
    "claims": "/claims/?actor=russia&predicate=base",
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_accessibility_findings(page, name, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(PAGES[name])
    assert findings(page) == []


@LONG
def test_no_page_scrolls_sideways_on_a_phone_or_at_double_size(page):
    for width in (360, 640):
        page.set_viewport_size({"width": width, "height": 800})
        for path in PAGES.values():
            page.goto(path)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, (path, width)


@LONG
def test_nothing_moves_while_a_page_loads(page):
    """Layout shift, as Chromium measures it, is nought."""
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) "
        "if (!one.hadRecentInput) window.shift += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    for path in (PAGES["home"], PAGES["relationship"], PAGES["event"]):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shift") == 0, path
