"""Asking another site for its change feed: over HTTP, within bounds, trusting nothing that comes."""

import http.client
import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

PATH = "/api/v1/changes/"
# Revisions that are asked for at once, and the bytes that an answer may have.
PAGE = 500
MOST_BYTES = 128 * 1024 * 1024
# Seconds that an answer may take to begin and between its pieces, beyond those that the origin is asked to wait.
PATIENCE = 30
AGENT = "Chancery-mirror"


class OriginError(Exception):
    """An answer that cannot be used, in words for the operator.

    `passing` says that another try may do better; `after`, if the origin said so, in how many seconds.
    """

    def __init__(self, message: str, *, passing: bool = False, after: int | None = None):
        self.passing, self.after = passing, after
        super().__init__(message)


@dataclass(frozen=True)
class Page:
    """One answer: items as they came, and where the origin's record ends."""

    items: list
    more: bool
    head: int
    digest: str


class _NoRedirect(HTTPRedirectHandler):
    """A feed has one address: what another one says is not what was asked for."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        raise OriginError(f"{req.full_url} leads elsewhere, to {newurl[:200]}. Give that address if you trust it.")


class Origin:
    """The site that is mirrored."""

    def __init__(self, address: str):
        """Take a site's address, https://chancery.example.org, or that of its feed. Raises OriginError."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise OriginError(f"'{address}' is not a site's address. Give one such as https://chancery.example.org")
        path = parts.path.rstrip("/").removesuffix(PATH.rstrip("/"))
        self.address = f"{parts.scheme}://{parts.netloc}{path}{PATH}"
        self._opener = build_opener(_NoRedirect)

    def page(self, after: int, *, limit: int = PAGE, wait: int = 0) -> Page:
        """Return what the origin published after a sequence number. Raises OriginError."""
        query = {"after": after, "limit": limit, **({"wait": wait} if wait else {})}
        said = self._json(f"{self.address}?{urlencode(query)}", wait + PATIENCE)
        try:
            items, more, head = said["results"], said["next"] is not None, said["head"]
            page = Page(items, more, head["seq"], head["digest"])
            good = isinstance(items, list) and type(page.head) is int and isinstance(page.digest, str)
        except (KeyError, TypeError):
            good = False
        if not good:
            raise OriginError(f"{self.address} does not answer as a change feed does.")
        return page

    def _json(self, address: str, seconds: int):
        request = Request(address, headers={"Accept": "application/json", "User-Agent": AGENT})  # noqa: S310 -- see __init__
        try:
            with self._opener.open(request, timeout=seconds) as response:
                kind = response.headers.get_content_type()
                if kind != "application/json":
                    raise OriginError(f"{address} answers {kind} where JSON belongs.", passing=True)
                raw = response.read(MOST_BYTES + 1)
                expected = response.headers.get("Content-Length", "")
        except HTTPError as error:
            raise _refusal(address, error) from error
        except (TimeoutError, URLError, http.client.HTTPException, OSError) as error:
            raise OriginError(f"{address} cannot be read: {_words(error)}.", passing=True) from error
        if len(raw) > MOST_BYTES:
            raise OriginError(f"{address} answers more than {MOST_BYTES // 1024**2} MB.")
        if expected.isdigit() and int(expected) != len(raw):
            raise OriginError(f"{address} sent {len(raw)} of {expected} bytes.", passing=True)
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise OriginError(f"{address} answers what is not JSON, or only a part of it.", passing=True) from error


def _refusal(address: str, error: HTTPError) -> OriginError:
    """What an answer with an error's status means."""
    with error:
        try:
            detail = json.loads(error.read(100_000))["detail"]
        except (ValueError, KeyError, TypeError, RecursionError, OSError, http.client.HTTPException):
            detail = ""
    after = error.headers.get("Retry-After", "")
    passing = error.code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT) or error.code >= 500
    words = f"{address} answers {error.code}: {str(detail)[:300] or error.reason}"
    return OriginError(words, passing=passing, after=min(int(after), 600) if after.isdigit() else None)


def _words(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return " ".join(str(reason).split()) or type(reason).__name__
