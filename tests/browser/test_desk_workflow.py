"""From a contributor's draft to the public page and back to the desk, in real browsers."""

import json

import pytest

from tests.browser.axe import findings
from tests.browser.conftest import serving
from tests.browser.desk import PASSWORD, Keys, make_accounts, past_sign_in, tab
from tests.needs import need_browser

STEPS = ("review", "schedule", "merge")
EVENT, STATEMENT = "speech-in-munich", "on-one-master"


@pytest.fixture(scope="module")
def address(databases):
    """The address of a site with the small collection, a contributor and an editor."""
    need_browser()
    database = databases.copy("small")
    make_accounts(database, carla="Contributors", edwin="Editors")
    settings = {"CHANCERY_FOCUS": "north", "CHANCERY_SECOND_READER": "true"}
    with serving({**database.environment, **settings}) as found:
        yield found


def sign_in(keys: Keys, name: str, path: str) -> None:
    """Sign in by keyboard, and go on to a page."""
    keys.page.goto(f"/admin/login/?next={path}")
    keys.write("username", name)
    keys.write("password", PASSWORD)
    keys.page.keyboard.press("Enter")
    past_sign_in(keys.page)


def told(page, words: str) -> None:
    """Wait for the page that says so, and until its scripts have run."""
    wrong = page.locator(".errbox")
    page.locator(".messagelist", has_text=words).or_(wrong).first.wait_for()
    page.wait_for_load_state("load")
    assert wrong.count() == 0, page.locator(".errorlist").all_inner_texts()


def draft_the_speech(keys: Keys) -> None:
    """Enter the event with when, where and two participants, and send it to review."""
    keys.write("title", "Speech in Munich")
    keys.write("type", "speech")
    keys.add("occurrence")
    keys.write("occurrence-0-place", "Munich")
    keys.write("occurrence-0-start", "2007-02-10")
    keys.write("occurrence-0-end", "2007-02-10")
    keys.cite("occurrence-0-citations", "gazet", "gazette-2007", "p. 1")
    for number, (term, found, role) in enumerate([("ann", "Ann North", "speaker"), ("south", "South", "addressee")]):
        keys.add("participation")
        keys.look_up(f"participation-{number}-actor", term, found)
        keys.write(f"participation-{number}-role", role)
        keys.cite(f"participation-{number}-citations", "gazet", "gazette-2007", f"p. {number + 1}")
    send_new_to_review(keys)


def draft_the_statement(keys: Keys) -> None:
    """Enter what was said there, cited from two sources, and send it to review."""
    keys.write("title", "On one master")
    keys.write("type", "speech")
    keys.add("utterance")
    keys.look_up("utterance-0-speaker", "ann", "Ann North")
    keys.look_up("utterance-0-occasion", "munich", "Speech in Munich (event)")
    keys.write("utterance-0-text", "She said that a world of one master is fatal.")
    keys.write("utterance-0-start", "2007-02-10")
    keys.write("utterance-0-end", "2007-02-10")
    keys.cite("utterance-0-citations", "gazet", "gazette-2007", "p. 1")
    keys.page.keyboard.press("Enter")
    keys.cite("utterance-0-citations", "atlas", "atlas-2024", "p. 9")
    send_new_to_review(keys)


def send_new_to_review(keys: Keys) -> None:
    """Save what resembles the harbour speech of the same month, say that it is another, and send it to review."""
    keys.press("_review")
    keys.page.get_by_label("It is none of these: make it anyway").wait_for()
    keys.page.wait_for_load_state("load")
    keys.reach("one.name === '_anyway'")
    keys.page.keyboard.press("Space")
    keys.press("_review")
    told(keys.page, "sent to review")


def seen(page) -> dict[str, tuple[int, str]]:
    """What the public is answered: status and text of each page and of the API."""
    found = {}
    for path in (f"events/{EVENT}/", f"statements/{STATEMENT}/"):
        for where in (f"/{path}", f"/api/v1/{path}"):
            answer = page.request.get(where)
            found[where] = (answer.status, answer.text())
    return found


def open_comparison(page, title: str) -> None:
    """Go from the review queue to what publishing an entry would change."""
    page.get_by_role("link", name="Review queue").first.click()
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("link", name="Compare with the record").click()
    page.get_by_role("heading", name=f"What differs: {title}").wait_for()


