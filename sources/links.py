"""Asking a web address whether it still answers, without reaching into this machine's own network.

The address of the host is looked up once and checked, and the connection is made to that very address, so that a name
cannot point elsewhere a moment later (DNS rebinding). Each redirect is checked in the same way.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin, urlsplit

TIMEOUT = 10.0  # seconds for each step of one request
MOST_REDIRECTS = 5
ASKED_BYTES = 4096  # of a page are asked for, and none is read: whether it answers, not what it says
AGENT = "Chancery link check"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Prefixes with an IPv4 address in their last 32 bits.
_COMPATIBLE, _NAT64 = ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96")
# Called global by the library: groups of hosts, what a network translates for itself (RFC 8215), a site's own.
_NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("224.0.0.0/4", "ff00::/8", "64:ff9b:1::/48", "fec0::/10")))


@dataclass(frozen=True)
class Answer:
    """What came of one link. `problem` is blank if it answers."""

    status: int | None
    problem: str = ""


class _Refused(Exception):
    """An address that is not asked."""


class _TooLong(Exception):
    """All steps together took too long."""


def ask(url: str, *, allowed: tuple[Network, ...] = (), timeout: float = TIMEOUT) -> Answer:
    """Ask an address, following redirects. Only public addresses are asked, and those in `allowed`. Never raises."""
    deadline = time.monotonic() + 3 * timeout
    try:
        for _ in range(MOST_REDIRECTS + 1):
            status, location = _request(url, allowed, timeout, deadline)
            if status not in (301, 302, 303, 307, 308) or not location:
                return Answer(status, "" if status < 400 or status in (401, 403, 429) else f"answers {status}")
            url = urljoin(url, location)
    except _Refused as error:
        return Answer(None, str(error))
    except _TooLong:
        return Answer(None, "takes too long")
    except TimeoutError:
        return Answer(None, "does not answer in time")
    except ssl.SSLError as error:
        return Answer(None, f"has no good certificate: {error.reason or 'unknown'}"[:200])
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, f"cannot be reached: {error.__class__.__name__}")
    return Answer(None, f"redirects more than {MOST_REDIRECTS} times")


def _request(url: str, allowed: tuple[Network, ...], timeout: float, deadline: float) -> tuple[int, str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Refused(f"leads to '{parts.scheme or url[:40]}', which is no web address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _checked(parts.hostname, port, allowed)
    connection = _Pinned(parts.hostname, port, address, secure=parts.scheme == "https", timeout=timeout)
    connection.response_class = partial(_Bounded, deadline=deadline)
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
        for meant in _meant(address):
            public = meant.is_global and not any(meant in network for network in _NOT_PUBLIC)
            if not public and not any(meant in network for network in allowed):
                raise _Refused(f"leads to {meant}, which is no public address")
    return str(addresses[0])


def _meant(address: Address) -> list[Address]:
    """The addresses that one may lead to: itself, or the IPv4 addresses that a translator on the way reads out of it.

    Mapped, compatible (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo (RFC 4380).
    """
    if address.version == 4:
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address, *filter(None, (address.sixtofour, *(address.teredo or ())))]


class _Bounded(http.client.HTTPResponse):
    """An answer that is read until a deadline, however slowly its server drips: each byte on its own is in time."""

    def __init__(self, sock: socket.socket, *args, deadline: float, **kwargs):
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_Until(sock, deadline))


class _Until(io.RawIOBase):
    """What a socket receives until a deadline; then _TooLong."""

    def __init__(self, sock: socket.socket, deadline: float):
        self.sock, self.deadline, self.patience = sock, deadline, sock.gettimeout()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer) -> int:
        """Wait as long as for any step, and never beyond the deadline."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise _TooLong
        self.sock.settimeout(min(self.patience, left))
        try:
            return self.sock.recv_into(buffer)
        except TimeoutError as error:
            raise error if left > self.patience else _TooLong from error


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
