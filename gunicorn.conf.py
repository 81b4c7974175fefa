"""Gunicorn's settings, which it reads by itself when it is started in this folder: `python -m gunicorn`.

PORT chooses the port; WEB_CONCURRENCY, which gunicorn knows, the number of processes. Anything here can be
overruled on the command line, `--bind` for example, or with GUNICORN_CMD_ARGS. Only loopback is served unless you
say otherwise: a production site stands behind a server that speaks HTTPS.

SIGHUP reads all of this anew, starts new processes and lets the old ones finish what they answer.
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from config.start import check_collected, port, processes, read_settings

read_settings()

from config.settings import LOCAL, METRICS_TOKEN  # noqa: E402 -- only once they are known to be readable

# The packages of which the lines above have loaded parts.
_READ = {"asgiref", "config", "csp", "django", "environ"}

wsgi_app = "config.wsgi"
bind = f"127.0.0.1:{port()}"
# Threads keep connections alive and answer while others wait for the database.
worker_class = "config.worker.Worker"
threads = 8
# Nothing outside the project's folder is written: the control socket would stand in the home directory.
control_socket_disable = True


def post_fork(server, worker):
    """Keep Ctrl-C from the worker, which the master tells to stop.

    A terminal sends it to both. The second of two signals at the same moment would find the first one's
    handler holding the thread pool's lock, and wait for it until the master gives up.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _forget():
    """Make the master forget code and settings: its workers would inherit them, and after SIGHUP run the old ones."""
    for name in [name for name in sys.modules if name.partition(".")[0] in _READ]:
        del sys.modules[name]


def when_ready(server):
    """Let the first workers read code and settings themselves. In the local mode, say where the site is."""
    _forget()
    if LOCAL:
        address = f"http://{bind}/"
        print(f"Chancery is at {address} and its desk at {address}admin/. Ctrl-C stops it.", flush=True)


def on_starting(server):
    """Refuse once; several workers would each refuse, and the master not know whose word counts.

    If anybody may read /metrics, make the folder in which processes count (`operation.metrics`): in memory where the
    system has a place for that, since a full disk would kill a process that writes to a mapped file.
    """
    check_collected()
    if METRICS_TOKEN:
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- a folder of our own in it
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="chancery-metrics-", dir=memory)


def on_exit(server):
    """Leave nothing behind. In the local mode, say that the end was clean."""
    if METRICS_TOKEN:
        shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)
    if LOCAL:
        print("Stopped.", flush=True)


if not LOCAL:
    workers = processes()
    # Requests that are being answered have this many seconds when the site is reloaded or stopped: a little more than
    # the longest that a client may wait for news (publication.mirroring.waiting).
    graceful_timeout = 35

    def on_reload(server):
        """Let the new workers read new code and settings, and so this file at the next reload."""
        _forget()


if LOCAL:
    loglevel = "warning"
    # Whoever presses Ctrl-C waits no longer than this, whatever a request is doing.
    graceful_timeout = 5
