"""What is done once an answer is sent, by a thread of its own in each process, many at a time.

Writing a line of log takes as long as the whole of a kept answer; no reader waits for that.
"""

import atexit
import logging
import threading
import time
from collections import deque
from collections.abc import Callable


class Afterwards:
    """Things that wait to be done, in the order in which they came.

    `do` is given all that wait, after `pause` seconds at most and once more when the process ends: only where it is
    killed are the last ones lost. Beyond `most` that wait, whoever adds another does them.
    """

    def __init__(self, do: Callable[[list], None], pause: float, most: int = 10_000):
        self._do, self._pause, self._most = do, pause, most
        self._waiting: deque = deque()
        self._added = threading.Event()
        self._doing = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, thing: object) -> None:
        """Have it done soon."""
        self._waiting.append(thing)
        if not self._added.is_set():
            self._added.set()
            if self._thread is None:
                self._begin()
        elif len(self._waiting) > self._most:
            self.flush()

    def flush(self) -> None:
        """Do what waits; what is being done is done when this returns."""
        with self._doing:
            # Before the first is taken: what is added from here on wakes the thread again.
            self._added.clear()
            taken = []
            while self._waiting:
                taken.append(self._waiting.popleft())
            if taken:
                self._do(taken)

    def _begin(self) -> None:
        with self._doing:
            if self._thread is None:
                self._thread = threading.Thread(target=self._go_on, name="afterwards", daemon=True)
                self._thread.start()
                atexit.register(self.flush)

    def _go_on(self) -> None:
        while True:
            self._added.wait()
            time.sleep(self._pause)
            try:
                self.flush()
            except Exception:
                # What had been taken is lost; what comes next shall not be.
                logging.getLogger("chancery").exception("Something could not be done after its answer")
