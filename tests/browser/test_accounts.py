"""Setting a second factor up and signing in with it, as in production; a locked page; and the policy kept on all."""

import re
from base64 import b32decode

import pytest
from playwright.sync_api import expect

from tests.accounts.conftest import app_code
from tests.browser.axe import findings
from tests.browser.conftest import serving
from tests.browser.desk import PASSWORD, make_accounts, run, tab
from tests.needs import need_browser


@pytest.fixture(scope="module")
def database(databases):
    """The small collection with an editor and a curator."""
    need_browser()
    found = databases.copy("small")
    make_accounts(found, chief="Editors", cur="Curators")
    return found


@pytest.fixture(scope="module")
def address(database):
    """The address of a site that asks editors for a second factor."""
    with serving({**database.environment, "CHANCERY_FOCUS": "north", "CHANCERY_SECOND_FACTOR": "true"}) as found:
        yield found


def give_password(page, name: str, password: str = PASSWORD) -> None:
    """Take the first step."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def key_of(page) -> str:
    """Read the key off the page as somebody without a camera would, as hex."""
    return b32decode(page.locator("#key").inner_text().replace(" ", "")).hex()


def test_an_editor_sets_up_a_second_factor_and_no_text_is_lost_when_the_session_goes(browser, address, database):
    with tab(browser, address) as page:
        page.goto("/admin/relations/relationship/")
        give_password(page, "chief")
        expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
        # The picture is drawn: the policy let it in.
        image = page.get_by_alt_text("QR code with the key")
        expect(image).to_be_visible()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
        key = key_of(page)
        page.get_by_label("Code").fill("000000" if app_code(key) != "000000" else "111111")
        page.keyboard.press("Enter")
        expect(page.get_by_text("This is not the app's code")).to_be_visible()
        assert key_of(page) == key
        page.get_by_label("Code").fill(app_code(key))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
        codes = page.locator(".recovery-codes code").all_inner_texts()
        assert len(codes) == 10
        page.get_by_role("link", name="I have kept them").click()
        page.wait_for_url("**/admin/relations/relationship/")
        page.get_by_role("link", name="North – South", exact=True).click()
        page.locator("#id_summary").fill("Typed before the session went.")
        run(database, "from django.contrib.sessions.models import Session as S; S.objects.all().delete()")
        page.get_by_role("button", name="Save and continue").click()
        give_password(page, "chief")
        expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
        # Used up by the set-up; the next one of the app is good already, for clocks that differ.
        page.get_by_label("Code").fill(app_code(key, 1))
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Look at it again").click()
        expect(page.locator("#id_summary")).to_have_value("Typed before the session went.")

        with tab(browser, address) as phone:
            phone.goto("/admin/")
            give_password(phone, "chief")
            phone.get_by_label("Code").fill(codes[3])
            phone.keyboard.press("Enter")
            phone.get_by_role("link", name="Your account").click()
            expect(phone.get_by_text("Recovery codes left: 9")).to_be_visible()
            expect(phone.locator(".sign-ins li")).to_have_count(2)
            phone.get_by_role("button", name="Sign out everywhere").click()
            expect(phone.get_by_text("You are signed out everywhere. Sessions ended: 2.")).to_be_visible()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/admin/")
        expect(page.get_by_label("Username")).to_be_visible()


def test_a_curator_makes_a_token_for_a_program_and_revokes_it(browser, address):
    with tab(browser, address) as page:
        page.goto("/admin/account/")
        give_password(page, "cur")
        page.get_by_role("link", name="Your tokens").click()
        page.get_by_label("Name").fill("Nightly import")
        page.get_by_label("draft:").check()
        page.get_by_label("Password").fill(PASSWORD)
        assert findings(page) == []
        page.get_by_role("button", name="Make a token").click()
        expect(page.locator("code").first).to_have_text(re.compile("^chancery_[A-Za-z0-9_-]{43}$"))
        assert findings(page) == []
        page.get_by_role("link", name="I have it").click()
        expect(page.locator(".sign-ins li")).to_contain_text("Nightly import read draft")
        page.get_by_role("button", name="Revoke the token Nightly import").click()
        expect(page.get_by_text("Revoked: Nightly import. It does not work any more.")).to_be_visible()
        expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
        assert findings(page) == []
        page.set_viewport_size({"width": 360, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_guessing_ends_on_a_page_that_says_until_when(browser, address):
    # Chromium reports the status on the console.
    with tab(browser, address, ("status of 429",)) as page:
        page.goto("/admin/")
        for _ in range(5):
            with page.expect_navigation():
                give_password(page, "cur", "no word of mine")
        expect(page.get_by_role("heading", name="Locked for now")).to_be_visible()
        expect(page.get_by_text("in 15 minutes.")).to_be_visible()
