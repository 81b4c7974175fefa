"""A rehearsal: the record as it would stand after a publication, for as long as one looks at it. Nothing stays.

The publication is really written, derived and then rolled back, so that what one sees comes from the same rules and
the same rows as the public's pages, down to charts and lists that query the record. It takes the publication lock, as
writing does, and holds it while one page is made; a rolled-back number is taken again by the next publication, so that
the sequence has no gap. No other reader sees anything of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, transaction

from publication.checks import check_batch
from publication.errors import Problem, PublicationRefused
from publication.log import Operation, lock, prepare, write
from publication.models import Face, Revision

# What deriving raises of content that the checks refuse: a broken date, a name of something that is not public.
_UNSHOWABLE = (DatabaseError, ValueError, LookupError, TypeError)


class NotShown(Exception):
    """What cannot be shown at all before its problems are solved."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@contextmanager
def rehearse(snapshot: dict) -> Iterator[tuple[Face, list[Problem]]]:
    """Give the entry's face and what publishing would refuse; until the block ends, reading gives the record after it.

    What lacks a citation is shown all the same. Claims with graver problems are left out where the rest cannot be
    shown with them. Raises NotShown where nothing can be. Whatever is written within the block is rolled back too.
    """
    with transaction.atomic():
        lock()
        problems = _write(snapshot)
        try:
            face = Face.objects.open().get(public_id=snapshot["id"])
            if Face.objects.open().filter(namespace=face.namespace, slug=face.slug).count() > 1:
                raise NotShown(problems)  # at that address stands another entry
            yield face, problems
        finally:
            transaction.set_rollback(True)


def _write(snapshot: dict) -> list[Problem]:
    try:
        operation = prepare(Operation(Revision.Operation.PUBLISH, snapshot))
    except PublicationRefused as refusal:
        raise NotShown(refusal.problems) from refusal
    problems: list[Problem] = []
    try:
        check_batch([operation])
    except PublicationRefused as refusal:
        problems = refusal.problems
    bad = {problem.claim_id for problem in problems if problem.claim_id}
    sound = [claim for claim in operation.snapshot.get("claims", []) if claim["id"] not in bad]
    head = Revision.objects.head()
    when = datetime.now(UTC) if head is None else max(datetime.now(UTC), head.recorded_at + timedelta(microseconds=1))
    for content in (operation.snapshot, {**operation.snapshot, "claims": sound}):
        try:
            with transaction.atomic():
                write([Operation(Revision.Operation.PUBLISH, content)], head, when)
        except _UNSHOWABLE:
            if not problems:
                raise  # what the checks let through must be derived
            continue
        return problems
    raise NotShown(problems)
