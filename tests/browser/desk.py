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
    page.wait_for_url(f"**{path}")


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
