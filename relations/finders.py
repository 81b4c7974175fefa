"""What actors are known by, for tables that name them otherwise than by slug."""

from collections.abc import Iterator

from desk.models import ACTOR_KINDS, Claim, Entry
from desk.schema import Known
from relations.models import ActorName, Identifier


def by_identifier(scheme: str) -> Iterator[Known]:
    """Yield every code of a scheme that the desk has, with the days on which it may have held."""
    rows = Identifier.objects.filter(scheme=scheme).exclude(standing=Claim.Standing.REJECTED)
    for value, kind, slug, *days in rows.values_list(
        "value", "owner__kind", "owner__slug", "start_earliest", "end_latest"
    ):
        yield Known(value, kind, slug, *days)


def by_name(_: str = "") -> Iterator[Known]:
    """Yield actors' titles and names, in lower case."""
    for title, title_ru, kind, slug in Entry.objects.filter(kind__in=ACTOR_KINDS).values_list(
        "title", "title_ru", "kind", "slug"
    ):
        yield from (Known(word.casefold(), kind, slug) for word in {title, title_ru} - {""})
    for name, kind, slug, *days in ActorName.objects.values_list(
        "name", "owner__kind", "owner__slug", "start_earliest", "end_latest"
    ):
        yield Known(name.casefold(), kind, slug, *days)
