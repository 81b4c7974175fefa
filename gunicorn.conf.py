"""Gunicorn's settings, which it reads by itself when it is started in this folder: `python -m gunicorn`.

PORT chooses the port; WEB_CONCURRENCY, which gunicorn knows, the number of processes. Anything here can be
overruled on the command line, `--bind` for example. Only loopback is served unless you say otherwise: a
production site stands behind a server that speaks HTTPS.
"""

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from config.start import port, read_settings

read_settings()

from config.settings import LOCAL  # noqa: E402 -- only once they are known to be readable

wsgi_app = "config.wsgi"
bind = f"127.0.0.1:{port()}"
# Threads keep connections alive and answer while others wait for the database.
worker_class = "gthread"
threads = 8
# Nothing outside the project's folder is written: the control socket would stand in the home directory.
control_socket_disable = True


def post_fork(server, worker):
    """Keep Ctrl-C from the worker, which the master tells to stop.

    A terminal sends it to both. The second of two signals at the same moment would find the first one's
    handler holding the thread pool's lock, and wait for it until the master gives up.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


if LOCAL:
    loglevel = "warning"
    # Whoever presses Ctrl-C waits no longer than this, whatever a request is doing.
    graceful_timeout = 5

    def when_ready(server):
        """Print the address once the port is open."""
        address = f"http://{bind}/"
        print(f"Chancery is at {address} and its desk at {address}admin/. Ctrl-C stops it.", flush=True)

    def on_exit(server):
        """Say that the end was clean."""
        print("Stopped.", flush=True)
