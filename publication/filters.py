"""Filters over the record: one FilterSet serves the page and the API of a list.

A value that names nothing is refused by name instead of giving an empty list, and so is a parameter that no
list knows: a misspelt filter would otherwise answer with everything.
"""

import difflib

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from publication.chronology import EDTFError, parse
from publication.kinds import KINDS
from publication.models import About, Claim, Face, Mention
from publication.reading.find import did_you_mean, not_public, suggest
from publication.reading.moment import BadParameter, Moment
from publication.reading.topics import with_all_below
from publication.searching.native import Asked, entries_holding
from publication.searching.rows import mark
from publication.searching.words import MOST_WORDS, lexemes

# Parameters that every list takes besides its filters.
COMMON = ("as_of", "known_at", "cursor", "limit", "format")
CERTAINTIES = ("asserted", "reported", "alleged", "disputed", "denied", "forecast", "conditional")
STANDINGS = ("preferred", "normal", "contested", "rejected")


class BadParameters(ValueError):
    """Several parameters that cannot be read, each with its message."""

    def __init__(self, errors: list[BadParameter]):
        self.errors = errors
        super().__init__("; ".join(f"{error.name}: {error}" for error in errors))


def number_of(namespace: str, slug: str, moment: Moment) -> QuerySet:
    """A subquery for the number of a public entry by slug; empty if there is none."""
    rows = Face.objects.at(moment.seq).filter(namespace=namespace, slug=slug, state=Face.State.PUBLIC)
    return rows.values("entry")


class RecordFilter(django_filters.FilterSet):
    """What every filter set of the record shares: it is bound to a moment and refuses what it does not know."""

    def __init__(self, data, queryset, *, moment: Moment):
        self.moment = moment
        self.named: list[tuple[str, str, str]] = []
        super().__init__(data, queryset=queryset)

    def apply(self) -> QuerySet:
        """Return the filtered rows. Raises BadParameters for unknown parameters and bad values."""
        errors = []
        known = {*self.filters, *COMMON}
        for name in self.data:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                takes = _("This list takes: %(known)s.") % {"known": ", ".join(sorted(known))}
                hint = did_you_mean(near[0]) if near else takes
                errors.append(BadParameter(name[:60], _("is not a parameter of this list.") + f" {hint}"))
            elif len(self.data.getlist(name)) > 1:
                errors.append(BadParameter(name, _("stands twice. Give it once.")))
        if not self.is_valid():
            errors += [
                BadParameter(name, " ".join(str(message) for message in messages))
                for name, messages in self.errors.items()
            ]
        if errors:
            raise BadParameters(errors)
        return self.qs

    def check_names(self) -> None:
        """Raise BadParameters if a slug among the filters names no entry. Asked only when nothing was found."""
        errors = []
        for name, namespace, slug in self.named:
            if not number_of(namespace, slug, self.moment).exists():
                kind = next(kind for kind in KINDS.values() if kind.namespace == namespace)
                near = suggest(slug, self.moment, kind, 1)
                errors.append(BadParameter(name, not_public(namespace, slug, near)))
        if errors:
            raise BadParameters(errors)

    def entry(self, parameter: str, namespace: str, slug: str) -> QuerySet:
        """The number of the entry that a parameter names, as a subquery; remembered for `check_names`."""
        self.named.append((parameter, namespace, slug))
        return number_of(namespace, slug, self.moment)

    def topics(self, slug: str) -> set[int]:
        """The numbers of a topic and all below it."""
        return with_all_below(self.entry("topic", "topic", slug).values_list("entry", flat=True), self.moment)


def two_slugs(value: str) -> tuple[str, str]:
    """The two slugs of `between`. Raises ValidationError."""
    slugs = [slug.strip() for slug in value.split(",")]
    if len(slugs) != 2 or not all(slugs) or slugs[0] == slugs[1]:
        raise ValidationError(_("Name two different actors: between=russia,turkey."))
    return slugs[0], slugs[1]


def day_bound(value: str, *, last: bool) -> int:
    """The first or last day of an EDTF text, as a day number. Raises ValidationError."""
    try:
        span = parse(value)
    except EDTFError as error:
        raise ValidationError(str(error)) from error
    bound = span.latest if last else span.earliest
    if bound is None:
        no_last = _("'%(value)s' has no last day. Type 2007 or 2007-02-10.")
        said = no_last if last else _("'%(value)s' has no first day. Type 2007 or 2007-02-10.")
        raise ValidationError(said % {"value": value[:40]})
    return bound.toordinal()


class EDTFFilter(django_filters.CharFilter):
    """A day, month or year; its errors are the parser's."""

    def __init__(self, *, last: bool, **kwargs):
        super().__init__(**kwargs)
        self.extra["validators"] = [lambda value: day_bound(value, last=last)]


