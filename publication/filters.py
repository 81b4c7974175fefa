"""Filters over the record: one FilterSet serves the page and the API of a list."""

import django_filters
from django.db.models import Q

from publication.kinds import KINDS
from publication.models import About, Claim, Face, Mention
from publication.parameters import (
    AnyOf,
    BadParameters,
    EDTFFilter,
    RecordFilter,
    day_bound,
    either,
    number_of,
    two_slugs,
    values_of,
)
from publication.searching.native import Asked, entries_holding
from publication.searching.rows import mark
from publication.searching.words import MOST_WORDS, lexemes

__all__ = [
    "AnyOf", "BadParameters", "ClaimFilter", "EDTFFilter", "EntryFilter", "RecordFilter", "day_bound", "number_of",
    "two_slugs",
]  # fmt: skip

CERTAINTIES = ("asserted", "reported", "alleged", "disputed", "denied", "forecast", "conditional")
STANDINGS = ("preferred", "normal", "contested", "rejected")
LEVEL = {"min_value": -3, "max_value": 3, "decimal_places": 0}


class OfClaim(AnyOf):
    """A condition on an entry's claims. All those of one request must be met by one and the same claim.

    Negated it leaves out every entry that has such a claim.
    """

    def filter(self, qs, value):
        """Note the condition; `EntryFilter.filter_queryset` joins them."""
        if not value:
            return qs
        values = values_of(value)
        self.parent.negated = self.exclude
        condition = self.parent.of_claims(self.name, values)
        if self.exclude:
            self.parent.every_name_counts = True
            return qs.exclude(entry__in=self.parent.claims().filter(condition).values("owner"))
        self.parent.wanted &= condition
        return qs


def of_claim(name: str, label: str, **kwargs) -> tuple[OfClaim, OfClaim]:
    """The two filters of a condition on claims, `NAME` and `not_NAME`."""
    return OfClaim(name, label=label, **kwargs), OfClaim(name, label=f"leaves out: {label}", exclude=True, **kwargs)


