"""A real server on a database of its own, and a real Chromium."""

import os

import pytest

from tests.needs import need_browser
from tests.serving import serving

# Playwright keeps an event loop in this thread, which Django would take for a reason to refuse its database. Other
# tests must not meet that loop, so browser and server live no longer than their module.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def address(databases, request):
    """The address of a site that shows the small collection, or the one that the module names as COLLECTION."""
    need_browser()
    collection = getattr(request.module, "COLLECTION", "small")
    focus = {"CHANCERY_FOCUS": "north"} if collection == "small" else {}
    with serving({**databases.copy(collection).environment, **focus}) as found:
        yield found


@pytest.fixture(scope="module")
def browser(address):
    """Chromium. The database is made before: within playwright's loop Django would open another connection to it."""
    executable = need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, address):
    """A tab that fails its test if anything is blocked, broken or fetched from another host."""
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    wrong = []
    tab.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    yield tab
    context.close()
    assert wrong == []
