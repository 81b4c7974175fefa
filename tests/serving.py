"""A real server of the site, for tests that talk to it over HTTP."""

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from tests.conftest import ROOT


@contextmanager
def serving(environment, workers=1):
    """Serve the site with gunicorn on a free port, by so many processes; give its address.

    At the end a request that still waits for news has three seconds, as in production it would have thirty.
    """
    options = ["--workers", f"{workers}", "--graceful-timeout", "3"]
    with running("config.wsgi", environment, "/api/v1/", options) as address:
        yield address


@contextmanager
def running(application, environment, path, options=()):
    """Run gunicorn with the site's worker, four threads and a WSGI application until `path` answers; give its address.

    The other settings of `gunicorn.conf.py` are for a site that stays.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "-b", f"127.0.0.1:{port}", "--threads", "4"]
    command += ["-c", "/dev/null", "--worker-class", "config.worker.Worker", "--no-control-socket", *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            assert process.poll() is None, "the server has ended"
            try:
                urllib.request.urlopen(f"{address}{path}", timeout=30).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(60)
