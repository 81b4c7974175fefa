"""Curators in the browser: accounts, signing in, and what only the server's side can do to them."""

from contextlib import contextmanager

PASSWORD = "a long word for tests 7"
_MAKE = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
for name, group in {accounts!r}.items():
    user = get_user_model().objects.create_user(name, password={password!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
"""


def make_accounts(database, **accounts: str) -> None:
    """Make accounts in a database, each in the group of that name."""
    run(database, _MAKE.format(accounts=accounts, password=PASSWORD))


def run(database, code: str) -> str:
    """Run Python on the site's database, in a process of its own; return what it printed last."""
    done = database.manage("shell", "-v", "0", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def sign_in(page, name: str, path: str = "/admin/") -> None:
    """Sign in by the form, and go on to a page."""
    page.goto(f"/admin/login/?next={path}")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    past_sign_in(page)


def past_sign_in(page) -> None:
    """Wait for the page after the sign-in, whose own address ends like that page's."""
    page.wait_for_url(lambda url: "/login/" not in url)


class Keys:
    """Somebody at the desk who has no mouse."""

    def __init__(self, page):
        self.page = page

    def reach(self, script: str, most: int = 150) -> None:
        """Press Tab until what has the focus is what `script` says of `one`."""
        for _ in range(most):
            if self.page.evaluate(f"(() => {{ const one = document.activeElement; return {script}; }})()"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never leads to {script}")

    def write(self, name: str, text: str) -> None:
        """Type into the box of that name; in a list of words, what is typed chooses the word that begins so."""
        self.reach(f"one.name === {name!r}")
        self.page.keyboard.type(text)

    def press(self, name: str, key: str = "Enter") -> None:
        """Press the button of that name or with that label."""
        self.reach(f"one.name === {name!r} || one.innerText === {name!r} || one.value === {name!r}")
        self.page.keyboard.press(key)

    def add(self, prefix: str) -> None:
        """Press 'Add another', until the new row is there."""
        rows = self.page.locator(f".dynamic-{prefix}")
        before = rows.count()
        self.reach(f"one.closest('#{prefix}-group .add-row') !== null")
        self.page.keyboard.press("Enter")
        rows.nth(before).wait_for()

    def look_up(self, name: str, term: str, found: str) -> None:
        """Choose an entry in the box of that name: look for a term, take what is offered first, which is `found`."""
        self.reach(f"one.closest('.select2')?.previousElementSibling?.name === {name!r}")
        self.page.keyboard.press("Enter")
        self.page.locator(".select2-search__field:focus").wait_for()
        self.page.keyboard.type(term)
        self.page.locator(".select2-results__option--highlighted", has_text=found).wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(".select2-search__field").wait_for(state="detached")

    def cite(self, name: str, term: str, slug: str, place: str) -> None:
        """Cite a source in the box of that name: look for it, choose it from the list, type the place."""
        self.reach(f"one.name === {name!r}")
        self.page.keyboard.type(term)
        self.page.get_by_role("option", name=slug).wait_for()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        self.page.keyboard.type(place)


@contextmanager
def tab(browser, address, allowed: tuple[str, ...] = ()):
    """Another browser, as its own person; fails as the fixture `page` does, but for console lines with `allowed`."""
    context = browser.new_context(base_url=address)
    page, wrong = context.new_page(), []
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
    yield page
    context.close()
    assert [text for text in wrong if not any(words in text for words in allowed)] == []
