"""Two browsers on one entry, a session that is gone, a closed tab: nothing typed is lost."""

import re

import pytest

from tests.browser.conftest import serving
from tests.browser.desk import make_accounts, run, sign_in, tab
from tests.needs import need_browser

DYAD = "/admin/relations/relationship/"
# Chromium reports an answer with this status on the console; it is the page with both versions.
CONFLICT = ("status of 409",)


@pytest.fixture(scope="module")
def database(databases):
    """The small collection with three accounts."""
    need_browser()
    found = databases.copy("small")
    make_accounts(found, one="Curators", two="Curators", chief="Editors")
    return found


@pytest.fixture(scope="module")
def address(database):
    """The address of a site on that database."""
    with serving({**database.environment, "CHANCERY_FOCUS": "north"}) as found:
        yield found


def open_form(page, title: str = "North – South") -> None:
    """Open an entry's form by the list, as a curator would."""
    page.goto(DYAD)
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("#id_summary").wait_for()
    page.wait_for_load_state("load")


def drafts(page) -> list[str]:
    """The keys of what this browser keeps."""
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('chancery-draft:')).sort()")


def wait_for_draft(page, words: str = "") -> None:
    """Wait until the browser has kept something with these words.

    By asking again and again, since the strict policy forbids waiting within the page.
    """
    for _ in range(200):
        if any(words in page.evaluate("key => localStorage.getItem(key)", key) for key in drafts(page)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"no draft with {words!r} was kept")


def save(page) -> None:
    """Save and go on editing; until the page that follows says so and has run its scripts."""
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("was changed successfully").wait_for()
    page.wait_for_load_state("load")


def test_two_browsers_edit_one_entry_and_both_texts_survive(browser, address):
    with tab(browser, address, CONFLICT) as first, tab(browser, address) as second:
        sign_in(first, "one")
        sign_in(second, "two")
        open_form(first)
        open_form(second)
        second.locator("#id_desk_note").fill("Of the second.")
        second.locator("#id_summary").fill("The second's summary.")
        save(second)
        first.locator("#id_summary").fill("The first's summary.")
        first.get_by_role("button", name="Save and continue").click()
        first.get_by_role("heading", name="Nothing was saved yet, and nothing is lost.").wait_for()
        row = first.get_by_role("row").filter(has=first.get_by_role("rowheader", name="Summary"))
        assert "The first's summary." in row.inner_text() and "The second's summary." in row.inner_text()
        assert first.get_by_text("two saved this on").count() == 1
        first.get_by_role("button", name="Put it together and edit again").click()
        first.get_by_role("heading", name="What you typed is here, and not saved yet.").wait_for()
        assert first.locator("#id_summary").input_value() == "The first's summary."
        assert first.locator("#id_desk_note").input_value() == "Of the second."
        first.locator("#id_summary").fill("The summary of both.")
        save(first)
        assert first.locator("#id_summary").input_value() == "The summary of both."
        assert drafts(first) == []


def test_a_pulled_session_keeps_the_form_for_its_author(browser, address, database):
    with tab(browser, address) as page:
        sign_in(page, "one")
        open_form(page)
        form = page.url
        page.locator("#id_summary").fill("Typed before the session went.\nTwo lines.")
        run(database, "from django.contrib.sessions.models import Session as S; S.objects.all().delete()")
        page.get_by_role("button", name="Save and continue").click()
        page.get_by_label("Username").fill("one")
        page.get_by_label("Password").fill("a long word for tests 7")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="What you wrote is still here").wait_for()
        page.get_by_role("button", name="Look at it again").click()
        page.wait_for_url(form)
        assert page.locator("#id_summary").input_value() == "Typed before the session went.\nTwo lines."
        save(page)
        page.goto("/admin/kept/")
        assert page.get_by_role("heading", name="Nothing is kept here").count() == 1


