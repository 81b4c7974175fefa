"""A WSGI application for `test_worker`: it has one answer ready, and says of every other request that it was called."""

from types import SimpleNamespace

SENT = []


class Application:
    """What `config.worker` knows of an application."""

    def __call__(self, environ, start_response):
        """Say that it was called, and how often what was ready has been sent."""
        body = b"called %d" % len(SENT)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def at_once(self, environ):
        """What is ready at /ready, whoever asks."""
        if environ["PATH_INFO"] != "/ready":
            return None
        return SimpleNamespace(
            head=SimpleNamespace(line=b"200 OK"),
            written=b"Content-Length: 5\r\n\r\n",
            body=b"" if environ["REQUEST_METHOD"] == "HEAD" else b"ready",
            close=lambda: SENT.append(None),
        )


application = Application()
