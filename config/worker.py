"""Gunicorn's worker with threads, which first asks the application for an answer that it has already.

Such an answer is bytes, headers and all, and is sent as it is, in one piece. Gunicorn would look at each header of it
again, and send it in two. All else is answered as gunicorn does it.

Nothing of Django is imported here: the master loads this file before it has read the settings.
"""

import select
import time
from collections import deque

from gunicorn import SERVER
from gunicorn.util import http_date, unquote_to_wsgi_str
from gunicorn.workers.gthread import ThreadWorker

# Milliseconds for which a thread stays with a connection that it has answered.
MOMENT = 2
# Bytes of a body that are sent together with its headers: joining more takes longer than sending twice.
TOGETHER = 16_384
# What a request with a body has, and what gunicorn takes from a header.
UNUSUAL = frozenset(("EXPECT", "CONTENT-LENGTH", "CONTENT-TYPE", "TRANSFER-ENCODING", "SCRIPT_NAME", "SCRIPT-NAME"))
READING = ("GET", "HEAD")
# Settings of gunicorn's that want to see every answer.
WATCHING = ("logger_class", "statsd_host", "pre_request", "post_request")


class Worker(ThreadWorker):
    """The worker that `gunicorn.conf.py` names."""

    at_once = None
    _said = 0, b""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # One thing for each connection that waits for a thread, and for each thread that waits with its connection.
        self._queued, self._staying = deque(), deque()

    def enqueue_req(self, conn):
        """Let a thread answer a request of a connection."""
        self._queued.append(None)
        super().enqueue_req(conn)

    def handle(self, conn):
        """Answer a request of a connection, and those that follow at once; return what gunicorn's own does."""
        self._queued.pop()
        said = super().handle(conn)
        while said is True and self._follows(conn):
            said = super().handle(conn)
        return said

    def _follows(self, conn) -> bool:
        """Whether another request comes within a moment, for which this thread has time."""
        if self._queued or not self.alive or len(self._staying) >= self.cfg.threads // 2:
            return False
        self._staying.append(None)
        try:
            soon = select.poll()
            soon.register(conn.sock, select.POLLIN)
            return bool(soon.poll(MOMENT))
        finally:
            self._staying.pop()

    def load_wsgi(self):
        """Load the application; see whether it has answers ready (`publication.serving.kept.Kept.at_once`)."""
        super().load_wsgi()
        settings = self.cfg.settings
        watched = any(settings[name].get() != settings[name].default for name in WATCHING)
        if not watched and not self.log.access_log_enabled:
            self.at_once = getattr(self.wsgi, "at_once", None)

    def handle_request(self, req, conn):
        """Answer a request; return whether its connection stays."""
        environ = self.at_once and self._read(req, conn)
        ready = self.at_once(environ) if environ else None
        if ready is None:
            return super().handle_request(req, conn)
        self.nr += 1
        try:
            head = b"HTTP/1.1 %b\r\n%b%b" % (ready.head.line, self._own(), ready.written)
            if len(ready.body) <= TOGETHER:
                conn.sock.sendall(head + ready.body)
            else:
                conn.sock.sendall(head)
                conn.sock.sendall(ready.body)
        finally:
            ready.close()
        return True

    def _read(self, req, conn) -> dict | None:
        """What WSGI calls a request by which something is read and after which its connection goes on; else None.

        As `gunicorn.http.wsgi.create` makes it, as far as what is ready can depend on it.
        """
        if (
            req.method not in READING
            or req.version != (1, 1)
            or req.should_close()
            or req.proxy_protocol_info
            or not self.alive
            or not self.cfg.keepalive
            or len(self.keepalived_conns) >= self.max_keepalived
            or self.nr + 1 >= self.max_requests
            or type(conn.server) is not tuple
        ):
            return None
        environ = {
            "REQUEST_METHOD": req.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_wsgi_str(req.path),
            "QUERY_STRING": req.query,
            "SERVER_NAME": conn.server[0],
            "SERVER_PORT": str(conn.server[1]),
            "REMOTE_ADDR": conn.client[0],
            "wsgi.url_scheme": req.scheme,
        }
        for name, value in req.headers:
            key = "HTTP_" + name.replace("-", "_")
            if name in UNUSUAL or key in environ:
                return None
            environ[key] = value
        return environ

    def _own(self) -> bytes:
        """The server's own headers, made once in a second."""
        now = int(time.time())
        if self._said[0] != now:
            self._said = now, f"Server: {SERVER}\r\nDate: {http_date(now)}\r\nConnection: keep-alive\r\n".encode()
        return self._said[1]