class EntryFilter(RecordFilter):
    """Filters of every list of entries; `kind` is the one that the list shows."""

    kind = ""
    q = django_filters.CharFilter(method="by_words", max_length=200, label="words in names, summary and claims")
    actor, not_actor = either("actor", "an actor it is about, by slug")
    between, not_between = either("between", "two actors, by slug: russia,turkey", pair=True)
    topic, not_topic = either("topic", "a topic or one below it, by slug")
    source, not_source = either("source", "a source it cites, by slug")
    type, not_type = either("type", "its type")
    status, not_status = either("status", "its status")
    region, not_region = either("region", "UN M49 subregion: its own, or that of a country it is about")
    predicate, not_predicate = of_claim("predicate", "what one of its claims says: member, phase, sanctions")
    role, not_role = of_claim("role", "the role in one of its claims: mediator")
    certainty, not_certainty = of_claim("certainty", "how sure one of its claims is", choices=CERTAINTIES)
    standing, not_standing = of_claim("standing", "how the editors weigh one of its claims", choices=STANDINGS)
    level_min = django_filters.NumberFilter(
        method="by_level", label="the level of one of its claims, at least", **LEVEL
    )
    level_max = django_filters.NumberFilter(method="by_level", label="the level of one of its claims, at most", **LEVEL)
    date_after = EDTFFilter(last=False, method="by_first_day", label="not over before: 2007, 2007-02, 2007-02-10")
    date_before = EDTFFilter(last=True, method="by_last_day", label="not begun after: 2007, 2007-02, 2007-02-10")

    class Meta:
        model = Face
        fields: list[str] = []

    def filter_queryset(self, queryset):
        """Apply every filter; those on claims together, on one claim."""
        self.wanted = Q()
        found = super().filter_queryset(queryset)
        if not self.wanted:
            return found
        rows = self.claims().filter(self.wanted)
        asked = self.form.cleaned_data
        if asked.get("actor"):
            numbers = number_of("actor", *values_of(asked["actor"]), moment=self.moment)
            rows = rows.filter(Q(subject__in=numbers) | Q(object__in=numbers))
        if asked.get("topic") and self.kind == "relationship":
            # Other kinds carry topics themselves; a dyad's stand at its phases and ties.
            rows = rows.filter(topic__in=self.topics(*values_of(asked["topic"])))
        if asked.get("date_after"):
            rows = self.by_first_day(rows, "date_after", asked["date_after"])
        if asked.get("date_before"):
            rows = self.by_last_day(rows, "date_before", asked["date_before"])
        return found.filter(entry__in=rows.values("owner"))

    def claims(self):
        """The claims that conditions on claims look through: on the asked day, if one is asked for."""
        rows = Claim.objects.at(self.moment.seq)
        if self.moment.as_of is None:
            return rows
        return rows.possible_on(self.moment.day_number, self.moment.day_number)

    def of_claims(self, name: str, values: list[str]) -> Q:
        """A condition on claims."""
        if name in ("predicate", "role"):
            return self.in_column(name, values, lambda: Claim.objects.at(self.moment.seq))
        return Q(**{f"{name}__in": values})

    def about(self):
        """Claims seen from their sides."""
        return About.objects.at(self.moment.seq)

    def by_words(self, rows, name, value):
        """Every word somewhere in names, summary or claims, without regard to case, accents and plural."""
        asked = tuple(lexemes(value)[:MOST_WORDS])
        if not asked:
            return rows.none()
        marks = ((mark("kind", self.kind),),) if self.kind else ()
        return rows.filter(entries_holding(Asked((asked,), marks), self.moment.seq))

    def by_level(self, rows, name, value):
        """Note the condition on claims."""
        self.wanted &= Q(level__gte=int(value)) if name == "level_min" else Q(level__lte=int(value))
        return rows

    def which_actor(self, slugs):
        """Entries with a claim about the actor, and the actor's own dyads."""
        return Q(entry__in=self.about().filter(entry__in=self.entry("actor", "actor", *slugs)).values("owner"))

    def which_between(self, slugs):
        """Entries with claims about both actors."""
        both = Q()
        for slug in slugs:
            both &= Q(entry__in=self.about().filter(entry__in=self.entry("between", "actor", slug)).values("owner"))
        return both

    def which_topic(self, slugs):
        """Entries of a topic or one below it, and those with a claim in it."""
        at = Mention.objects.at(self.moment.seq).filter(target__in=self.topics(*slugs), via__in=("topics", "topic"))
        return Q(entry__in=at.values("owner"))

    def which_source(self, slugs):
        """Entries with a claim that cites the source."""
        sources = self.entry("source", "source", *slugs)
        cited = Mention.objects.at(self.moment.seq).filter(target__in=sources, via="citations")
        return Q(entry__in=cited.values("owner"))

    def which_type(self, values):
        """Entries of a type."""
        return self.in_column("type", values, self.of_kind)

    def which_status(self, values):
        """Entries of a status."""
        return self.in_column("status", values, self.of_kind)

    def which_region(self, values):
        """Countries of a region; entries of other kinds with a claim about such a country."""
        own = self.in_column("region", values, self.countries)
        if self.kind == "country":
            return own
        there = self.about().filter(entry__in=self.countries().filter(own).values("entry"))
        return Q(entry__in=there.values("owner"))

    def of_kind(self):
        """The list without its filters."""
        rows = Face.objects.at(self.moment.seq).filter(state=Face.State.PUBLIC)
        return rows.filter(kind=self.kind) if self.kind else rows

    def countries(self):
        """Public countries."""
        return Face.objects.at(self.moment.seq).filter(kind="country", state=Face.State.PUBLIC)

    def by_first_day(self, rows, name, value):
        """Entries that may have lasted to the first day of `value` or later."""
        return rows.filter(e2__gte=day_bound(value, last=False))

    def by_last_day(self, rows, name, value):
        """Entries that may have begun by the last day of `value`."""
        return rows.filter(s1__lte=day_bound(value, last=True))


