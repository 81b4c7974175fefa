"""Production refuses unsafe settings in one line; the local mode needs none. Each test starts a real process."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "k7Qw-2mZ_x9Lr4Tb8Vn6Yc1Hd5Js3Gf0Pa-Eu_Ro7Wi2Kt9Xq4Mv8Bz6"
KEY = (
    "Chancery does not start: SECRET_KEY is missing, too short or a sample. Set it to at least 50 random characters, "
    "for example from: python -c 'import secrets; print(secrets.token_urlsafe(64))'. "
    "For work on one machine set CHANCERY_MODE=local."
)
HOSTS = (
    "Chancery does not start: ALLOWED_HOSTS must name the site's hosts, for example ALLOWED_HOSTS=chancery.example.org."
)
REPLICA_HINT = "Give URLs like postgres://user:password@host:5432/name, separated by commas; this is no."
URL_HINT = "Set it to postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3."


def start(folder: Path, *command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess:
    """Run Python with nothing in the environment but the path, a folder for run-time files and what is given."""
    given = {"PATH": os.environ["PATH"], "CHANCERY_VAR": str(folder), **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env=given, capture_output=True, text=True, timeout=60, check=False
    )


def production(**changes: str) -> dict[str, str]:
    """Settings with which production starts, and what a test changes in them."""
    return {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "chancery.example.org", **changes}


REFUSED = {
    "nothing is set": ({}, KEY),
    "the secret is empty": (production(SECRET_KEY=""), KEY),
    "the secret is short": (production(SECRET_KEY=SECRET[:49]), KEY),
    "the secret is one letter": (production(SECRET_KEY="a" * 60), KEY),
    "the secret is Django's sample": (production(SECRET_KEY=f"django-insecure-{SECRET}"), KEY),
    "no host is named": (production(ALLOWED_HOSTS=""), HOSTS),
    "every host is allowed": (production(ALLOWED_HOSTS="chancery.example.org, *"), HOSTS),
    "a host is an address": (
        production(ALLOWED_HOSTS="https://chancery.example.org"),
        "Chancery does not start: ALLOWED_HOSTS has 'https://chancery.example.org'. "
        "Give names alone, for example chancery.example.org.",
    ),
    "a host has a port": (
        production(ALLOWED_HOSTS="chancery.example.org:8000"),
        "Chancery does not start: ALLOWED_HOSTS has 'chancery.example.org:8000'. "
        "Give names alone, for example chancery.example.org.",
    ),
    "an origin has no scheme": (
        production(CSRF_TRUSTED_ORIGINS="chancery.example.org"),
        "Chancery does not start: CSRF_TRUSTED_ORIGINS has 'chancery.example.org'. Begin it with https://.",
    ),
    "debugging is on": (
        production(CHANCERY_DEBUG="on"),
        "Chancery does not start: CHANCERY_DEBUG must be off in production. "
        "For work on one machine set CHANCERY_MODE=local.",
    ),
    "a flag is misspelt": (
        production(SECURE_SSL_REDIRECT="ture"),
        "Chancery does not start: SECURE_SSL_REDIRECT is 'ture'. Set it to 'true' or 'false'.",
    ),
    "a number is none": (
        production(SECURE_HSTS_SECONDS="a year"),
        "Chancery does not start: SECURE_HSTS_SECONDS is 'a year'. Set it to a whole number, 0 or more.",
    ),
    "the word for the metrics is short": (
        production(CHANCERY_METRICS_TOKEN="monitoring"),
        "Chancery does not start: CHANCERY_METRICS_TOKEN is too short or no plain word. Set it to at least 32 random "
        "characters, for example from: python -c 'import secrets; print(secrets.token_urlsafe(32))'.",
    ),
    "what sends errors is not installed": (
        production(SENTRY_DSN="https://key@sentry.example.org/1"),
        "Chancery does not start: SENTRY_DSN is set, but what sends there is not installed. "
        "Run `.venv/bin/python -m pip install sentry-sdk`, or unset SENTRY_DSN.",
    ),
    "what sends times is not installed": (
        production(OTEL_EXPORTER_OTLP_ENDPOINT="https://telemetry.example.org"),
        "Chancery does not start: OTEL_EXPORTER_OTLP_ENDPOINT is set, but what sends there is not installed. Run "
        "`.venv/bin/python -m pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http`, or unset "
        "OTEL_EXPORTER_OTLP_ENDPOINT.",
    ),
    "times are sent to no address": (
        production(OTEL_EXPORTER_OTLP_ENDPOINT="telemetry.example.org:4318"),
        "Chancery does not start: OTEL_EXPORTER_OTLP_ENDPOINT is no address. Begin it with https://, or unset it.",
    ),
    "the mode is unknown": (
        {"CHANCERY_MODE": "debug"},
        "Chancery does not start: CHANCERY_MODE is 'debug'. Set it to 'production' or 'local'.",
    ),
    "replicas of SQLite": (
        production(DATABASE_REPLICAS="postgres://a:hidden@127.0.0.1/b"),
        "Chancery does not start: DATABASE_REPLICAS is set, and DATABASE_URL is not PostgreSQL. Replicas are "
        "PostgreSQL's streaming replicas: set DATABASE_URL to their primary, or unset DATABASE_REPLICAS.",
    ),
    "a replica is not PostgreSQL": (
        production(DATABASE_URL="postgres://a@127.0.0.1/b", DATABASE_REPLICAS="postgres://a@h/b,sqlite:////tmp/b"),
        f"Chancery does not start: DATABASE_REPLICAS has a database that is not PostgreSQL. {REPLICA_HINT} 2.",
    ),
    "a replica is no URL": (
        production(DATABASE_URL="postgres://a@127.0.0.1/b", DATABASE_REPLICAS="hidden"),
        f"Chancery does not start: DATABASE_REPLICAS cannot be read. {REPLICA_HINT} 1.",
    ),
    "a replica names no database": (
        production(DATABASE_URL="postgres://a@127.0.0.1/b", DATABASE_REPLICAS="postgres://a:hidden@127.0.0.1"),
        f"Chancery does not start: DATABASE_REPLICAS names no database. {REPLICA_HINT} 1.",
    ),
    "the lag is no number": (
        production(CHANCERY_REPLICA_LAG="soon"),
        "Chancery does not start: CHANCERY_REPLICA_LAG is 'soon'. Set it to a whole number, 0 or more.",
    ),
}
BROKEN_URLS = {
    "hunter2": f"DATABASE_URL cannot be read. {URL_HINT}",
    "postgres://curator:hunter2@localhost:port/chancery": f"DATABASE_URL cannot be read. {URL_HINT}",
    "postgres://[::1": f"DATABASE_URL cannot be read. {URL_HINT}",
    "postgres://curator:hunter2@localhost": f"DATABASE_URL names no database. {URL_HINT}",
    "mysql://curator:hunter2@localhost/chancery": f"DATABASE_URL is neither PostgreSQL nor SQLite. {URL_HINT}",
    "sqlite://:memory:": f"DATABASE_URL names no database. {URL_HINT}",
}


@pytest.mark.parametrize(("environment", "line"), REFUSED.values(), ids=REFUSED)
def test_production_refuses_in_one_line(tmp_path, environment, line):
    ended = start(tmp_path, "manage.py", "check", **environment)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", f"{line}\n")


@pytest.mark.parametrize("url", BROKEN_URLS)
def test_broken_database_url_is_one_line_without_the_password(tmp_path, url):
    ended = start(tmp_path, "manage.py", "check", **production(DATABASE_URL=url))
    assert (ended.returncode, ended.stderr) == (3, f"Chancery does not start: {BROKEN_URLS[url]}\n")


def test_production_starts_on_sqlite_with_secret_and_hosts(tmp_path):
    ended = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **production())
    assert (ended.returncode, ended.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_production_asks_editors_for_a_second_factor_unless_told_not_to(tmp_path):
    code = "import config.settings as s; print(s.SECOND_FACTOR_REQUIRED)"
    given = [production(), production(CHANCERY_SECOND_FACTOR="no"), {"CHANCERY_MODE": "local"}]
    assert [start(tmp_path, "-c", code, **one).stdout for one in given] == ["True\n", "False\n", "False\n"]


def test_production_keeps_no_secret_of_its_own(tmp_path):
    start(tmp_path, "manage.py", "check")
    start(tmp_path, "manage.py", "check", **production())
    assert not (tmp_path / "local-secret").exists()


def test_gunicorn_refuses_in_one_line_and_does_not_try_again(tmp_path):
    ended = start(tmp_path, "-m", "gunicorn")
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", f"{KEY}\n")


def test_gunicorn_started_from_elsewhere_refuses_and_ends(tmp_path):
    # There it does not see gunicorn.conf.py, so that config/wsgi.py has to refuse, in the worker.
    options = ["--chdir", str(ROOT), "--bind", "127.0.0.1:0", "--no-control-socket", "--log-level", "critical"]
    ended = start(tmp_path, "-m", "gunicorn", *options, "config.wsgi", cwd=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", f"{KEY}\n")


def test_gunicorn_refuses_production_without_collected_files(tmp_path):
    ended = start(tmp_path, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--log-level", "critical", **production())
    line = (
        "Chancery does not start: the style sheets and scripts are not collected. "
        "Run `python manage.py collectstatic` first."
    )
    assert (ended.returncode, ended.stderr) == (3, f"{line}\n")


def test_local_mode_makes_a_secret_for_its_owner_alone_and_keeps_it(tmp_path):
    folder = tmp_path / "run time #1"
    assert start(folder, "manage.py", "check", CHANCERY_MODE="local").returncode == 0
    path = folder / "local-secret"
    first = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) == 86
    assert start(folder, "manage.py", "check", CHANCERY_MODE="local").returncode == 0
    assert path.read_text() == first
    assert sorted(path.name for path in folder.iterdir()) == ["local-secret"]


def test_local_mode_keeps_its_database_in_a_folder_with_any_name(tmp_path):
    folder = tmp_path / "50% of #1?"
    code = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    ended = start(folder, "manage.py", "shell", "-v", "0", "-c", code, CHANCERY_MODE="local")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"{folder / 'chancery.sqlite3'}\n", "")


def test_local_mode_says_where_it_cannot_write(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "var"
    ended = start(folder, "manage.py", "check", CHANCERY_MODE="local")
    line = f"Chancery does not start: {folder} cannot be made: Not a directory. Set CHANCERY_VAR to another folder.\n"
    assert (ended.returncode, ended.stderr) == (3, line)


def test_replicas_are_named_in_order_and_given_up_after_two_seconds(tmp_path):
    code = (
        "import config.settings as s; print([(name, d['PORT'], d['OPTIONS']) for name, d in s.DATABASES.items() "
        "if name != 'default'], s.REPLICA_LAG)"
    )
    given = {
        "CHANCERY_MODE": "local",
        "DATABASE_URL": "postgres://a@127.0.0.1:5541/chancery",
        "DATABASE_REPLICAS": "postgres://a@127.0.0.1:5542/chancery, "
        "postgres://a@127.0.0.1:5543/chancery?connect_timeout=9",
    }
    expected = [("replica_1", 5542, {"connect_timeout": 2}), ("replica_2", 5543, {"connect_timeout": 9})]
    ended = start(tmp_path, "-c", code, **given)
    assert (ended.stdout, ended.stderr) == (f"{expected} 5\n", "")
    ended = start(tmp_path, "-c", code, **given, CHANCERY_REPLICA_LAG="0")
    assert ended.stdout == f"{expected} 0\n"
