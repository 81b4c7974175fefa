"""The kinds of entries that the public can meet, and where they live."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


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
        PublicKind("country", "countries", _("country"), _("countries"), "actor", ("existed",)),
        PublicKind("organization", "organizations", _("organization"), _("organizations"), "actor", ("existed",)),
        PublicKind("person", "people", _("person"), _("people"), "actor", ("existed",)),
        PublicKind(
            "relationship",
            "relationships",
            _("relationship"),
            _("relationships"),
            "relationship",
            ("phase",),
            pair=("first", "second"),
        ),
        PublicKind("event", "events", _("event"), _("events"), "event", ("occurred",)),
        PublicKind("agreement", "agreements", _("agreement"), _("agreements"), "agreement", ("step",)),
        PublicKind("statement", "statements", _("statement"), _("statements"), "statement", ("said",)),
        PublicKind("topic", "topics", _("topic"), _("topics"), "topic"),
        PublicKind("indicator", "indicators", _("indicator"), _("indicators"), "indicator", ("observed",)),
        PublicKind("source", "sources", _("source"), _("sources"), "source"),
    )
}


def counted(kind: str, number: int) -> str:
    """So many entries of a kind, in words: '1 country', '5 countries'."""
    words = {
        "country": ngettext("%(number)s country", "%(number)s countries", number),
        "organization": ngettext("%(number)s organization", "%(number)s organizations", number),
        "person": ngettext("%(number)s person", "%(number)s people", number),
        "relationship": ngettext("%(number)s relationship", "%(number)s relationships", number),
        "event": ngettext("%(number)s event", "%(number)s events", number),
        "agreement": ngettext("%(number)s agreement", "%(number)s agreements", number),
        "statement": ngettext("%(number)s statement", "%(number)s statements", number),
        "topic": ngettext("%(number)s topic", "%(number)s topics", number),
        "indicator": ngettext("%(number)s indicator", "%(number)s indicators", number),
        "source": ngettext("%(number)s source", "%(number)s sources", number),
    }
    return words[kind] % {"number": number}


ACTOR_KINDS = tuple(kind.name for kind in KINDS.values() if kind.namespace == "actor")


def path_of(kind: str, slug: str) -> str:
    """Return the address of an entry's page, '/countries/russia/'."""
    return f"/{KINDS[kind].folder}/{slug}/"
