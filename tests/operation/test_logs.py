"""Each request has an id, in its answer and in its line of the log, and the line says nothing of the reader."""

import json
import logging
import re

import pytest

from operation.logs import Line, flush, log_kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]


@pytest.fixture
def lines(caplog):
    """What the requests log, as a production site would write it."""
    caplog.set_level(logging.INFO, "chancery.requests")
    caplog.handler.setFormatter(Line())

    def read() -> list[dict]:
        flush()
        return [json.loads(line) for line in caplog.text.splitlines()]

    return read


def test_a_request_is_one_line_without_anything_about_the_reader(client, lines):
    response = client.get(
        "/countries/north/?as_of=2001-06-01&known_at=17",
        headers={"X-Request-ID": "from-the-proxy.1", "Cookie": "sessionid=secret", "User-Agent": "Reader/1"},
        REMOTE_ADDR="192.0.2.7",
    )
    assert response["X-Request-ID"] == "from-the-proxy.1"
    [line] = lines()
    took, said = line.pop("milliseconds"), line.pop("time")
    assert took > 0
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", said)
    assert line == {
        "level": "info",
        "logger": "chancery.requests",
        "message": "GET /countries/north/ 200",
        "request": "from-the-proxy.1",
        "method": "GET",
        "path": "/countries/north/",
        "status": 200,
    }


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words here", "line\nbreak", "<script>alert(1)</script>"])
def test_an_id_that_is_not_one_word_is_replaced(client, given):
    answered = client.get("/healthz", headers={"X-Request-ID": given} if given else {})["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", answered)


def test_two_requests_have_two_ids(client):
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_an_error_is_one_line_with_its_trace(lines):
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("chancery.requests").exception("It failed")
    [line] = lines()
    assert line["message"] == "It failed"
    assert "ValueError: two" in line["trace"]


def test_an_answer_that_was_kept_is_the_same_line_once_it_is_sent(lines):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/countries/c\xc3\xb4te/", "HTTP_X_REQUEST_ID": "from-the-proxy.1"}
    headers, log = log_kept(environ, 304, 0.0021)
    assert headers == [("X-Request-ID", "from-the-proxy.1")]
    assert lines() == []
    log()
    [line] = lines()
    del line["time"]
    assert line == {
        "level": "info",
        "logger": "chancery.requests",
        "message": "GET /countries/côte/ 304",
        "request": "from-the-proxy.1",
        "method": "GET",
        "path": "/countries/côte/",
        "status": 304,
        "milliseconds": 2.1,
    }
