"""Which database answers a read: a replica that lives and is not too far behind, else the primary.

What is measured is the record's own last number. A replica may answer if it has every revision that the primary had so
many seconds ago; then no answer is older than that. Numbers alone would be no bound that a reader understands: one
publication may be a revision or a thousand, and one that is missing may be missing for a second or for a day.

Each process looks for itself, within requests: no thread runs beside them, and a site that nobody reads asks nothing.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from django.db import DEFAULT_DB_ALIAS

log = logging.getLogger(__name__)

# Seconds until a database that did not answer is tried again.
AGAIN = 3
# The primary's number is read so many times within the seconds that a replica may be behind.
LOOKS = 4


class Choice:
    """What a process knows of its databases, and the choice for the next read.

    `ask` returns the last number of the database of a name, None where it does not answer; `lag` is in seconds. With 0
    the primary is asked before each read, and a replica answers only if it has all of the record.
    """

    def __init__(
        self,
        replicas: Sequence[str],
        lag: float,
        ask: Callable[[str], int | None],
        now: Callable[[], float] = time.monotonic,
    ):
        self.replicas, self.lag = tuple(replicas), lag
        self._ask_database, self._now = ask, now
        self._lock = threading.Lock()
        # The primary's number, and when it was asked for; the oldest first, none older than `lag`.
        self._seen: deque[tuple[float, int]] = deque()
        self._heads: dict[str, int] = {}
        self._asked: dict[str, float] = {}
        self._out: dict[str, float] = {}
        self._looking = False
        self._turn = 0

    def read(self, tried: Sequence[str] = ()) -> str:
        """Return the name of the database for a read, none of those that were tried if there is another."""
        needed = self._needed()
        with self._lock:
            self._turn += 1
            turn = self._turn % max(len(self.replicas), 1)
        for alias in self.replicas[turn:] + self.replicas[:turn]:
            if alias not in tried and needed is not None and self._has(alias, needed):
                return alias
        if DEFAULT_DB_ALIAS in tried:
            # The last resort, so that a read fails only where nothing answers.
            return next((alias for alias in self.replicas if alias not in tried), DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def own(self) -> str:
        """Return the database for whoever must see what they have just written: the primary, unless it is away."""
        return self.read() if self._is_out(DEFAULT_DB_ALIAS) else DEFAULT_DB_ALIAS

    def behind(self, alias: str) -> bool:
        """Whether the primary answers and has more of the record than a replica: asked now, of both."""
        if self._is_out(DEFAULT_DB_ALIAS):
            return False
        # The replica first: what the primary gets meanwhile only makes us look again.
        there, head = self.ask(alias), self.ask(DEFAULT_DB_ALIAS)
        return head is not None and (there is None or there < head)

    def ask(self, alias: str) -> int | None:
        """Ask a database for its last number, and keep in mind whether it answers."""
        head = self._ask_database(alias)
        with self._lock:
            if head is None:
                if alias not in self._out:
                    log.warning("database %s does not answer; it is tried again in %s s", alias, AGAIN)
                self._out[alias] = self._now() + AGAIN
                self._heads.pop(alias, None)
                return None
            if self._out.pop(alias, None) is not None:
                log.warning("database %s answers again, at number %s", alias, head)
            self._heads[alias], self._asked[alias] = head, self._now()
        return head

    def _is_out(self, alias: str) -> bool:
        return self._out.get(alias, 0) > self._now()

    def _has(self, alias: str, needed: int) -> bool:
        """Whether a replica lives and has the record up to a number, as far as is known; asked if it is not."""
        if self._is_out(alias):
            return False
        with self._lock:
            known, asked = self._heads.get(alias), self._asked.get(alias, 0)
            if known is not None and known >= needed:
                return True
            if known is not None and self._now() - asked < self.lag / LOOKS:
                # It was behind a moment ago. The read goes elsewhere without asking again.
                return False
            if alias in self._out:
                # One of the requests tries what was away; the others do not wait for it.
                self._out[alias] = self._now() + AGAIN
        head = self.ask(alias)
        return head is not None and head >= needed

    def _needed(self) -> int | None:
        """The number that a replica must have: that of the oldest look within `lag`. None where nothing answers."""
        if not self.lag:
            return self._look()
        now = self._now()
        with self._lock:
            while self._seen and self._seen[0][0] < now - self.lag:
                self._seen.popleft()
            if self._seen and (self._looking or now - self._seen[-1][0] < self.lag / LOOKS):
                return self._seen[0][1]
            self._looking = True
        try:
            head = self._look()
        finally:
            self._looking = False
        if head is None:
            return None
        with self._lock:
            # As of before it was asked: it says all that had been acknowledged by then.
            self._seen.append((now, head))
            return self._seen[0][1]

    def _look(self) -> int | None:
        """The primary's number; while it is away, that of the replica that has most."""
        if not self._is_out(DEFAULT_DB_ALIAS):
            if DEFAULT_DB_ALIAS in self._out:
                self._out[DEFAULT_DB_ALIAS] = self._now() + AGAIN
            head = self.ask(DEFAULT_DB_ALIAS)
            if head is not None:
                return head
        heads = [self.ask(alias) for alias in self.replicas if not self._is_out(alias)]
        return max((head for head in heads if head is not None), default=None)
