"""The home page: how the world stood with the focus actor on the chosen day."""

from datetime import date
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Count, F, Q
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from publication.drawing.world import plates
from publication.kinds import KINDS, counted
from publication.languages import local
from publication.listing import check_parameters, moment_of
from publication.models import Face, Revision
from publication.pages import RecordPage
from publication.reading.changes import events_per_year, level_changes
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of, shown_title, title_of
from publication.reading.related import documents
from publication.reading.standing import standings_of
from relations.worldmap import fills

LEVELS = (3, 2, 1, 0, -1, -2, -3, None)
# The years that the slider offers, before the record itself says more.
FIRST_YEAR = 1991
# Where nothing happened on this day of any year, so many events of so many days before or after it are shown.
NEAREST, NEAR = 3, 30


def focus_at(moment: Moment) -> Face | None:
    """The actor whose relations the site shows first, if the record holds it at the moment."""
    rows = Face.objects.at(moment.seq).filter(namespace="actor", state=Face.State.PUBLIC)
    return rows.filter(slug=settings.FOCUS_ACTOR).first()


class Home(RecordPage):
    """How the world stood with the focus actor on the chosen day."""

    def get(self, request):
        """Answer the home page; `year`, from the slider, leads to that year's last day."""
        check_parameters(request, ("as_of", "known_at", "year"))
        moment = moment_of(request)
        if "year" in request.GET:
            return self.last_day_of(request.GET["year"], moment)
        focus = focus_at(moment)
        dyads = standings_of(focus.entry, moment) if focus else []
        groups = [{"level": level, "dyads": [item for item in dyads if item[2].level == level]} for level in LEVELS]
        this_day, exactly = _on_this_day(moment)
        context = {
            "title": _("How the world stood with %(actor)s") % {"actor": title_of(focus)} if focus else "",
            "section": "home",
            "focus": focus,
            "focus_title": title_of(focus) if focus else "",
            "groups": [group for group in groups if group["dyads"]],
            "counted": len(dyads),
            "all_levels": LEVELS,
            "plates": plates(fills(focus, dyads, moment)) if focus else [],
            "slider": _slider(focus, moment) if focus else None,
            "changes": _last_changes(moment),
            "this_day": this_day,
            "exactly": exactly,
            "topics": _topics(moment),
            "counts": _counts(moment),
        }
        return self.page("home.html", moment, context)

    def last_day_of(self, text: str, moment: Moment) -> HttpResponseRedirect:
        """Lead to the last day of a year, or to today for this one. Raises BadParameter."""
        this = moment.today.year
        if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= this):
            known = {"value": text[:20], "first": FIRST_YEAR, "last": this}
            raise BadParameter("year", _("'%(value)s' is not a year from %(first)s to %(last)s.") % known)
        clocks = [] if int(text) == this else [f"as_of={text}-12-31"]
        clocks += [f"known_at={moment.known_at}"] if moment.known_at else []
        return HttpResponseRedirect(local("/") + ("?" + "&".join(clocks) if clocks else ""))


def _slider(focus: Face, moment: Moment) -> dict:
    """The slider's years with how much happened in each, and the nearest days on which a level changed."""
    years = range(FIRST_YEAR, moment.today.year + 1)
    counted = events_per_year(years, moment)
    most = max(counted.values(), default=0) or 1
    bars = [
        {
            "x": 3 + 20 * place,
            "y": 46 - (height := round(43 * counted[year] / most) if counted[year] else 0),
            "height": height,
            "on": year == moment.day.year,
        }
        for place, year in enumerate(years)
    ]
    before, after = level_changes(focus.entry, moment)
    return {
        "first": years[0],
        "last": years[-1],
        "value": min(max(moment.day.year, years[0]), years[-1]),
        "bars": bars,
        "width": 20 * len(bars),
        "marks": [year for year in years if (year - years[0]) % 7 == 0],
        "most": max(counted, key=counted.get),
        "before": before,
        "after": after,
    }


def _last_changes(moment: Moment, limit: int = 6) -> list[dict]:
    rows = list(
        Revision.objects.known_at(moment.seq).order_by("-seq").values("entry_id", "recorded_at", "operation")[:40]
    )
    faces = Face.objects.at(moment.seq).filter(public_id__in={row["entry_id"] for row in rows})
    known = {face.public_id: face for face in faces.defer("document")}
    found, seen = [], set()
    for row in rows:
        face = known.get(row["entry_id"])
        if face is not None and face.public_id not in seen and face.state == Face.State.PUBLIC:
            seen.add(face.public_id)
            found.append({"entry": name_of(face), "when": row["recorded_at"], "operation": row["operation"]})
    return found[:limit]


def _on_this_day(moment: Moment, limit: int = 5) -> tuple[list[dict], bool]:
    """Events that certainly began on this day of an earlier year, and True; else the nearest by the calendar."""
    certain = Face.objects.at(moment.seq).filter(kind="event", state=Face.State.PUBLIC, s1=F("s2"))
    same_days = [_in_year(moment.day, year) for year in _past_century(moment)]
    rows = list(certain.filter(s1__in=filter(None, same_days)).order_by("-sort_day", "entry")[:limit])
    if rows:
        return documents(rows, moment), True
    middles = [_in_year(moment.day, year) or date(year, 3, 1).toordinal() for year in _past_century(moment)]
    near = reduce(or_, (Q(s1__range=(day - NEAR, min(day + NEAR, moment.day_number))) for day in middles))
    by_distance = sorted(
        (min(abs(first - day) for day in middles), -first, entry)
        for entry, first in certain.filter(near).order_by("entry").values_list("entry", "s1")[:1000]
    )
    nearest = [entry for _, _, entry in by_distance[:NEAREST]]
    rows = {face.entry: face for face in certain.filter(entry__in=nearest)}
    return documents([rows[entry] for entry in nearest], moment), False


def _past_century(moment: Moment) -> range:
    return range(moment.day.year, max(moment.day.year - 100, 1), -1)


def _in_year(day: date, year: int) -> int | None:
    """The number of the same day of another year; None for 29 February of a common year."""
    try:
        return day.replace(year=year).toordinal()
    except ValueError:
        return None


def _topics(moment: Moment, limit: int = 12) -> list[Face]:
    rows = Face.objects.at(moment.seq).filter(kind="topic", state=Face.State.PUBLIC)
    return list(rows.order_by(shown_title()).defer("document")[:limit])


def _counts(moment: Moment) -> list[dict]:
    rows = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC)
    total = dict(rows.values_list("kind").annotate(n=Count("id")).order_by())
    return [
        {"words": counted(name, total[name]), "url": f"/{kind.folder}/"}
        for name, kind in KINDS.items()
        if name in total
    ]
