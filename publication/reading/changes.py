"""When things happened and when levels changed: what a slider over the years shows."""

from collections import Counter
from datetime import date

from django.db.models import Count, Exists, OuterRef

from publication.chronology import FUTURE, PAST
from publication.models import About, Claim, Face
from publication.reading.moment import Moment
from publication.reading.names import names_at
from publication.reading.standing import OVERALL, topic_number


def events_per_year(years: range, moment: Moment) -> dict[int, int]:
    """Return how many events each year has, by the first day on which an event may have begun."""
    first, last = date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal()
    rows = Face.objects.at(moment.seq).filter(kind="event", state=Face.State.PUBLIC, sort_day__range=(first, last))
    counted: Counter = Counter(dict.fromkeys(years, 0))
    for day, number in rows.values_list("sort_day").annotate(number=Count("id")).order_by():
        counted[date.fromordinal(day).year] += number
    return dict(counted)


def level_changes(actor: int, moment: Moment) -> tuple[dict | None, dict | None]:
    """Return the nearest days before and after the moment's on which an overall phase of an actor's dyads begins.

    A phase is taken to begin on the last day on which it may have begun: from then on it certainly holds. Each is
    {day, dyads}: the names of the dyads that change on it.
    """
    overall = topic_number(OVERALL, moment)
    rows = About.objects.at(moment.seq).filter(
        entry=actor, predicate="phase", topic=overall, s2__gt=PAST, s2__lt=FUTURE
    )
    # Asked of each claim by itself: as a list it would be all claims of the record.
    rows = rows.filter(Exists(Claim.objects.at(moment.seq).filter(id=OuterRef("claim")).exclude(standing="rejected")))
    found = []
    for near in (
        rows.filter(s2__lt=moment.day_number).order_by("-s2"),
        rows.filter(s2__gt=moment.day_number, s2__lte=moment.today.toordinal()).order_by("s2"),
    ):
        day = near.values_list("s2", flat=True).first()
        found.append(None if day is None else _change(day, rows, moment))
    return found[0], found[1]


def _change(day: int, rows, moment: Moment) -> dict:
    owners = list(rows.filter(s2=day).values_list("owner", flat=True).distinct())
    return {
        "day": date.fromordinal(day),
        "dyads": sorted(name["title"] for name in names_at(owners, moment.seq).values()),
    }
