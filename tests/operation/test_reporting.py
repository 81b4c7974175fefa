"""What is sent to Sentry and OpenTelemetry, by their libraries, to a server of this test; nothing of the reader."""

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading
import zlib
from importlib.util import find_spec

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.apart

CODE = """
from config.wsgi import application
from django.test import RequestFactory
from relations.home import Home
def fail(*args, **kwargs):
    password = "a-variable"
    raise RuntimeError("of the home page")
Home.get = fail
headers = {"Cookie": "sessionid=whispered", "User-Agent": "whispered",
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
asked = RequestFactory(SERVER_NAME="localhost").get("/?q=whispered", headers=headers)
application(asked.environ, lambda status, headers, error=None: print(status[:3]))
"""


@pytest.fixture
def sent():
    """Give an address and what is sent to it, as path and body."""
    found: list[tuple[str, bytes]] = []

    class Sink(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            how = self.headers.get("Content-Encoding", "")
            found.append((self.path, {"gzip": gzip.decompress, "deflate": zlib.decompress}.get(how, bytes)(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, found
        server.shutdown()


def answer(tmp_path, **variables):
    environment = {**os.environ, "CHANCERY_MODE": "local", "CHANCERY_VAR": str(tmp_path), "DATABASE_URL": ""}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    ended = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout == "500\n", ended.stderr


@pytest.mark.skipif(find_spec("sentry_sdk") is None, reason="sentry-sdk is not installed")
def test_an_error_is_sent_without_its_reader(sent, tmp_path):
    port, found = sent
    answer(tmp_path, SENTRY_DSN=f"http://key@127.0.0.1:{port}/1")
    [body] = [body for path, body in found if b"of the home page" in body]
    [event] = [json.loads(line) for line in body.splitlines() if b'"exception"' in line]
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    assert event["request"] == {"method": "GET", "url": "http://localhost/"}
    everything = b"".join(body for _, body in found)
    assert b"whispered" not in everything
    assert b'"password"' not in everything


@pytest.mark.skipif(find_spec("opentelemetry") is None, reason="opentelemetry-sdk is not installed")
def test_a_request_is_a_span_without_its_reader(sent, tmp_path):
    port, found = sent
    answer(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{port}")
    [(path, body)] = found
    assert path == "/v1/traces"
    assert b"GET page" in body
    assert b"chancery" in body
    assert bytes.fromhex("0af7651916cd43dd8448eb211c80319c") in body
    assert b"whispered" not in body
