"""The desk's own watches: what is not public yet, and claims that contradict one another."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from django.db.models import F, Q, QuerySet

from desk.comparison import compare
from desk.models import Claim, Entry
from desk.quality.watch import MOST_COUNTED, Item, Watch, leaves, overlap, say_claim, say_claims, say_entries, watch
from desk.schema import Part, is_link
from publication.models import Face, Revision

# Fields that, besides links, say what a claim is about, and not what it says of it.
_ASKED = {"kind", "scheme", "language", "role", "name", "group"}
# Entries saved since they were published are compared with the record one by one; so many at most.
MOST_COMPARED = 300


def unpublished_changes() -> list[Entry]:
    """Return published entries of which the desk says something else by now, the latest saved first."""
    chosen: list[Entry] = []
    entries = Entry.objects.exclude(state__in=(Entry.State.WITHDRAWN, Entry.State.MERGED)).order_by("-changed_at", "pk")
    for some in _chunks(entries):
        since = _published_at(some)
        chosen += [entry for entry in some if entry.public_id in since and entry.changed_at > since[entry.public_id]]
        if len(chosen) >= MOST_COMPARED or _older_than_all(some):
            break
    chosen = chosen[:MOST_COMPARED]
    found = compare(chosen)
    return [entry for entry in chosen if found[entry.pk].differs]


def _chunks(entries: QuerySet) -> Iterator[list[Entry]]:
    at = 0
    while some := list(entries[at : at + 500]):
        yield some
        at += 500


def _published_at(entries: list[Entry]) -> dict:
    """When each public entry of some was last published, by permanent id."""
    open_faces = Face.objects.open().filter(state=Face.State.PUBLIC, public_id__in=[one.public_id for one in entries])
    seqs = dict(open_faces.values_list("public_id", "revision"))
    times = dict(Revision.objects.filter(seq__in=seqs.values()).values_list("seq", "recorded_at"))
    return {public_id: times[seq] for public_id, seq in seqs.items()}


def _older_than_all(entries: list[Entry]) -> bool:
    """Whether all that follows was saved before the first publication, and so before its own."""
    first = Revision.objects.order_by("seq").values_list("recorded_at", flat=True).first()
    return first is None or entries[-1].changed_at < first


def drafts() -> QuerySet:
    """Return entries that were never sent to review or published."""
    return Entry.objects.filter(state=Entry.State.DRAFT).order_by("-changed_at", "pk")


def impossible_dates() -> QuerySet:
    """Return claims whose end, start and day seen fit no day: files and imports may hold what a form refuses."""
    return Claim.objects.filter(
        Q(start_earliest__gt=F("end_latest"))
        | Q(seen_latest__lt=F("start_earliest"))
        | Q(seen_earliest__gt=F("end_latest"))
    ).order_by("pk")


def preferred_twice() -> list[tuple[Part, Claim, Claim, object]]:
    """Return pairs of preferred claims that answer one question in two ways on the same day."""
    chosen = list(Claim.objects.filter(standing=Claim.Standing.PREFERRED).order_by("pk")[: 5 * MOST_COUNTED])
    groups = defaultdict(list)
    for part, claim in leaves(chosen).values():
        asked = [name for name in part.fields if is_link(part.model, name) or name in _ASKED]
        key = tuple(getattr(claim, part.model._meta.get_field(name).attname) for name in asked)
        groups[part.name, claim.owner_id, key].append((part, claim))
    found = []
    for rows in groups.values():
        for (part, one), (_, other) in combinations(rows, 2):
            day = overlap(one, other)
            if day is not None and _says(part, one) != _says(part, other):
                found.append((part, one, other, day))
    return found[:MOST_COUNTED]


def _says(part: Part, claim: Claim) -> tuple:
    return (claim.text, *(getattr(claim, part.model._meta.get_field(name).attname) for name in part.fields))


def _say_pairs(rows) -> list[Item]:
    return [say_claim(part, one, f"and '{other}' are both preferred on {day}") for part, one, other, day in rows]


def register() -> None:
    """Add the desk's own watches; called once when Django starts."""
    watch(
        Watch(
            "unpublished-changes",
            "Unpublished changes",
            "Published entries of which the desk says something else by now.",
            unpublished_changes,
            say_entries,
        )
    )
    watch(Watch("drafts", "Drafts", "Entries that were never published.", drafts, say_entries))
    watch(
        Watch(
            "dates-that-fit-no-day",
            "Dates that fit no day",
            "Claims that end before they start, or were seen outside their time.",
            impossible_dates,
            say_claims,
        )
    )
    watch(
        Watch(
            "preferred-twice",
            "Two preferred claims",
            "Two claims that answer the same question differently for the same day, both marked as preferred.",
            preferred_twice,
            _say_pairs,
        )
    )
