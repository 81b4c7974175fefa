"""The whole collection in Chromium: the readers' questions at three widths, every page type in both schemes."""

import re

import pytest

from tests.collection_data.questions import QUESTIONS
from tests.needs import need_browser
from tests.serving import serving

pytestmark = pytest.mark.long

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


@pytest.fixture(scope="module")
def address(databases):
    """The address of a site with everything in data/."""
    need_browser()
    with serving(databases.copy("whole").environment) as found:
        yield found


def send(page, fields: dict[str, str]) -> None:
    """Fill the visible form that has these fields, as a reader would, and send it."""
    if "as_of" in fields and not page.locator("#as_of").is_visible():
        page.get_by_text("Read another day").click()
    name = next(iter(fields))
    form = page.locator(f"form:has([name='{name}']:visible)").first
    for field, value in fields.items():
        control = form.locator(f"[name='{field}']")
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    form.locator("button").first.click()


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_in_three_clicks(page, name, width):
    page.set_viewport_size({"width": width, "height": 900})
    question = QUESTIONS[name]
    page.goto("/")
    for step in question.steps:
        if isinstance(step, str):
            page.get_by_role("link", name=step, exact=True).first.click()
        else:
            send(page, step)
    found = page.locator(f"section:has(h2:text-is('{question.section}'))" if question.section else "main").first
    # What is folded away is there too: textContent, with spaces made one.
    text = re.sub(r"\s+", " ", found.text_content())
    assert [words for words in question.words if words not in text] == []
    assert [words for words in question.absent if words in text] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_accessibility_findings(page, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    page.goto(PAGES[name])
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_no_page_scrolls_sideways_on_a_phone_or_at_double_size(page):
    for width in (360, 640):
        page.set_viewport_size({"width": width, "height": 800})
        for path in PAGES.values():
            page.goto(path)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, (path, width)


def test_the_slider_leads_through_the_years(page):
    page.goto("/")
    page.locator("#year").fill("2014")
    assert page.locator(".time output").text_content() == "2014"
    page.get_by_role("button", name="Show the year").click()
    assert page.url.endswith("/?as_of=2014-12-31")
    assert "31 December 2014" in page.locator("h1").inner_text()
    page.get_by_role("link", name=re.compile("Next change")).click()
    assert "as_of=2015" in page.url


def test_a_chart_is_taken_away_as_table_and_drawing(page):
    page.goto(PAGES["relationship"])
    for name, kind in (("CSV", "csv"), ("SVG", "svg")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name, exact=True).first.click()
        assert waiting.value.suggested_filename == f"russia--united-states-levels.{kind}"


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