def test_a_reload_offers_what_was_typed_and_saving_clears_it(browser, address):
    with tab(browser, address) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, "one")
        open_form(page)
        page.locator("#id_desk_note").fill("Not saved.")
        page.get_by_role("button", name=re.compile("Add another Phase", re.I)).click()
        row = page.locator(".dynamic-phase").last
        row.locator("textarea[name$='-text']").fill("A new claim.")
        row.locator("select[name$='-level']").select_option("1")
        row.locator("[id$='-topic'] + .select2").click()
        page.locator(".select2-search__field").fill("overall")
        page.locator(".select2-results__option--highlighted", has_text="Overall").click()
        topic = row.locator("select[name$='-topic']").input_value()
        wait_for_draft(page, f'-topic","{topic}"')
        page.reload()
        offer = page.get_by_role("region", name="Unsaved text")
        offer.wait_for()
        assert page.locator("#id_desk_note").input_value() != "Not saved."
        offer.get_by_role("button", name="Put it back").click()
        page.get_by_role("heading", name="What you typed is here, and not saved yet.").wait_for()
        assert page.locator("#id_desk_note").input_value() == "Not saved."
        row = page.locator(".dynamic-phase").last
        assert row.locator("textarea[name$='-text']").input_value() == "A new claim."
        assert "Overall" in row.locator(".select2-selection__rendered").first.inner_text()
        save(page)
        assert [key for key in drafts(page) if "change" in key] == []


def test_leaving_a_changed_form_asks(browser, address):
    with tab(browser, address) as page:
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        sign_in(page, "one")
        open_form(page)
        here = page.url
        page.locator("#id_summary").press_sequentially("More. ")
        page.locator("#site-name a").click(no_wait_after=True)
        for _ in range(100):
            if asked:
                break
            page.wait_for_timeout(50)
        assert (asked, page.url) == (["beforeunload"], here)


def test_signing_out_clears_the_drafts_and_public_pages_have_no_script_of_the_desk(browser, address):
    with tab(browser, address) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, "two")
        open_form(page)
        page.locator("#id_summary").fill("To be forgotten.")
        wait_for_draft(page)
        page.get_by_role("button", name="Log out").click()
        page.get_by_text("Thanks for spending").wait_for()
        assert drafts(page) == []
        page.goto("/relationships/north--south/")
        assert page.locator("script[src*='desk-']").count() == 0


def test_another_account_is_not_offered_the_draft(browser, address):
    with tab(browser, address) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, "one")
        open_form(page)
        page.locator("#id_summary").fill("Of the first alone.")
        wait_for_draft(page)
        page.context.clear_cookies()
        sign_in(page, "two")
        open_form(page)
        assert page.get_by_role("region", name="Unsaved text").count() == 0


def test_dates_are_explained_while_typing(browser, address):
    with tab(browser, address) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, "one")
        open_form(page)
        box = page.locator("#id_phase-0-start")
        said = page.locator("#id_phase-0-start_understood")
        box.fill("2014~")
        page.get_by_text("about 2014, between 1 Jan 2013 and 31 Dec 2015").wait_for()
        assert said.get_attribute("role") == "status"
        box.fill("2014-13")
        page.get_by_text("has no thirteenth month").wait_for()
        end = page.locator("#id_phase-0-end")
        end.fill("..")
        page.locator("#id_phase-0-end_understood", has_text="still so").wait_for()


def test_a_source_is_cited_by_keys_and_cited_again(browser, address):
    with tab(browser, address) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, "one")
        open_form(page)
        box = page.locator("#id_phase-0-citations")
        box.fill("")
        box.press_sequentially("gazet")
        page.get_by_role("listbox", name="Sources").get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert box.input_value() == "gazette-2007 | "
        other = page.locator("#id_phase-1-citations")
        before = other.input_value()
        other.focus()
        page.locator("#id_phase-1-citations ~ .cite-tools button").click()
        assert other.input_value() == f"{before}\ngazette-2007 | "
