"""A test that lacks its browser or its server is skipped with the reason, and fails where CI=true."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.needs import need_postgresql, scratch_postgresql

ROOT = Path(__file__).resolve().parents[2]
# Nothing of this project's settings and fixtures.
APART = ("-p", "no:django", "-p", "no:cacheprovider", "-c", "/dev/null")
NO_SERVER = "no PostgreSQL: set TEST_POSTGRESQL_URL to postgres://user:password@host:5432/name"
NO_BROWSER = "no Chromium on this machine: install it (Debian: apt install chromium) or set CHROMIUM"


@pytest.mark.parametrize(("need", "reason"), [("need_postgresql", NO_SERVER), ("need_browser", NO_BROWSER)])
@pytest.mark.parametrize(("ci", "outcome"), [("", "skipped"), ("true", "failed")])
def test_what_is_missing_skips_and_fails_under_ci(tmp_path, need, reason, ci, outcome):
    (tmp_path / "test_need.py").write_text(f"from tests.needs import {need}\ndef test_it(): {need}()\n")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rsf", *APART, "--rootdir", str(tmp_path), str(tmp_path)],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(ROOT), "COLUMNS": "300", "CI": ci},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout.splitlines()[-1].startswith(f"1 {outcome} in ")
    assert reason in ended.stdout


def test_scratch_database_is_empty_and_goes_again():
    def names():
        with psycopg.connect(need_postgresql()) as connection:
            return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}

    before = names()
    with scratch_postgresql() as url:
        assert len(names() - before) >= 1
        with psycopg.connect(url) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            assert tables == (0,)
            name = connection.info.dbname
        still_open = psycopg.connect(url)
    still_open.close()
    assert name not in names()
