"""Which dated things stand on the timeline."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.chronology import FUTURE, PAST
from publication.filters import EDTFFilter, RecordFilter, day_bound
from publication.models import About, Claim, Face, Mention
from publication.reading.moment import BadParameter

# What begins with each predicate, in the order of the facet: (the kind of entry, several of it).
DATED = {
    "occurred": ("event", gettext_lazy("events")),
    "step": ("agreement", gettext_lazy("steps of agreements")),
    "said": ("statement", gettext_lazy("statements")),
    "phase": ("relationship", gettext_lazy("phases that begin")),
}


def dated_claims(seq: int):
    """Claims that say when something began, as the record at `seq` has them; rejected ones are left out."""
    rows = Claim.objects.at(seq).filter(predicate__in=DATED)
    return rows.exclude(standing="rejected")


class TimelineFilter(RecordFilter):
    """The timeline's facets. Each thing stands on the first day on which it may have begun."""

    # What is past on a day stays on the timeline of that day.
    momentary = True

    kind = django_filters.ChoiceFilter(
        choices=[(kind, kind) for kind, _several in DATED.values()], method="by_kind", label="what it is a date of"
    )
    type = django_filters.CharFilter(method="by_type", max_length=30, label="the type of event")
    actor = django_filters.CharFilter(method="by_actor", max_length=200, label="an actor it is about, by slug")
    topic = django_filters.CharFilter(method="by_topic", max_length=200, label="a topic or one below it, by slug")
    date_after = EDTFFilter(last=False, method="by_first_day", label="from: 2007, 2007-02, 2007-02-10")
    date_before = EDTFFilter(last=True, method="by_last_day", label="to: 2007, 2007-02, 2007-02-10")

    class Meta:
        model = Claim
        fields: list[str] = []

    def apply(self):
        """Return the filtered claims that have a first possible day. Raises BadParameters."""
        return super().apply().filter(s1__gt=PAST, s1__lt=FUTURE)

    def whole(self):
        """Return all that the filters choose, with what no first day places. Raises BadParameters."""
        return super().apply()

    def check_names(self):
        """As for every list, and refuse a type that no event has. Asked only when nothing was found."""
        super().check_names()
        value = self.form.cleaned_data.get("type")
        if value and not self.types().filter(type=value).exists():
            known = ", ".join(self.types().order_by("type").values_list("type", flat=True).distinct()[:40])
            said = _("no event is of type '%(value)s'. Types are: %(known)s.")
            raise BadParameter("type", said % {"value": value, "known": known})

    def types(self):
        """Public events that have a type."""
        return Face.objects.at(self.moment.seq).filter(kind="event", state=Face.State.PUBLIC).exclude(type="")

    def by_kind(self, rows, name, value):
        """Dates of one kind of entry."""
        return rows.filter(predicate__in=[key for key, words in DATED.items() if words[0] == value])

    def by_type(self, rows, name, value):
        """Events of one type."""
        return rows.filter(owner__in=self.types().filter(type=value).values("entry"))

    def by_actor(self, rows, name, value):
        """Dates of entries with a claim about the actor: its dyads, what it took part in, said or signed."""
        about = About.objects.at(self.moment.seq).filter(entry__in=self.entry(name, "actor", value))
        return rows.filter(owner__in=about.values("owner"))

    def by_topic(self, rows, name, value):
        """Dates of entries of a topic or one below it, and phases in it."""
        topics = self.topics(value)
        owners = Mention.objects.at(self.moment.seq).filter(target__in=topics, via="topics", claim=None)
        return rows.filter(Q(topic__in=topics) | Q(owner__in=owners.values("owner")))

    def by_first_day(self, rows, name, value):
        """What may first have begun on the first day of `value` or later."""
        return rows.filter(sort_day__gte=day_bound(value, last=False))

    def by_last_day(self, rows, name, value):
        """What may first have begun by the last day of `value`."""
        return rows.filter(sort_day__lte=day_bound(value, last=True))
