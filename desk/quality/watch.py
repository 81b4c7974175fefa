"""A watch: one question that the desk asks of itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from desk.describing import change_url, describe
from desk.models import Claim, Entry
from desk.schema import Part, schema
from publication.chronology import parse, period

# Nobody works through more; a count stops here and says so.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Item:
    """One row of a watch: what it is, where it is mended, and why it stands here."""

    title: str
    url: str
    why: str = ""


@dataclass(frozen=True)
class Watch:
    """One list. `find` returns rows in a fixed order, bounded or as a queryset; `say` puts some of them into words."""

    name: str
    title: str
    help: str
    find: Callable[[], QuerySet | Sequence]
    say: Callable[[Sequence], list[Item]]

    def count(self) -> str:
        """Return the number of rows as text, '1000+' where there are more."""
        found = self.find()
        number = found.order_by()[: MOST_COUNTED + 1].count() if isinstance(found, QuerySet) else len(found)
        return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


watches: dict[str, Watch] = {}


def watch(found: Watch) -> None:
    """Add a watch; the desk's home lists them in the order in which they were added."""
    watches[found.name] = found


def say_entries(entries: Sequence[Entry]) -> list[Item]:
    """Entries by their titles."""
    return [Item(str(entry), change_url(entry), entry.kind) for entry in entries]


def leaves(claims: Sequence[Claim]) -> dict[int, tuple[Part, Claim]]:
    """Return the leaf rows of claims with their parts, by key; the number of queries depends on their kinds alone."""
    kinds = dict(Entry.objects.filter(pk__in={claim.owner_id for claim in claims}).values_list("pk", "kind"))
    parts = {part.model: part for name in set(kinds.values()) for part in schema.parts_of(schema.kinds[name])}
    found = {}
    for part in parts.values():
        links = [name for name in part.fields if part.model._meta.get_field(name).is_relation]
        rows = part.model._default_manager.select_related("owner", *links)
        found |= {row.pk: (part, row) for row in rows.filter(pk__in=[claim.pk for claim in claims])}
    return found


def say_claims(claims: Sequence[Claim]) -> list[Item]:
    """Claims by what they say, with their entry."""
    found = leaves(claims)
    return [say_claim(*found[claim.pk]) for claim in claims if claim.pk in found]


def say_claim(part: Part, claim: Claim, why: str = "") -> Item:
    """One claim by what it says; it is mended on its own page."""
    meta = claim._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[claim.pk])
    return Item(describe(claim), url, f"{claim.owner}, {part.label}{f': {why}' if why else ''}")


def certain(claim: Claim) -> tuple[int, int] | None:
    """The days on which a claim holds for certain, first and last as numbers; None if there are none."""
    try:
        span = period(parse(claim.start), parse(claim.end, end=True), parse(claim.seen))
    except ValueError:
        return None  # another watch lists it
    return (span.s2, span.e1) if span.s2 <= span.e1 else None


def overlap(one: Claim, other: Claim) -> date | None:
    """The first day on which both hold for certain, or None."""
    first, second = certain(one), certain(other)
    if first is None or second is None:
        return None
    start, end = max(first[0], second[0]), min(first[1], second[1])
    # Where one ends on the day on which the next begins, the later start wins.
    return date.fromordinal(max(start, 1)) if start < end else None