def test_from_a_draft_by_keyboard_to_the_public_and_a_change_that_waits(browser, address):
    with tab(browser, address) as carla, tab(browser, address) as edwin, tab(browser, address) as public:
        keys = Keys(carla)
        sign_in(keys, "carla", "/admin/events/event/add/")
        draft_the_speech(keys)
        form = carla.url
        carla.goto("/admin/events/statement/add/")
        draft_the_statement(keys)
        assert {status for status, _ in seen(public).values()} == {404}

        # An editor reads what would change, and asks for more.
        sign_in(Keys(edwin), "edwin", "/admin/")
        open_comparison(edwin, "Speech in Munich")
        assert edwin.locator("section.compared h2").all_inner_texts() == [
            "The entry itself",
            "Added occurrences: Speech in Munich, 2007-02-10",
            "Added participants: Speech in Munich, Ann North, speaker",
            "Added participants: Speech in Munich, South, addressee",
        ]
        edwin.go_back()
        edwin.get_by_label("What to change").fill("Say in one sentence what it was.")
        edwin.get_by_role("button", name="Request changes").click()
        told(edwin, "given back with a request for changes")
        assert {status for status, _ in seen(public).values()} == {404}

        # The contributor finds that above the form, and answers by keyboard.
        carla.goto(form)
        carla.locator(".told", has_text="Say in one sentence what it was.").wait_for()
        keys.write("summary", "A speech on the order of the world.")
        keys.press("_review")
        told(carla, "sent to review")

        # Both become public together.
        open_comparison(edwin, "Speech in Munich")
        edwin.get_by_text("A speech on the order of the world.").wait_for()
        edwin.goto("/admin/desk/entry/?state__exact=in_review")
        for title in ("Speech in Munich", "On one master"):
            edwin.get_by_role("row").filter(has_text=title).get_by_role("checkbox").check()
        edwin.locator("select[name=action]").select_option("publish_action")
        edwin.locator("button[name=index]").click()
        edwin.get_by_label("Note:").fill("The speech and what was said.")
        edwin.locator(".submit-row input[type=submit]").click()
        told(edwin, "2 entries: published")
        published = seen(public)
        assert {status for status, _ in published.values()} == {200}
        public.goto(f"/events/{EVENT}/")
        for words in (
            "A speech on the order of the world.",
            "Ann North",
            "South",
            "She said that a world of one master is fatal.",
        ):
            assert words in public.locator("main").inner_text()
        [said] = json.loads(published[f"/api/v1/statements/{STATEMENT}/"][1])["claims"]
        cited = [(one["source"]["slug"], one["locator"]) for one in said["citations"]]
        assert (said["speaker"]["slug"], said["occasion"]["slug"]) == ("ann-north", EVENT)
        assert cited == [("gazette-2007", "p. 1"), ("atlas-2024", "p. 9")]

        # What the contributor writes next stays at the desk until somebody publishes it.
        carla.goto(form)
        keys.reach("one.name === 'summary'")
        carla.keyboard.press("Control+End")
        carla.keyboard.type(" It surprised the hall.")
        carla.keyboard.press("Control+s")
        told(carla, "was changed successfully")
        keys.press("_review")
        told(carla, "sent to review")
        assert seen(public) == published
        open_comparison(edwin, "Speech in Munich")
        assert edwin.locator("section.compared h2").all_inner_texts() == ["The entry itself"]
        [came_in] = edwin.locator("section.compared ins").all_inner_texts()
        assert came_in.endswith("It surprised the hall.")
        edwin.get_by_label("Public note with it").fill("How it was received.")
        edwin.get_by_role("button", name="Publish this").click()
        told(edwin, "Speech in Munich: published")
        public.reload()
        assert "It surprised the hall." in public.locator("main").inner_text()
        assert "It surprised the hall." in public.request.get(f"/api/v1/events/{EVENT}/").json()["summary"]


def test_the_screens_of_review_history_and_help_have_no_accessibility_findings(browser, address):
    with tab(browser, address) as page:
        sign_in(Keys(page), "edwin", "/admin/relations/country/")
        page.get_by_role("link", name="North", exact=True).click()
        page.wait_for_load_state("load")
        # A box that looks entries up is named by its label, although nothing is chosen in it.
        page.get_by_role("combobox", name="Used by").first.wait_for()
        [north] = [part for part in page.url.split("/") if part.isdigit()]
        page.goto(f"/admin/desk/entry/{north}/submit/")
        page.get_by_role("button", name="Send to review").click()
        told(page, "sent to review")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            steps = [f"desk/entry/{path}" for path in ("queue/", *(f"{north}/{one}/" for one in STEPS))]
            for path in (*steps, f"relations/country/{north}/history/", "guide/"):
                page.goto(f"/admin/{path}")
                assert findings(page) == [], (path, scheme)
