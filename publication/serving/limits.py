"""How often one client may ask within a minute, counted in this process's memory.

Nothing is written to the database for a read, and nothing of who reads is kept longer than the window. Each process
counts for itself: with N processes a client gets up to N times the limit, which is there to keep one client from
starving the others, not to ration answers.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

WINDOW = 60
# Clients that are kept in memory; the one that has been quiet longest is forgotten first.
MOST_CLIENTS = 10_000
POLICY = "default"


@dataclass(frozen=True)
class Allowance:
    """What a client has left: requests, of how many, and seconds until it has all of them again."""

    quota: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """RateLimit fields (draft-ietf-httpapi-ratelimit-headers-09)."""
        return {
            "RateLimit-Policy": f'"{POLICY}";q={self.quota};w={WINDOW}',
            "RateLimit": f'"{POLICY}";r={self.left};t={self.seconds}',
        }


class Counter:
    """Requests of each client in windows of a minute, each of which begins with a client's first request."""

    def __init__(self, now=time.monotonic):
        self._now = now
        self._used: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def look(self, client: str, quota: int) -> Allowance:
        """Return what a client has left, without using any of it."""
        with self._lock:
            return self._allowance(client, quota)

    def use(self, client: str, quota: int) -> Allowance:
        """Use one request of a client and return what is left."""
        with self._lock:
            now = self._now()
            until, used = self._used.pop(client, (now + WINDOW, 0))
            if until <= now:
                until, used = now + WINDOW, 0
            self._used[client] = until, used + 1
            while len(self._used) > MOST_CLIENTS:
                self._used.popitem(last=False)
            return self._allowance(client, quota)

    def _allowance(self, client: str, quota: int) -> Allowance:
        now = self._now()
        until, used = self._used.get(client, (now + WINDOW, 0))
        if until <= now:
            until, used = now + WINDOW, 0
        return Allowance(quota, max(quota - used, 0), max(int(until - now + 0.999), 1))


READS = Counter()
