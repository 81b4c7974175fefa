"""The API of actors, dyads and topics."""

from publication.api import EntryDetail, EntryList
from relations.filters import ActorFilter, OrganizationFilter


class CountryList(EntryList):
    """Countries, by title."""

    kind = "country"
    filters = ActorFilter


class CountryDetail(EntryDetail):
    """One country."""

    kind = "country"


class OrganizationList(EntryList):
    """Organizations, by title."""

    kind = "organization"
    filters = OrganizationFilter


class OrganizationDetail(EntryDetail):
    """One organization."""

    kind = "organization"


class PersonList(EntryList):
    """People, by title."""

    kind = "person"
    filters = ActorFilter


class PersonDetail(EntryDetail):
    """One person."""

    kind = "person"


class RelationshipList(EntryList):
    """Relationships, by title."""

    kind = "relationship"


class RelationshipDetail(EntryDetail):
    """One relationship."""

    kind = "relationship"


class TopicList(EntryList):
    """Topics, by title."""

    kind = "topic"


class TopicDetail(EntryDetail):
    """One topic."""

    kind = "topic"
