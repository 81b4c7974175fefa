"""Filters of actors' lists."""

from django.db.models import Q

from publication.filters import EntryFilter
from publication.models import About
from publication.parameters import either


class ActorFilter(EntryFilter):
    """Actors also by the bodies that they belong to."""

    organization, not_organization = either("organization", "a body in which it has any status, by slug")

    def which_organization(self, slugs):
        """Actors with a membership claim in the body; on the asked day, if one is asked for."""
        there = self.memberships().filter(entry__in=self.entry("organization", "actor", *slugs), side=About.Side.OBJECT)
        return Q(entry__in=there.filter(other__isnull=False).values("other"))

    def memberships(self):
        """Memberships from either side."""
        about = self.about().filter(predicate="member")
        if self.moment.as_of is None:
            return about
        return about.possible_on(self.moment.day_number, self.moment.day_number)


class OrganizationFilter(ActorFilter):
    """Organizations also by member."""

    member, not_member = either("member", "an actor with any status in it, by slug")

    def which_member(self, slugs):
        """Organizations with a membership claim of the actor."""
        theirs = self.memberships().filter(entry__in=self.entry("member", "actor", *slugs), side=About.Side.SUBJECT)
        return Q(entry__in=theirs.values("owner"))
