"""What changed between two days: levels, memberships, ties, agreements' steps, and the events between.

A change is certain if both bounds of its date lie between the days, possible if it may also lie outside.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publication.chronology import FUTURE, PAST
from publication.dates import describe
from publication.drawing.shifts import Shift, shifts
from publication.languages import local
from publication.models import About, Claim, Face
from publication.reading.moment import BadParameter, Moment, read_day
from publication.reading.names import names_at, title_of
from publication.reading.standing import OVERALL, Standing, bodies_of, standing, topic_number
from relations.explore.asking import Asking
from relations.explore.filters import TimelineFilter, dated_claims

DYADS = 400  # dyads that are looked at
LIMIT = 60  # rows of each part of an answer
# Without an actor, so many memberships and ties are looked through: those that began last.
SCAN = 20_000
USUAL = timedelta(days=3652)


@dataclass(frozen=True)
class Question:
    """The two days, and whom and what is asked about."""

    first: date
    last: date
    actor: Face | None
    topic: Face | None

    @property
    def days(self) -> tuple[int, int]:
        """The days as numbers."""
        return self.first.toordinal(), self.last.toordinal()


def question(asking: Asking, moment: Moment) -> Question:
    """Read the parameters; `to` is otherwise the moment's day, `from` ten years before it. Raises BadParameter."""
    last = read_day("to", asking.values["to"]) if "to" in asking.values else moment.day
    usual = date.fromordinal(max(last.toordinal() - USUAL.days, 1))
    first = read_day("from", asking.values["from"]) if "from" in asking.values else usual
    if first >= last:
        known = {"first": first, "last": last}
        raise BadParameter("from", _("%(first)s is not before %(last)s, the other day.") % known)
    return Question(first, last, asking.entry("actor", "actor"), asking.entry("topic", "topic"))


@dataclass(frozen=True)
class LevelChange:
    """A dyad that stood otherwise on the second day than on the first; None: the record says nothing of that day."""

    dyad: dict
    before: Standing | None
    after: Standing | None

    @property
    def claims(self) -> list[dict]:
        """The phases that count on the two days, each once."""
        both = [*(self.before.claims if self.before else []), *(self.after.claims if self.after else [])]
        return list({claim["id"]: claim for claim in both}.values())


def level_changes(asked: Question, moment: Moment) -> tuple[list[LevelChange], bool]:
    """Return the dyads whose level on the topic (the whole relation, if none) differs, by title; and if there are more.

    By the rule of the map (`publication.reading.standing`), a standing changes only where a bound of one of its
    phases lies between the days: only such dyads are looked at.
    """
    first, last = asked.days
    topic = asked.topic.entry if asked.topic else topic_number(OVERALL, moment)
    phases = Claim.objects.at(moment.seq).filter(predicate="phase", topic=topic)
    turning = phases.filter(
        Q(s1__gt=first, s1__lte=last)
        | Q(s2__gt=first, s2__lte=last)
        | Q(e1__gte=first, e1__lt=last)
        | Q(e2__gte=first, e2__lt=last)
    )
    if asked.actor:
        about = About.objects.at(moment.seq).filter(entry=asked.actor.entry, predicate="phase", topic=topic)
        turning = turning.filter(id__in=about.values("claim"))
    owners = list(turning.order_by("owner").values_list("owner", flat=True).distinct()[: DYADS + 1])
    then = Q(s1__lte=first, e2__gte=first) | Q(s1__lte=last, e2__gte=last)
    rows = list(phases.filter(then, owner__in=owners[:DYADS]))
    bodies, names = bodies_of(rows, moment), names_at(owners[:DYADS], moment.seq)
    by_dyad = defaultdict(list)
    for row in rows:
        by_dyad[row.owner].append(row)
    found = []
    for owner, group in by_dyad.items():
        before, after = standing(group, first, bodies), standing(group, last, bodies)
        if _level(before) != _level(after) and owner in names:
            found.append(LevelChange(names[owner], before, after))
    found.sort(key=lambda change: (change.dyad["title"], change.dyad["slug"]))
    return found[:LIMIT], len(owners) > DYADS or len(found) > LIMIT


def _level(stands: Standing | None) -> tuple[bool, int | None]:
    return stands is not None, stands.level if stands else None


@dataclass(frozen=True)
class Turns:
    """Claims that began or ended between the days, each as the public reads it with `sure`; what was left out."""

    begun: list[dict]
    ended: list[dict]
    more: bool
    scanned: int

    @property
    def claims(self) -> list[dict]:
        """All of them."""
        return [*self.begun, *self.ended]


