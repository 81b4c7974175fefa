"""The whole collection in Chromium: the readers' questions at three widths, the slider, the downloads."""

import re

import pytest

from tests.collection_data.questions import QUESTIONS

LONG = pytest.mark.long
COLLECTION = "whole"
# A phone is the narrowest that people have; the others are tried apart.
WIDTHS = [pytest.param(360, marks=LONG), *(pytest.param(width, marks=pytest.mark.apart) for width in (768, 1440))]


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


@pytest.mark.parametrize("width", WIDTHS)
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


@LONG
def test_the_slider_leads_through_the_years(page):
    page.goto("/")
    page.locator("#year").fill("2014")
    assert page.locator(".time output").text_content() == "2014"
    page.get_by_role("button", name="Show the year").click()
    assert page.url.endswith("/?as_of=2014-12-31")
    assert "31 December 2014" in page.locator("h1").inner_text()
    page.get_by_role("link", name=re.compile("Next change")).click()
    assert "as_of=2015" in page.url


@LONG
def test_a_chart_is_taken_away_as_table_and_drawing(page):
    page.goto("/relationships/russia--united-states/")
    for name, kind in (("CSV", "csv"), ("SVG", "svg")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name, exact=True).first.click()
        assert waiting.value.suggested_filename == f"russia--united-states-levels.{kind}"
