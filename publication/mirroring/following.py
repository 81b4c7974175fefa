"""Following an origin: whole publications at a time, each checked against the chain before it is kept."""

import time
from collections.abc import Callable

from publication.mirroring.items import revision_of
from publication.mirroring.origin import Origin, OriginError, Page
from publication.models import Revision
from publication.replay import ReplayRefused, replay, unexplained
from publication.verify import record_digest

# Seconds before another try, doubled each time up to the last.
FIRST_PAUSE, LAST_PAUSE = 1, 60
# Seconds that the origin is asked to wait: less than it may, since proxies often end what takes thirty.
WAIT = 25
# One publication may not be larger than this many revisions: it is held in memory until it is whole.
LARGEST = 200_000


class Mirror:
    """This database as a copy of an origin's record."""

    def __init__(self, origin: Origin, report: Callable[[str], None], tries: int):
        """`report` gets a line for the operator now and then; `tries` is how often one question is asked."""
        self.origin, self.report = origin, report
        self.tries: int | None = tries

    def catch_up(self) -> None:
        """Append all that the origin has published. Raises OriginError or ReplayRefused; what is whole is kept."""
        self.check_history()
        self.append_all(self.read(_head()))

    def follow(self) -> None:
        """Append what comes, for ever; while the origin is away, ask again. Raises for what no other try would mend."""
        self.tries = None
        while True:
            self.append_all(self.read(_head(), wait=WAIT))

    def append_all(self, page: Page) -> None:
        """Append from a page on, until every body is there or a redaction says why it is not."""
        if page.head < _head():
            raise ReplayRefused(
                f"the record of {self.origin.address} ends at no. {page.head} and this one at no. {_head()}: either "
                "the origin was put back to an earlier state, or something else was published here."
            )
        self.append(page)
        while (missing := unexplained()) is not None:
            # A body that was removed while we read: the revision that says so is the origin's newest.
            page = self.read(_head())
            if not page.items:
                raise ReplayRefused(f"revision {missing} came without its body, yet no revision redacts it.")
            self.append(page)

    def check_history(self) -> None:
        """Refuse a database whose last revision is not the origin's revision of that number."""
        head = Revision.objects.head()
        if head is None:
            return
        page = self.read(head.seq - 1, limit=1)
        theirs = page.items[0] if page.items else None
        if page.head < head.seq or not isinstance(theirs, dict) or theirs.get("hash") != head.hash:
            raise ReplayRefused(
                f"this database holds another history than {self.origin.address}: they differ at revision {head.seq} "
                "or before. Mirror into an empty database."
            )

    def append(self, page: Page) -> None:
        """Append the publications that begin on a page, reading on as long as there is more."""
        waiting: list[Revision] = []
        while True:
            for item in page.items:
                waiting.append(self._next(item, waiting))
                if waiting[-1].seq == waiting[-1].batch_end:
                    replay(waiting)
                    self.report(f"{waiting[-1].seq} of {page.head}")
                    waiting = []
            if not page.more:
                break
            last = waiting[-1].seq if waiting else _head()
            page = self.read(last)
            if not page.items:
                raise ReplayRefused(f"the origin promised more after revision {last}, and has none.")
        if waiting:
            raise ReplayRefused(f"the publication that begins with revision {waiting[0].seq} is not whole.")
        if page.items and (page.head, page.digest) != (_head(), record_digest()):
            raise ReplayRefused(f"the origin's digest at no. {page.head} is '{page.digest[:64]}', and ours is another.")

    def _next(self, item, waiting: list[Revision]) -> Revision:
        """An item as a revision of the publication that is being read; what does not belong to it is refused."""
        revision = revision_of(item)
        expected = waiting[-1].seq + 1 if waiting else _head() + 1
        end = waiting[0].batch_end if waiting else revision.batch_end
        if revision.seq != expected or revision.batch_end != end or not revision.seq <= end < expected + LARGEST:
            raise ReplayRefused(f"revision {revision.seq} came where {expected} of a publication up to {end} follows.")
        return revision

    def read(self, after: int, **more) -> Page:
        """Ask the origin, again after a pause where that may help. Raises OriginError."""
        pause, tried = FIRST_PAUSE, 1
        while True:
            try:
                return self.origin.page(after, **more)
            except OriginError as error:
                if not error.passing or tried == self.tries:
                    raise
                wait = max(pause, error.after or 0)
                self.report(f"{error} Trying again in {wait} s.")
                time.sleep(wait)
                pause, tried = min(2 * pause, LAST_PAUSE), tried + 1


def _head() -> int:
    head = Revision.objects.order_by("-seq").values_list("seq", flat=True).first()
    return head or 0
