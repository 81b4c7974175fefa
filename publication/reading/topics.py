"""The topics: all of them, what lies below one in their tree, and what lies above."""

from collections.abc import Iterable

from publication.models import Face, Mention
from publication.reading.moment import Moment
from publication.reading.names import FIELDS, name_of, shown_title


def with_all_below(numbers: Iterable[int], moment: Moment) -> set[int]:
    """Return the numbers of some topics and of all below them."""
    wanted, found = set(numbers), set()
    while wanted:
        found |= wanted
        below = Mention.objects.at(moment.seq).filter(target__in=wanted, via="parent", claim=None)
        wanted = set(below.values_list("owner", flat=True)) - found
    return found


def parents(numbers: Iterable[int], moment: Moment) -> dict[int, int]:
    """Return the parent of each of some topics and of all above them, by number."""
    wanted, found = set(numbers), {}
    while wanted:
        above = Mention.objects.at(moment.seq).filter(owner__in=wanted, via="parent", claim=None)
        fresh = dict(above.values_list("owner", "target"))
        found |= fresh
        wanted = set(fresh.values()) - found.keys() - wanted
    return found


def topics_to_choose(moment: Moment) -> list[dict]:
    """The names of up to 300 topics, by title."""
    rows = Face.objects.at(moment.seq).filter(kind="topic", state=Face.State.PUBLIC)
    return [name_of(row) for row in rows.order_by(shown_title(), "entry").values(*FIELDS)[:300]]
