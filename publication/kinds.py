"""The kinds of entries that the public can meet, and where they live."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PublicKind:
    """One kind: its name, its folder in addresses, its names for readers, and what dates it.

    `extent` lists the predicates whose claims give the entry's own period (an event's occurrence, an actor's
    existence); `pair` names the two links that make up a dyad's slug and title.
    """

    name: str
    folder: str
    label: str
    plural: str
    namespace: str
    extent: tuple[str, ...] = ()
    pair: tuple[str, str] | None = None


KINDS = {
    kind.name: kind
    for kind in (
        PublicKind("country", "countries", "country", "countries", "actor", ("existed",)),
        PublicKind("organization", "organizations", "organization", "organizations", "actor", ("existed",)),
        PublicKind("person", "people", "person", "people", "actor", ("existed",)),
        PublicKind(
            "relationship",
            "relationships",
            "relationship",
            "relationships",
            "relationship",
            ("phase",),
            pair=("first", "second"),
        ),
        PublicKind("event", "events", "event", "events", "event", ("occurred",)),
        PublicKind("agreement", "agreements", "agreement", "agreements", "agreement", ("step",)),
        PublicKind("statement", "statements", "statement", "statements", "statement", ("said",)),
        PublicKind("topic", "topics", "topic", "topics", "topic"),
        PublicKind("indicator", "indicators", "indicator", "indicators", "indicator", ("observed",)),
        PublicKind("source", "sources", "source", "sources", "source"),
    )
}
ACTOR_KINDS = tuple(kind.name for kind in KINDS.values() if kind.namespace == "actor")


def path_of(kind: str, slug: str) -> str:
    """Return the address of an entry's page, '/countries/russia/'."""
    return f"/{KINDS[kind].folder}/{slug}/"
