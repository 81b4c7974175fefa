"""What a dyad's chart draws: its phases by topic over time, and the events that mark it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from publication.chronology import FUTURE, PAST
from publication.drawing.bars import Bar, bars
from publication.drawing.scale import span_of
from publication.drawing.steps import Line, steps
from publication.models import About, Claim, Face
from publication.reading.moment import Moment
from publication.reading.names import names_at
from publication.reading.related import documents
from publication.reading.series import Stretch, stretches
from publication.reading.standing import OVERALL
from publication.templatetags.chancery import period_words, term
from relations.dyads import tie_name

# No chart begins before this day: what is only known to have begun earlier starts at the left edge.
EARLIEST = date(1990, 1, 1).toordinal()
MARKS = 9
PHASES = 400
CONTESTED = ("contested", "rejected")


@dataclass(frozen=True)
class Series:
    """A dyad over time: for each topic (its name as everywhere) its stretches and its contested phases."""

    topics: list[tuple[dict, list[Stretch], list[Claim]]]
    first: int
    last: int

    def __bool__(self):
        return bool(self.topics)


def series_of(dyad: int, moment: Moment) -> Series:
    """Return how a dyad stood over time in each topic, 'overall' first, then by when a topic begins."""
    return series_together([dyad], moment)[0]


def series_together(dyads: list[int], moment: Moment) -> list[Series]:
    """Return how each dyad stood over time, all over the same span of days, so that they share one axis."""
    phases = Claim.objects.at(moment.seq).filter(predicate="phase")
    rows = {dyad: list(phases.filter(owner=dyad).order_by("sort_day", "id")[:PHASES]) for dyad in dyads}
    known = (day for some in rows.values() for row in some for day in (row.s1, row.s2, row.e1, row.e2))
    days = [day for day in known if day not in (PAST, FUTURE)]
    first, last = span_of(days, moment.today.toordinal(), EARLIEST)
    names = names_at({row.topic for some in rows.values() for row in some if row.topic}, moment.seq)
    return [_series(rows[dyad], names, first, last) for dyad in dyads]


def _series(rows: list[Claim], names: dict[int, dict], first: int, last: int) -> Series:
    by_topic = defaultdict(list)
    for row in rows:
        by_topic[row.topic].append(row)
    found = [
        (names[topic], stretches(group, first, last), [row for row in group if row.standing in CONTESTED])
        for topic, group in by_topic.items()
        if topic in names
    ]
    found = [item for item in found if item[1] or item[2]]
    found.sort(key=lambda item: (item[0]["slug"] != OVERALL, item[1][0].first if item[1] else last, item[0]["title"]))
    return Series(found, first, last)


def step_chart(series: Series, marks: list[tuple[int, str]], title: str) -> list:
    """The chart in two sizes, as SVG text."""
    lines = [Line(topic["title"], some, _rivals(contested, series)) for topic, some, contested in series.topics]
    return steps(lines, marks, series.first, series.last, title, series.last)


def _rivals(rows: list[Claim], series: Series) -> list[tuple[int, int, int, str]]:
    """Contested phases as outlines, each with a letter, over the days on which they are sure to be meant."""
    found = []
    for row in rows:
        if row.level is None:
            continue
        first = max(row.s2 if row.s2 != FUTURE else row.e1, series.first)
        last = min(max(row.e1, row.s2), series.last)
        if first <= last:
            found.append((first, last, row.level, "ABCDEFGH"[len(found) % 8]))
    return found


def marking_events(dyad: int, sides: list[int], series: Series, moment: Moment) -> list[dict]:
    """Return up to nine events that mark the chart, numbered in order of time: {n, day, entry, when (in words)}.

    First those that a source ties to the dyad itself, then those of both actors whose day or month is known.
    """
    at = Face.objects.at(moment.seq).filter(kind="event", state=Face.State.PUBLIC)
    at = at.filter(s1__gte=series.first, s2__lte=series.last)
    about = About.objects.at(moment.seq)
    tied = at.filter(entry__in=about.filter(entry=dyad, predicate="linked").values("owner"))
    found = list(tied.order_by("sort_day", "entry")[:MARKS])
    if len(found) < MARKS:
        both = at
        for side in sides:
            both = both.filter(entry__in=about.filter(entry=side).values("owner"))
        more = both.order_by("sort_day", "entry")[:60]
        seen = {face.entry for face in found}
        found += [face for face in more if face.entry not in seen and face.s2 - face.s1 <= 31][: MARKS - len(found)]
    found.sort(key=lambda face: (face.sort_day, face.entry))
    return [
        {"n": str(place), "day": face.s2, "entry": entry, "when": _when(entry)}
        for place, (face, entry) in enumerate(zip(found, documents(found, moment), strict=True), 1)
    ]


def _when(event: dict) -> str:
    """An event's date in words, by its first occurrence."""
    return next((period_words(claim) for claim in event["claims"] if claim["predicate"] == "occurred"), "")


def day_mark(moment: Moment) -> str:
    """The words on the line that marks the moment's day."""
    return _("today") if moment.is_today else moment.day.isoformat()


def level_title(title: str) -> str:
    """What a dyad's step chart is called."""
    return _("%(title)s: level by topic over time") % {"title": title}


def ties_title(title: str) -> str:
    """What the drawing of a dyad's ties is called."""
    return _("%(title)s: ties over time") % {"title": title}


# Statuses under full membership are drawn thin.
LESSER = ("observer", "associate", "participant", "candidate", "applicant", "suspended", "withdrawn", "expelled")
BARS = 40


def period_chart(claims: list[tuple[str, dict]], moment: Moment, title: str) -> list:
    """Draw dated claims as bars: (name, claim). Those without any date or beyond the fortieth are for the table."""
    rows = []
    for name, claim in claims:
        start, latest, end, last = bounds(claim)
        if (start, latest, end, last) != (PAST, FUTURE, PAST, FUTURE) and claim["standing"] != "rejected":
            status = claim.get("status") or ""
            words = ", ".join(
                part for part in (term(status) if status != "member" else "", period_words(claim)) if part
            )
            ongoing = bool(claim["period"]["ongoing"])
            rows.append(Bar(name, words, start, latest, end, last, ongoing, thin=status in LESSER))
    rows = sorted(rows, key=lambda row: (min(row.s2, row.e1 if row.e1 != PAST else FUTURE), row.name))[:BARS]
    if not rows:
        return []
    days = [day for row in rows for day in (row.s1, row.s2, row.e1) if day not in (PAST, FUTURE)]
    first, last = span_of([*days, moment.day_number], moment.today.toordinal(), date(1945, 1, 1).toordinal())
    return bars(rows, first, last, moment.day_number, day_mark(moment), title)


def tie_chart(ties: list[dict], moment: Moment, title: str) -> list:
    """Draw a dyad's ties as bars, in two sizes."""
    return period_chart([(tie_name(claim), claim) for claim in ties], moment, title)


def bounds(claim: dict) -> tuple[int, int, int, int]:
    """A claim's four bounds as day numbers."""
    period = claim["period"]
    edges = (("start_earliest", PAST), ("start_latest", FUTURE), ("end_earliest", PAST), ("end_latest", FUTURE))
    found = [date.fromisoformat(period[key]).toordinal() if period[key] else edge for key, edge in edges]
    return found[0], found[1], found[2], found[3]