def turns(asked: Question, predicates: tuple[str, ...], moment: Moment) -> Turns:
    """Return the memberships or ties that began or ended after the first day and by the second.

    What has no first day has not been seen to begin, and what has no last day not to end.
    """
    first, last = asked.days
    rows = Claim.objects.at(moment.seq).filter(predicate__in=predicates)
    scanned = 0
    if asked.actor:
        about = About.objects.at(moment.seq).filter(entry=asked.actor.entry, predicate__in=predicates)
        rows = rows.filter(id__in=about.values("claim"))
    else:
        known = rows.filter(sort_day__lte=last)
        if known[SCAN : SCAN + 1].exists():
            scanned = SCAN
            rows = rows.filter(sort_day__gte=known.order_by("-sort_day").values_list("sort_day", flat=True)[SCAN])
    rows = rows.exclude(standing="rejected")
    if asked.topic:
        rows = rows.filter(topic=asked.topic.entry)
    begun = rows.filter(s1__gt=PAST, s1__lte=last, s2__gt=first, s2__lt=FUTURE).order_by("s1", "id")
    ended = rows.filter(e1__gt=PAST, e1__lt=last, e2__gte=first, e2__lt=FUTURE).order_by("e1", "id")
    began, more_begun = _claims(begun, moment, lambda row: row.s1 > first and row.s2 <= last)
    stopped, more_ended = _claims(ended, moment, lambda row: row.e1 >= first and row.e2 < last)
    return Turns(began, stopped, more_begun or more_ended, scanned)


def _claims(rows: QuerySet, moment: Moment, sure) -> tuple[list[dict], bool]:
    found = list(rows[: LIMIT + 1])
    bodies = bodies_of(found[:LIMIT], moment)
    return [{**bodies[row.id], "sure": sure(row)} for row in found[:LIMIT]], len(found) > LIMIT


def between(asked: Question, kind: str, moment: Moment) -> tuple[QuerySet, str]:
    """Return what the timeline has of one kind from the first day to the second, and the address of that."""
    data = QueryDict(mutable=True)
    data.update({"kind": kind, "date_after": asked.first.isoformat(), "date_before": asked.last.isoformat()})
    data.update({name: face.slug for name in ("actor", "topic") if (face := getattr(asked, name))})
    rows = TimelineFilter(data, dated_claims(moment.seq), moment=moment).apply()
    clocks = f"&{moment.query}" if moment.query else ""
    return rows, f"{local('/timeline/')}?{data.urlencode()}{clocks}"


def steps(asked: Question, moment: Moment) -> tuple[list[dict], bool, str]:
    """Return the agreements' steps between the days, if there are more, and where they all are."""
    rows, address = between(asked, "agreement", moment)
    found, more = _claims(rows.order_by("sort_day", "id"), moment, lambda row: row.s2 <= asked.days[1])
    return found, more, address


def sentence(asked: Question, changed: int, turned: list[Turns], taken: int) -> str:
    """What is shown, in words that name the days and the filters."""
    begun, ended = (sum(len(getattr(turn, way)) for turn in turned) for way in ("begun", "ended"))
    days = {"first": describe(asked.first.isoformat()), "last": describe(asked.last.isoformat())}
    said = [_("What changed between %(first)s and %(last)s") % days]
    if asked.actor:
        said.append(_(" for %(actor)s") % {"actor": title_of(asked.actor)})
    if asked.topic:
        said.append(_(", on %(topic)s") % {"topic": title_of(asked.topic)})
    if asked.topic:
        ties = ngettext("%(begun)s tie begun and %(ended)s ended", "%(begun)s ties begun and %(ended)s ended", begun)
    else:
        ties = ngettext(
            "%(begun)s membership or tie begun and %(ended)s ended",
            "%(begun)s memberships and ties begun and %(ended)s ended",
            begun,
        )
    parts = [
        ngettext("%(number)s level", "%(number)s levels", changed) % {"number": changed},
        ties % {"begun": begun, "ended": ended},
        ngettext("%(number)s step of agreements", "%(number)s steps of agreements", taken) % {"number": taken},
    ]
    return f"{''.join(said)}: {', '.join(parts)}."


def draw(changes: list[LevelChange], asked: Question) -> list:
    """The levels on the two days, as a chart in two sizes; those that only have a trend are for the table."""
    rows = []
    for change in changes:
        days = (change.before, change.after)
        levels, maybe = [_level(stands)[1] for stands in days], [bool(s and s.holds == "possible") for s in days]
        if any(level is not None for level in levels):
            rows.append(Shift(change.dyad["title"], *levels, *maybe))
    days = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
    return shifts(rows, _("Levels on %(first)s and on %(last)s") % days) if rows else []