class PairFilter(django_filters.CharFilter):
    """Two different slugs, joined by a comma."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.extra["validators"] = [two_slugs]


class EntryFilter(RecordFilter):
    """Filters of every list of entries; `kind` is the one that the list shows."""

    kind = ""
    q = django_filters.CharFilter(method="by_words", max_length=200, label="words in names and summary")
    actor = django_filters.CharFilter(method="by_actor", max_length=200, label="an actor it is about, by slug")
    between = PairFilter(method="by_pair", max_length=401, label="two actors, by slug: russia,turkey")
    topic = django_filters.CharFilter(method="by_topic", max_length=200, label="a topic or one below it, by slug")
    source = django_filters.CharFilter(method="by_source", max_length=200, label="a source it cites, by slug")
    type = django_filters.CharFilter(max_length=30, label="its type")
    status = django_filters.CharFilter(max_length=30, label="its status")
    date_after = EDTFFilter(last=False, method="by_first_day", label="not over before: 2007, 2007-02, 2007-02-10")
    date_before = EDTFFilter(last=True, method="by_last_day", label="not begun after: 2007, 2007-02, 2007-02-10")

    class Meta:
        model = Face
        fields: list[str] = []

    def by_words(self, rows, name, value):
        """Every word somewhere in names, summary or claims, without regard to case, accents and plural."""
        asked = tuple(lexemes(value)[:MOST_WORDS])
        if not asked:
            return rows.none()
        marks = ((mark("kind", self.kind),),) if self.kind else ()
        return rows.filter(entries_holding(Asked((asked,), marks), self.moment.seq))

    def by_actor(self, rows, name, value):
        """Entries with a claim about the actor, and the actor's own dyads."""
        about = About.objects.at(self.moment.seq).filter(entry__in=self.entry(name, "actor", value))
        return rows.filter(entry__in=about.values("owner"))

    def by_pair(self, rows, name, value):
        """Entries with claims about both actors."""
        for slug in two_slugs(value):
            about = About.objects.at(self.moment.seq).filter(entry__in=self.entry(name, "actor", slug))
            rows = rows.filter(entry__in=about.values("owner"))
        return rows

    def by_topic(self, rows, name, value):
        """Entries of a topic or one below it, and those with a claim in it."""
        at = Mention.objects.at(self.moment.seq).filter(target__in=self.topics(value), via__in=("topics", "topic"))
        return rows.filter(entry__in=at.values("owner"))

    def by_source(self, rows, name, value):
        """Entries with a claim that cites the source."""
        source = self.entry(name, "source", value)
        cited = Mention.objects.at(self.moment.seq).filter(target__in=source, via="citations")
        return rows.filter(entry__in=cited.values("owner"))

    def by_first_day(self, rows, name, value):
        """Entries that may have lasted to the first day of `value` or later."""
        return rows.filter(e2__gte=day_bound(value, last=False))

    def by_last_day(self, rows, name, value):
        """Entries that may have begun by the last day of `value`."""
        return rows.filter(s1__lte=day_bound(value, last=True))


class ClaimFilter(RecordFilter):
    """Filters of the list of claims."""

    actor = django_filters.CharFilter(method="by_actor", max_length=200, label="one of its two sides, by slug")
    between = PairFilter(method="by_pair", max_length=401, label="its two sides, by slug: russia,turkey")
    topic = django_filters.CharFilter(method="by_topic", max_length=200, label="its topic or one above it, by slug")
    source = django_filters.CharFilter(method="by_source", max_length=200, label="a source it cites, by slug")
    kind = django_filters.ChoiceFilter(
        choices=[(name, name) for name in KINDS], method="by_kind", label="the kind of entry that it belongs to"
    )
    predicate = django_filters.CharFilter(max_length=24, label="what it says: member, phase, sanctions …")
    certainty = django_filters.ChoiceFilter(choices=[(value, value) for value in CERTAINTIES])
    standing = django_filters.ChoiceFilter(choices=[(value, value) for value in STANDINGS])
    status = django_filters.CharFilter(max_length=40)
    role = django_filters.CharFilter(max_length=40)
    level_min = django_filters.NumberFilter("level", lookup_expr="gte", min_value=-3, max_value=3, decimal_places=0)
    level_max = django_filters.NumberFilter("level", lookup_expr="lte", min_value=-3, max_value=3, decimal_places=0)
    date_after = EDTFFilter(last=False, method="by_first_day")
    date_before = EDTFFilter(last=True, method="by_last_day")

    class Meta:
        model = Claim
        fields: list[str] = []

    def by_actor(self, rows, name, value):
        """Claims on either side of which the actor stands."""
        about = About.objects.at(self.moment.seq).filter(entry__in=self.entry(name, "actor", value))
        return rows.filter(id__in=about.values("claim"))

    def by_pair(self, rows, name, value):
        """Claims between the two, in either direction."""
        one, other = (self.entry(name, "actor", slug) for slug in two_slugs(value))
        return rows.filter(Q(lo__in=one, hi__in=other) | Q(lo__in=other, hi__in=one))

    def by_topic(self, rows, name, value):
        """Claims in a topic or one below it."""
        return rows.filter(topic__in=self.topics(value))

    def by_source(self, rows, name, value):
        """Claims that cite the source."""
        source = self.entry(name, "source", value)
        cited = Mention.objects.at(self.moment.seq).filter(target__in=source, via="citations")
        return rows.filter(id__in=cited.values("claim"))

    def by_kind(self, rows, name, value):
        """Claims of entries of one kind."""
        return rows.filter(owner__in=Face.objects.at(self.moment.seq).filter(kind=value).values("entry"))

    def by_first_day(self, rows, name, value):
        """Claims that may have held on the first day of `value` or later."""
        return rows.filter(e2__gte=day_bound(value, last=False))

    def by_last_day(self, rows, name, value):
        """Claims that may have begun by the last day of `value`."""
        return rows.filter(s1__lte=day_bound(value, last=True))
