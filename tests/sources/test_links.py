"""Checking links against a real server on this machine; its network is not asked unless it is allowed."""

import ipaddress
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from sources.links import Answer, ask
from sources.models import LinkCheck, Source

HERE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class Site(BaseHTTPRequestHandler):
    """Answers with the status that its path names; '/to/ADDRESS' redirects; '/slow' is slow."""

    def do_GET(self):
        """Answer."""
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
        elif self.path == "/slow":
            self.server.released.wait(20)
            return
        elif self.path == "/drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            with suppress(ConnectionError):
                while not self.server.released.wait(0.05):
                    self.wfile.write(b"x")
            return
        elif self.path == "/garbage":
            self.wfile.write(b"this is no HTTP\r\n\r\n")
            return
        else:
            self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def site():
    """The address of a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.released = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.released.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", Answer(200)),
        ("/403", Answer(403)),  # a site that shuts out programs is not dead
        ("/404", Answer(404, "answers 404")),
        ("/500", Answer(500, "answers 500")),
        ("/to//200", Answer(200)),
        ("/to//404", Answer(404, "answers 404")),
        ("/to/file:///etc/passwd", Answer(None, "leads to 'file', which is no web address")),
        ("/to/http://10.0.0.1/", Answer(None, "leads to 10.0.0.1, which is no public address")),
        ("/to/http://[::ffff:10.0.0.1]/", Answer(None, "leads to 10.0.0.1, which is no public address")),
        ("/garbage", Answer(None, "cannot be reached: BadStatusLine")),
    ],
)
def test_a_link_is_asked(site, path, answer):
    assert ask(site + path, allowed=HERE) == answer


def test_a_link_that_redirects_for_ever_is_given_up(site):
    path = "/200"
    for _ in range(6):
        path = f"/to/{path}"
    assert ask(site + path, allowed=HERE) == Answer(None, "redirects more than 5 times")


def test_a_slow_link_is_given_up(site):
    assert ask(f"{site}/slow", allowed=HERE, timeout=0.3) == Answer(None, "does not answer in time")


def test_a_link_that_drips_is_given_up(site):
    began = time.monotonic()
    assert ask(f"{site}/drip", allowed=HERE, timeout=0.3) == Answer(None, "takes too long")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]/",
        # What a translator of addresses would send to this network: NAT64, its local prefix, 6to4, Teredo, compatible.
        "http://[64:ff9b::10.0.0.1]/",
        "http://[64:ff9b:1::1]/",
        "http://[2002:a00:1::]/",
        "http://[2001:0:a00:1::]/",
        "http://[::10.0.0.1]/",
        "http://224.0.0.1/",
        "http://[ff02::1]/",
        "http://[fec0::1]/",
    ],
)
def test_this_machines_own_network_is_not_asked(url):
    answer = ask(url)
    assert answer.status is None
    assert answer.problem.endswith("which is no public address")


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "http://", "http://[", "http://a:99999/", "http://exa mple/"]
)
def test_what_is_no_address_is_a_problem_and_no_crash(url):
    assert ask(url).problem


def test_nobody_listening_is_a_problem(site):
    assert ask("http://127.0.0.1:9/", allowed=HERE) == Answer(None, "cannot be reached: ConnectionRefusedError")


def test_the_command_checks_the_longest_unchecked_first_and_counts_failures(site, db, capsys):
    good = Source.objects.create(slug="good", title="Good", source_url=f"{site}/200")
    bad = Source.objects.create(slug="bad", title="Bad", source_url=f"{site}/404")
    Source.objects.create(slug="none", title="None")
    for _ in range(2):
        call_command("check_links", allow=["127.0.0.0/8"])
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"bad: answers 404 ({site}/404)",
        "2 links checked; 1 look dead.",
    ]
    rows = LinkCheck.objects.order_by("source__slug").values_list("source", "status", "problem", "failures")
    assert list(rows) == [(bad.pk, 404, "answers 404", 2), (good.pk, 200, "", 0)]
    call_command("check_links", allow=["127.0.0.0/8"], most=1)
    latest = LinkCheck.objects.order_by("-checked_at").first()
    assert latest.source_id == good.pk  # it was checked before the other one


def test_the_command_without_allowance_asks_nothing_here(site, db):
    Source.objects.create(slug="good", title="Good", source_url=f"{site}/200")
    call_command("check_links")
    assert LinkCheck.objects.get().problem == "leads to 127.0.0.1, which is no public address"


def test_the_command_stops_in_time(site, db):
    for number in range(3):
        Source.objects.create(slug=f"s{number}", title="S", source_url=f"{site}/slow")
    began = time.monotonic()
    call_command("check_links", allow=["127.0.0.0/8"], seconds=1, timeout=1.0)
    assert LinkCheck.objects.count() == 1
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("wrong", [{"allow": ["nonsense"]}, {"seconds": 0}, {"most": 0}, {"timeout": 0.0}])
def test_the_command_refuses_bad_bounds(db, wrong):
    with pytest.raises(CommandError):
        call_command("check_links", **wrong)