class ClaimFilter(RecordFilter):
    """Filters of the list of claims."""

    q = django_filters.CharFilter(method="by_words", max_length=200, label="words that its entry holds")
    actor, not_actor = either("actor", "one of its two sides, by slug")
    between, not_between = either("between", "its two sides, by slug: russia,turkey", pair=True)
    member, not_member = either("member", "whose membership it is, by slug")
    organization, not_organization = either("organization", "the body of a membership, by slug")
    topic, not_topic = either("topic", "its topic or one above it, by slug")
    source, not_source = either("source", "a source it cites, by slug")
    kind, not_kind = either("kind", "the kind of entry that it belongs to", choices=tuple(KINDS))
    predicate, not_predicate = either("predicate", "what it says: member, phase, sanctions")
    certainty, not_certainty = either("certainty", "how sure it is", choices=CERTAINTIES)
    standing, not_standing = either("standing", "how the editors weigh it", choices=STANDINGS)
    status, not_status = either("status", "its status, step or scheme: suspended, signed, cow")
    role, not_role = either("role", "its role: mediator")
    region, not_region = either("region", "UN M49 subregion of a country on one of its sides")
    level_min = django_filters.NumberFilter("level", lookup_expr="gte", label="this level or more", **LEVEL)
    level_max = django_filters.NumberFilter("level", lookup_expr="lte", label="this level or less", **LEVEL)
    date_after = EDTFFilter(last=False, method="by_first_day", label="not over before: 2007, 2007-02, 2007-02-10")
    date_before = EDTFFilter(last=True, method="by_last_day", label="not begun after: 2007, 2007-02, 2007-02-10")

    class Meta:
        model = Claim
        fields: list[str] = []

    def faces(self):
        """Public entries."""
        return Face.objects.at(self.moment.seq).filter(state=Face.State.PUBLIC)

    def column(self, name, values):
        """A condition on a column whose vocabulary is the record's own."""
        return self.in_column(name, values, lambda: Claim.objects.at(self.moment.seq))

    def by_words(self, rows, name, value):
        """Claims of entries that hold every word."""
        asked = tuple(lexemes(value)[:MOST_WORDS])
        if not asked:
            return rows.none()
        return rows.filter(entries_holding(Asked((asked,), ()), self.moment.seq, "publication_claim.owner"))

    def which_actor(self, slugs):
        """Claims on either side of which the actor stands."""
        about = About.objects.at(self.moment.seq).filter(entry__in=self.entry("actor", "actor", *slugs))
        return Q(id__in=about.values("claim"))

    def which_between(self, slugs):
        """Claims between the two, in either direction."""
        one, other = (self.entry("between", "actor", slug) for slug in slugs)
        return Q(lo__in=one, hi__in=other) | Q(lo__in=other, hi__in=one)

    def which_member(self, slugs):
        """Memberships of an actor."""
        return Q(predicate="member", subject__in=self.entry("member", "actor", *slugs))

    def which_organization(self, slugs):
        """Memberships in a body."""
        return Q(predicate="member", object__in=self.entry("organization", "actor", *slugs))

    def which_topic(self, slugs):
        """Claims in a topic or one below it."""
        return Q(topic__in=self.topics(*slugs))

    def which_source(self, slugs):
        """Claims that cite the source."""
        sources = self.entry("source", "source", *slugs)
        cited = Mention.objects.at(self.moment.seq).filter(target__in=sources, via="citations", claim__isnull=False)
        return Q(id__in=cited.values("claim"))

    def which_kind(self, kinds):
        """Claims of entries of some kinds."""
        return Q(owner__in=self.faces().filter(kind__in=kinds).values("entry"))

    def which_region(self, values):
        """Claims about a country of a region."""
        countries = self.faces().filter(kind="country")
        own = self.in_column("region", values, lambda: countries)
        about = About.objects.at(self.moment.seq).filter(entry__in=countries.filter(own).values("entry"))
        return Q(id__in=about.values("claim"))

    def which_predicate(self, values):
        """Claims that say this."""
        return self.column("predicate", values)

    def which_status(self, values):
        """Claims with this status, step or scheme."""
        return self.column("status", values)

    def which_role(self, values):
        """Claims with this role."""
        return self.column("role", values)

    def which_certainty(self, values):
        """Claims as sure as this."""
        return Q(certainty__in=values)

    def which_standing(self, values):
        """Claims weighed so."""
        return Q(standing__in=values)

    def by_first_day(self, rows, name, value):
        """Claims that may have held on the first day of `value` or later."""
        return rows.filter(e2__gte=day_bound(value, last=False))

    def by_last_day(self, rows, name, value):
        """Claims that may have begun by the last day of `value`."""
        return rows.filter(s1__lte=day_bound(value, last=True))
