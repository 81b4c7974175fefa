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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4"]
    command += ["--workers", f"{workers}"]
    # As gunicorn.conf.py has it, whose other settings are for a site that stays.
    command += ["--worker-class", "config.worker.Worker", "--no-control-socket", "--graceful-timeout", "3"]
    command += ["-c", "/dev/null"]
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
                urllib.request.urlopen(f"{address}/api/v1/", timeout=30).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(60)
