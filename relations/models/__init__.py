"""Who they are and how they stand to one another."""

from relations.models.actor import Actor, ActorName, Country, Existence, Identifier, Succession
from relations.models.organization import Membership, Organization
from relations.models.person import Office, Person
from relations.models.relationship import Phase, Relationship, Tie
from relations.models.topic import Tagging, Topic

__all__ = [
    "Actor",
    "ActorName",
    "Country",
    "Existence",
    "Identifier",
    "Membership",
    "Office",
    "Organization",
    "Person",
    "Phase",
    "Relationship",
    "Succession",
    "Tagging",
    "Tie",
    "Topic",
]
