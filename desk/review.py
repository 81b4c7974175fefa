"""Sending entries to review: the one step of an entry's life that touches the desk alone."""

from collections.abc import Iterable

from django.db import transaction

from desk.comparison import compare
from desk.models import Entry
from publication.errors import Problem, PublicationRefused


def send_to_review(entries: Iterable[Entry]) -> None:
    """Mark entries as waiting for an editor.

    Raises PublicationRefused, and marks none, if one was merged into another or says just what the record says.
    """
    entries = list(entries)
    with transaction.atomic():
        found = compare(entries)
        problems = []
        for entry in entries:
            if entry.state == Entry.State.MERGED:
                problems.append(Problem(str(entry), "", "was merged into another entry. Review that one."))
            elif found[entry.pk].is_public and not found[entry.pk].differs:
                problems.append(Problem(str(entry), "", "has nothing to review: the desk says what the record says."))
        if problems:
            raise PublicationRefused(problems)
        keys = [entry.pk for entry in entries]
        for at in range(0, len(keys), 500):
            Entry.objects.filter(pk__in=keys[at : at + 500]).update(state=Entry.State.IN_REVIEW)
    for entry in entries:
        entry.state = Entry.State.IN_REVIEW
