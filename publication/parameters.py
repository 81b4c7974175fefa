"""What a filter of the record is made of: lists, negation, days, pairs; and how a bad one is refused.

A value that names nothing is refused by name instead of giving an empty list, and so is a parameter that no
list knows: a misspelt filter would otherwise answer with everything.

One grammar for all of them: `kind=event,statement` asks for any of the two, `not_kind=source` for all but that.
"""

import difflib
from collections.abc import Callable

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from publication.chronology import EDTFError, parse
from publication.kinds import KINDS
from publication.models import Face
from publication.reading.find import did_you_mean, not_public, suggest
from publication.reading.moment import BadParameter, Moment
from publication.reading.topics import with_all_below

# Parameters that every list takes besides its filters.
COMMON = ("as_of", "known_at", "cursor", "limit", "format")
# So many values may stand in one parameter.
MOST_VALUES = 50
# So many known values are named in a message.
NAMED = 40


class BadParameters(ValueError):
    """Several parameters that cannot be read, each with its message."""

    def __init__(self, errors: list[BadParameter]):
        self.errors = errors
        super().__init__("; ".join(f"{error.name}: {error}" for error in errors))


def number_of(namespace: str, *slugs: str, moment: Moment) -> QuerySet:
    """A subquery for the numbers of public entries by slug; empty if there is none."""
    rows = Face.objects.at(moment.seq).filter(namespace=namespace, slug__in=slugs, state=Face.State.PUBLIC)
    return rows.values("entry")


def values_of(value: str) -> list[str]:
    """The values that a comma separates, each once. Raises ValidationError."""
    parts = [part.strip() for part in value.split(",")]
    if not any(parts):
        raise ValidationError(_("names nothing. Give a value, or several with commas between them."))
    if not all(parts):
        raise ValidationError(_("has a comma with no value beside it. Give several values as in: one,other."))
    if len(parts) > MOST_VALUES:
        raise ValidationError(
            _("names %(count)s values. Give up to %(most)s.") % {"count": len(parts), "most": MOST_VALUES}
        )
    return list(dict.fromkeys(parts))


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
        super().__init__(max_length=100, **kwargs)
        self.extra["validators"] = [lambda value: day_bound(value, last=last)]


class AnyOf(django_filters.CharFilter):
    """Any of some values or, with `exclude`, none of them.

    The filter set says what a value means in `which_NAME(values)`, which returns a condition, or None where it has
    noted the condition itself.
    """

    def __init__(self, name: str, *, choices: tuple[str, ...] = (), pair: bool = False, **kwargs):
        super().__init__(max_length=401 if pair else 2000, **kwargs)
        self.name = name
        self.choices = choices
        self.pair = pair
        self.extra["validators"] = [two_slugs if pair else self.check]

    def check(self, value: str) -> None:
        """Refuse values that are none of the choices. Raises ValidationError."""
        for one in values_of(value):
            if self.choices and one not in self.choices:
                near = difflib.get_close_matches(one, self.choices, 1)
                values = _("Values are: %(values)s.") % {"values": ", ".join(self.choices)}
                hint = did_you_mean(near[0]) if near else values
                raise ValidationError(_("'%(value)s' is not one of its values.") % {"value": one[:40]} + f" {hint}")

    def filter(self, qs, value):
        """Narrow a list. With a list of values, or negated, an unknown name is always looked for."""
        if not value:
            return qs
        values = list(two_slugs(value)) if self.pair else values_of(value)
        if self.exclude or (len(values) > 1 and not self.pair):
            self.parent.every_name_counts = True
        self.parent.negated = self.exclude
        condition = getattr(self.parent, f"which_{self.name}")(values)
        return qs.exclude(condition) if self.exclude else qs.filter(condition)


def either(name: str, label: str, **kwargs) -> tuple[AnyOf, AnyOf]:
    """The two filters of one parameter, `NAME` and `not_NAME`."""
    return AnyOf(name, label=label, **kwargs), AnyOf(name, label=f"leaves out: {label}", exclude=True, **kwargs)


class RecordFilter(django_filters.FilterSet):
    """What every filter set of the record shares: it is bound to a moment and refuses what it does not know.

    `also` are parameters that the caller reads itself.
    """

    def __init__(self, data, queryset, *, moment: Moment, also: tuple[str, ...] = ()):
        self.moment = moment
        self.also = also
        self.named: list[tuple[str, str, str]] = []
        # Values of columns whose vocabulary is the record's own: (parameter, values, rows, column).
        self.told: list[tuple[str, list[str], Callable[[], QuerySet], str]] = []
        self.every_name_counts = False
        # Whether the filter that is being applied leaves out.
        self.negated = False
        # A filter is copied for each request: of those that are not asked for, none.
        self.base_filters = {name: found for name, found in type(self).base_filters.items() if name in data}
        super().__init__(data, queryset=queryset)

    def apply(self) -> QuerySet:
        """Return the filtered rows. Raises BadParameters for unknown parameters and bad values."""
        errors = []
        known = {*type(self).base_filters, *COMMON, *self.also}
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
        found = self.qs
        if self.every_name_counts:
            # An unknown name among several would go unseen; among those left out, always.
            self.check_names()
        return found

    def check_names(self) -> None:
        """Raise BadParameters if a value among the filters names nothing. Asked only when nothing was found."""
        errors = []
        for name, namespace, slug in self.named:
            if not number_of(namespace, slug, moment=self.moment).exists():
                kind = next(kind for kind in KINDS.values() if kind.namespace == namespace)
                near = suggest(slug, self.moment, kind, 1)
                errors.append(BadParameter(name, not_public(namespace, slug, near)))
        for name, values, rows, column in self.told:
            for value in values:
                if not rows().filter(**{column: value}).exists():
                    known = rows().exclude(**{column: ""}).order_by(column).values_list(column, flat=True).distinct()
                    said = _("nothing has '%(value)s' here. Values are: %(values)s.")
                    words = ", ".join(known[:NAMED]) or _("none at this moment")
                    errors.append(BadParameter(name, said % {"value": value[:40], "values": words}))
        if errors:
            raise BadParameters(errors)

    def entry(self, parameter: str, namespace: str, *slugs: str) -> QuerySet:
        """The numbers of the entries that a parameter names, as a subquery; remembered for `check_names`."""
        self.named += [(self._spelt(parameter), namespace, slug) for slug in slugs]
        return number_of(namespace, *slugs, moment=self.moment)

    def topics(self, *slugs: str) -> set[int]:
        """The numbers of some topics and all below them."""
        return with_all_below(self.entry("topic", "topic", *slugs).values_list("entry", flat=True), self.moment)

    def in_column(self, parameter: str, values: list[str], rows: Callable[[], QuerySet], column: str = "") -> Q:
        """The condition that a column has one of some values; remembered for `check_names`."""
        column = column or parameter
        self.told.append((self._spelt(parameter), values, rows, column))
        return Q(**{f"{column}__in": values})

    def _spelt(self, parameter: str) -> str:
        """The parameter as it stands in the address."""
        return f"not_{parameter}" if self.negated and f"not_{parameter}" in self.filters else parameter
