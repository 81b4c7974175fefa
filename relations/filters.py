"""Filters of actors' lists."""

import django_filters

from publication.filters import EntryFilter
from publication.models import About


class CountryFilter(EntryFilter):
    """Countries also by region."""

    region = django_filters.CharFilter(max_length=40, label="UN M49 subregion: Eastern Europe")


class OrganizationFilter(EntryFilter):
    """Organizations also by member."""

    member = django_filters.CharFilter(
        method="by_member", max_length=200, label="an actor with any status in it, by slug"
    )

    def by_member(self, rows, name, value):
        """Organizations with a membership claim of the actor."""
        about = About.objects.at(self.moment.seq).filter(
            entry__in=self.entry(name, "actor", value), predicate="member", side=About.Side.SUBJECT
        )
        if self.moment.as_of is not None:
            about = about.possible_on(self.moment.day_number, self.moment.day_number)
        return rows.filter(entry__in=about.values("owner"))
