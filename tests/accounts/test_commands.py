"""The operator's commands: they do what they say, or say what they would accept."""

import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from tests.accounts.conftest import account, browser, give, is_in, log, set_up

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """Run a command; return what it printed."""
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_an_account_is_made_with_a_password_that_works_once():
    said = run("create_account", "ann", "--group", "Curators", "--email", "ann@example.org")
    password = re.search(r"^    (\S{24})$", said, re.M)[1]
    user = get_user_model().objects.get(username="ann")
    assert (user.is_staff, user.is_superuser, user.email) == (True, False, "ann@example.org")
    assert [group.name for group in user.groups.all()] == ["Curators"]
    assert give(browser(), "ann", password)["Location"] == "/admin/login/password/"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create_account", "ben", "--group", "Curator"], "There is no group 'Curator'. Give one of: Administrators, "),
        (["create_account", "ANN", "--group", "Curators"], "There is an account 'ANN' already. Choose another name."),
        (["create_account", "b n", "--group", "Curators"], "'b n' is no name for an account. Enter a valid username."),
        (["create_account", "ben", "--group", "Curators", "--email", "ben"], "'ben' is no e-mail address."),
        (["create_account", "ben"], "required: --group"),
        (["disable_account", "ben"], "There is no account 'ben'. There are: ann."),
        (["reset_second_factor", "ben"], "There is no account 'ben'. There are: ann."),
        (["reset_second_factor", "ann"], "The account 'ann' has no second factor."),
    ],
)
def test_what_cannot_be_done_is_said_with_what_can(arguments, said):
    account("ann", "Curators")
    before = log()
    with pytest.raises(CommandError, match=re.escape(said)):
        run(*arguments)
    assert log() == before
    assert [user.username for user in get_user_model().objects.all()] == ["ann"]


def test_a_disabled_account_is_out_at_once_and_a_reset_one_signs_in_anew():
    account("ann", "Curators")
    client, other = browser(), browser()
    give(client, "ann")
    set_up(client)
    assert run("reset_second_factor", "ann") == (
        "The account 'ann' has no second factor now, and is signed out everywhere.\n"
    )
    assert not is_in(client)
    for one in (client, other):
        assert give(one, "ann")["Location"] == "/admin/"
    assert run("disable_account", "ann") == "The account 'ann' is disabled. Sessions ended: 2.\n"
    assert (is_in(client), is_in(other)) == (False, False)
    assert give(client, "ann").status_code == 200
    with pytest.raises(CommandError, match="is disabled already"):
        run("disable_account", "ann")
    # Switched on again, it is still signed out.
    get_user_model().objects.get().save()
    user = get_user_model().objects.get()
    user.is_active = True
    user.save()
    assert not is_in(other)
    assert [what for what, _ in log() if what in ("disabled", "enabled", "factor-removed")] == [
        "factor-removed",
        "disabled",
        "enabled",
    ]
