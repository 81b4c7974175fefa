"""Asking a web address whether it still answers, without reaching into this machine's own network.

The address of the host is looked up once and checked, and the connection is made to that very address, so that a name
cannot point elsewhere a moment later (DNS rebinding). Each redirect is checked in the same way.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

TIMEOUT = 10.0  # seconds for each step of one request
MOST_REDIRECTS = 5
ASKED_BYTES = 4096  # of a page are asked for, and none is read: whether it answers, not what it says
AGENT = "Chancery link check"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Answer:
    """What came of one link. `problem` is blank if it answers."""

    status: int | None
    problem: str = ""


class _Refused(Exception):
    """An address that is not asked."""


def ask(url: str, *, allowed: tuple[Network, ...] = (), timeout: float = TIMEOUT) -> Answer:
    """Ask an address, following redirects. Only public addresses are asked, and those in `allowed`. Never raises."""
    deadline = time.monotonic() + 3 * timeout
    try:
        for _ in range(MOST_REDIRECTS + 1):
            if time.monotonic() > deadline:
                return Answer(None, "takes too long")
            status, location = _request(url, allowed, timeout)
            if status not in (301, 302, 303, 307, 308) or not location:
                return Answer(status, "" if status < 400 or status in (401, 403, 429) else f"answers {status}")
            url = urljoin(url, location)
    except _Refused as error:
        return Answer(None, str(error))
    except TimeoutError:
        return Answer(None, "does not answer in time")
    except ssl.SSLError as error:
        return Answer(None, f"has no good certificate: {error.reason or 'unknown'}"[:200])
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, f"cannot be reached: {error.__class__.__name__}")
    return Answer(None, f"redirects more than {MOST_REDIRECTS} times")


def _request(url: str, allowed: tuple[Network, ...], timeout: float) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Refused(f"leads to '{parts.scheme or url[:40]}', which is no web address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked(parts.hostname, port, allowed)
    connection = _Pinned(parts.hostname, port, address, secure=parts.scheme == "https", timeout=timeout)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        # GET, since many sites answer HEAD wrongly; the body is left where it is.
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Range": f"bytes=0-{ASKED_BYTES}"}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    finally:
        connection.close()


def _checked(host: str, port: int, allowed: tuple[Network, ...]) -> str:
    """Return the address to connect to; refuse a host of which any address is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise _Refused("has a host that no name server knows") from error
    addresses = [ipaddress.ip_address(row[4][0].split("%")[0]) for row in found]
    for address in addresses:
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not mapped.is_global and not any(mapped in network for network in allowed):
            raise _Refused(f"leads to {mapped}, which is no public address")
    return str(addresses[0])


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name says by now; the certificate must be the name's."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool, timeout: float):
        super().__init__(host, port, timeout=timeout)
        self.address, self.secure = address, secure
        self.default_port = 443 if secure else 80

    def connect(self):
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
