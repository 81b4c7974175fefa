"""The examples in deploy/ are run: nginx and Caddy, with TLS, before the real site; systemd reads its units."""

import gzip
import http.client
import os
import re
import signal
import ssl
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.conftest import ROOT
from tests.deploy.production import HOST, Load, Production, copy_of_the_code, free_port
from tests.needs import need_program

DEPLOY = ROOT / "deploy"
TOKEN = "a-word-that-only-the-watcher-knows-1"


class Proxied(Production):
    """The site through the proxy, over TLS with a certificate that the client checks."""

    authority: str
    tls_port: int

    def get(self, path, **headers):
        """Ask the proxy; `Host` in the headers asks for another site."""
        context = ssl.create_default_context(cafile=self.authority)
        context.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls_port, timeout=30, context=context)
        try:
            connection.request("GET", path, headers={"Host": HOST, "Connection": "close", **headers})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()


@pytest.fixture
def site(database_copy, tmp_path):
    (tmp_path / "var").mkdir()
    site = Proxied(database_copy("small").url, tmp_path / "var")
    site.environment |= {"TRUST_X_FORWARDED_FOR": "true", "CHANCERY_METRICS_TOKEN": TOKEN}
    site.authority, site.tls_port = str(tmp_path / "fullchain.pem"), free_port()
    request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    where = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", site.authority]
    subprocess.run([need_program("openssl", "openssl"), *request, *where, *files], check=True, capture_output=True)
    return site


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The example with what an operator changes in it; each of these must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def running(command, site):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            assert process.poll() is None, "the proxy has ended"
            try:
                site.get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def nginx(site, folder):
    """Check the example, and return what runs it."""
    program = need_program("nginx", "nginx-light")
    example = changed(
        (DEPLOY / "nginx.conf").read_text(),
        ("127.0.0.1:8000", f"127.0.0.1:{site.port}"),
        ("/var/lib/chancery/static/", f"{site.folder}/static/"),
        ("/etc/ssl/chancery/", f"{folder}/"),
        ("listen 443 ", f"listen 127.0.0.1:{site.tls_port} "),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("    listen [::]:80;\n", ""),
    )
    # What Debian's own nginx.conf has around it, written where a test may write.
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Started by root, its processes would be nobody's, who may not read a test's folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\nerror_log {folder}/error.log;\npid {folder}/nginx.pid;\nworker_processes 1;\n"
        "events { worker_connections 256; }\nhttp {\ninclude /etc/nginx/mime.types;\naccess_log off;\n"
        f"{places}{example}\n}}\n"
    )
    command = [program, "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr, checked.stderr
    return command


def caddy(site, folder):
    """Check the example, and return what runs it."""
    program = need_program("caddy", "caddy")
    example = changed(
        (DEPLOY / "Caddyfile").read_text(),
        ("127.0.0.1:8000", f"127.0.0.1:{site.port}"),
        ("/var/lib/chancery/static", f"{site.folder}/static"),
        (
            "chancery.example.org {",
            f"https://{HOST}:{site.tls_port} {{\n\tbind 127.0.0.1\n\ttls {folder}/fullchain.pem {folder}/key.pem",
        ),
    )
    options = "{\n\tadmin off\n\tauto_https off\n\tskip_install_trust\n\tdefault_sni " + HOST + "\n}\n"
    (folder / "Caddyfile").write_text(options + example)
    command = ["--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    checked = subprocess.run([program, "validate", *command], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    return [program, "run", *command]


MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("letterbox", "{last}")]
    operations = [
        migrations.AddField("suggestion", "heard", models.CharField(max_length=20, db_default="")),
    ]
"""


def expand(code):
    """What a release that expands brings: a column with a default in the database, and other code."""
    last = max(path.stem for path in (code / "letterbox/migrations").glob("0*.py"))
    (code / "letterbox/migrations/9999_heard.py").write_text(MIGRATION.format(last=last))
    with (code / "config/settings.py").open("a") as file:
        file.write('SECURE_REFERRER_POLICY = "strict-origin"\n')


@pytest.mark.parametrize(
    "proxy", [pytest.param(nginx, marks=pytest.mark.long), pytest.param(caddy, marks=pytest.mark.apart)]
)
def test_the_example_serves_the_site_over_tls_and_an_upgrade_fails_no_request(site, tmp_path, proxy):
    command = proxy(site, tmp_path)
    site.code = copy_of_the_code(tmp_path / "code")
    with serving(site) as (behind, process), running(command, site):
        address = check_answers(site, behind)
        with Load(site, ["/", "/countries/north/", "/api/v1/countries/", "/suggest/", address]) as load:
            upgrade(site, behind, process)
        check_counts(behind, len(load.answers))
        assert load.failures == []
        assert {status for _, status in load.answers} == {200}
        assert len(load.answers) > 100
        print(f"{proxy.__name__}: {len(load.answers)} answers around an upgrade, the slowest {load.slowest:.1f} s")
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        assert "Traceback" not in behind.log
        status, headers, body = site.get("/")
        assert (status, headers["Retry-After"]) == (503, "30")
        assert body.startswith(b"Chancery is away for a moment.")


def check_answers(site, behind):
    """A page and files through the proxy; return the address of a style sheet."""
    status, headers, page = site.get("/countries/north/", **{"X-Request-ID": "of-the-client"})
    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    # The proxy's id, not one that a client chose.
    assert headers["X-Request-ID"] != "of-the-client"
    assert len(headers.get_all("Content-Security-Policy")) == 1
    # A client cannot say that it is another: it is counted by the address that the proxy sees, which is loopback here
    # and has no limit.
    assert "RateLimit" not in site.get("/api/v1/", **{"X-Forwarded-For": "192.0.2.1"})[1]
    assert "RateLimit" in behind.get("/api/v1/", **{"X-Forwarded-For": "192.0.2.1"})[1]
    # Pages for watchers, who ask the process itself.
    assert [site.get(path)[0] for path in ("/healthz", "/readyz", "/metrics")] == [404, 404, 404]
    assert [behind.get(path)[0] for path in ("/healthz", "/readyz")] == [200, 200]
    address = re.search(r"/static/css/chancery\.[0-9a-f]{12}\.css", page.decode()).group()
    for way in (site, behind):
        status, headers, body = way.get(address, **{"Accept-Encoding": "gzip"})
        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert gzip.decompress(body) == way.get(address)[2]
        assert cached(headers) == {"max-age=315360000", "public", "immutable"}
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        headers = way.get("/static/share/site.png")[1]
        assert cached(headers) == {"max-age=60", "public"}
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert site.get("/static/../../key.pem")[0] in (400, 404)
    assert site.get("/static/%2e%2e/chancery.sqlite3")[0] in (400, 404)
    return address


def check_counts(behind, least):
    """The counts are those of all processes, of the ended ones too."""
    status, _, body = behind.get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    counted = dict(line.rsplit(" ", 1) for line in body.decode().splitlines() if not line.startswith("#"))
    # Style sheets come from the proxy's disk.
    answered = sum(
        float(number) for name, number in counted.items() if re.match(r"chancery_request_seconds_count\{.*200", name)
    )
    assert least * 0.7 < answered < least + 100
    assert float(counted['chancery_kept_answers_total{result="hit"}']) > 10
    assert behind.get("/metrics")[0] == 401


def cached(headers):
    return set(", ".join(headers.get_all("Cache-Control")).split(", "))


def upgrade(site, behind, process):
    """The steps of docs/operations.md; return once only new processes answer."""
    expand(site.code)
    for step in (("manage.py", "migrate", "-v", "0"), ("-m", "config.serve", "--prepare")):
        done = behind.command(*step)
        assert done.returncode == 0, done.stderr
    assert site.get("/")[1]["Referrer-Policy"] == "same-origin"
    process.send_signal(signal.SIGHUP)
    fresh, until = 0, time.monotonic() + 60
    while fresh < 10:
        assert time.monotonic() < until, "the new code does not come"
        fresh = fresh + 1 if site.get("/suggest/")[1]["Referrer-Policy"] == "strict-origin" else 0


@contextmanager
def serving(site):
    """Serve behind the proxy; wait at the site's own port, since the proxy does not run yet."""
    behind = Production(site.environment["DATABASE_URL"], site.folder, site.code)
    behind.environment, behind.port = site.environment, site.port
    with behind.serving() as process:
        yield behind, process


@pytest.mark.apart
def test_systemd_reads_the_units(tmp_path):
    program = need_program("systemd-analyze", "systemd")
    units = sorted(DEPLOY.glob("systemd/*"))
    assert len(units) == 7
    for unit in units:
        # It looks whether what is started is there.
        text = unit.read_text().replace("/opt/chancery/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    checked = subprocess.run(
        [program, "verify", "--recursive-errors=no", *(str(tmp_path / unit.name) for unit in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in checked.stderr.splitlines() if "chancery" in line] == []
    assert checked.returncode == 0


def test_every_command_of_the_units_is_one():
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    for unit in DEPLOY.glob("systemd/*.service"):
        for name in re.findall(r"manage\.py (\S+)", unit.read_text()):
            assert name in commands, (unit.name, name)


def test_the_image_has_no_secret_no_root_and_a_health_check():
    text = (DEPLOY / "Dockerfile").read_text()
    assert text.count("\nFROM ") == 2
    assert text.index("\nUSER chancery\n") < text.index("\nHEALTHCHECK ") < text.index("\nENTRYPOINT ")
    assert "SECRET_KEY" not in text
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var"} <= set(ignored)


def test_the_example_of_settings_names_what_the_settings_read():
    names = re.findall(r"^([A-Z_]+)=", (DEPLOY / "chancery.env").read_text(), re.M)
    code = "".join(path.read_text() for path in (ROOT / "config").glob("*.py"))
    assert [name for name in names if f'"{name}"' not in code] == []
