"""`make serve-production` refuses what is unsafe, and says what to do."""

import re
import subprocess

import pytest

from tests.deploy.production import Production, free_port


@pytest.fixture
def site(database_copy, tmp_path):
    (tmp_path / "var").mkdir()
    return Production(database_copy("empty").url, tmp_path / "var")


@pytest.mark.parametrize(
    ("argument", "changes", "said"),
    [
        ("--now", {}, "'--now' is not known. Give --prepare or nothing.\n"),
        (
            "--prepare",
            {"CHANCERY_MODE": "local"},
            "CHANCERY_MODE is 'local'. Unset it for production; for work on one machine use `make run`.\n",
        ),
        ("--prepare", {"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is 0. Choose from 1 to 64 processes.\n"),
        (
            "--prepare",
            {"WEB_CONCURRENCY": "many"},
            "WEB_CONCURRENCY is 'many'. Set it to a whole number, 0 or more.\n",
        ),
    ],
)
def test_what_cannot_be_served_is_refused_in_one_line(site, argument, changes, said):
    site.environment |= changes
    assert site.refusal(argument) == said


def test_a_setting_that_django_calls_unsafe_is_refused(site):
    site.environment["SECURE_HSTS_SECONDS"] = "0"
    said = site.refusal("--prepare")
    assert said.startswith("security.W004: You have not set a value for the SECURE_HSTS_SECONDS setting.")
    assert said.count("\n") == 1


def test_a_database_without_its_migrations_is_refused_and_not_touched(site, tmp_path):
    new = tmp_path / "new.sqlite3"
    site.environment["DATABASE_URL"] = f"sqlite:///{new}"
    assert re.fullmatch(
        r"\d+ migrations are not applied, the first is \S+\. Make a backup, then run `python manage.py migrate`\.\n",
        site.refusal(),
    )
    assert new.stat().st_size <= 4096  # the head of an empty database, no table


def test_a_database_that_does_not_answer_may_answer_soon(site):
    """Another status: systemd starts the site again after this one, and not after the others."""
    site.environment["DATABASE_URL"] = f"postgres://nobody:hunter2@127.0.0.1:{free_port()}/nothing"
    said = site.refusal(status=75)
    assert said.startswith("the database does not work: connection failed")
    assert "hunter2" not in said


def test_make_serves_production(site):
    ended = subprocess.run(
        ["make", "-s", "serve-production"],
        cwd=site.code,
        env={**site.environment, "SECRET_KEY": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Chancery does not start: SECRET_KEY is missing" in ended.stderr
