"""Two dyads side by side: both step charts on one axis of time, and where their whole relations differed."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from publication.kinds import KINDS
from publication.languages import local
from publication.listing import check_parameters, moment_of
from publication.models import Claim, Face
from publication.pages import EntryPage, entry_page
from publication.reading import find
from publication.reading.find import not_public
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of, shown_title, title_of
from publication.reading.series import Stretch
from publication.reading.standing import OVERALL
from publication.sheets import csv_response
from publication.templatetags.chancery import with_query
from relations.charts import Series, level_title, marking_events, series_together, step_chart

CHOICES = 40


@dataclass(frozen=True)
class Days:
    """Days on which no dyad changed, with how each stood; None: the record says nothing."""

    first: date
    last: date
    stood: tuple[Stretch | None, ...]


def days_of(series: list[Series]) -> list[Days]:
    """Return the days of the dyads' whole relations, in order; days without a word on any are left out."""
    lines = [_overall(one) for one in series]
    edges = sorted({day for line in lines for part in line for day in (part.first, part.last + 1)})
    found = []
    for day, following in pairwise(edges):
        stood = tuple(next((part for part in line if part.first <= day <= part.last), None) for line in lines)
        if any(stood):
            found.append(Days(date.fromordinal(day), date.fromordinal(following - 1), stood))
    return found


def _overall(series: Series) -> list[Stretch]:
    return next((some for topic, some, _ in series.topics if topic["slug"] == OVERALL), [])


def sides_of(dyad: Face, moment: Moment) -> list[int]:
    """The numbers of a dyad's two actors."""
    rows = Claim.objects.at(moment.seq).filter(owner=dyad.entry, lo__isnull=False)
    return list(rows.values_list("lo", "hi").first() or [])


class RelationshipComparison(EntryPage):
    """A dyad beside another one: the page, or its table as a file."""

    kind = "relationship"
    form = "page"

    def get(self, request, slug: str):
        """Answer the page; addresses that name no dyad answer as its page does."""
        check_parameters(request, ("with", "as_of", "known_at"))
        moment = moment_of(request)
        return entry_page(self, find.by_slug(KINDS[self.kind], slug, moment), moment)

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Draw both, or ask which other one."""
        other = self.other(face, moment)
        dyads = [face, other] if other else [face]
        path = f"/relationships/{face.slug}/compare/"
        series = series_together([dyad.entry for dyad in dyads], moment)
        days = days_of(series)
        if self.form == "csv":
            rows = ([day.first, day.last, *(cell for part in day.stood for cell in _cells(part))] for day in days)
            header = ["first_day", "last_day"]
            header += [f"{what}:{dyad.slug}" for dyad in dyads for what in ("level", "holds")]
            return csv_response("-with-".join(dyad.slug for dyad in dyads), header, rows)
        names = [name_of(dyad) for dyad in dyads]
        asked = f"with={other.slug}" if other else ""
        pinned = f"{local(path)}?{asked}&as_of={moment.day}&known_at={moment.seq}".replace("?&", "?")
        context = {
            "title": _("%(title)s, compared") % {"title": names[0]["title"]},
            "section": "explore",
            "here": "compare",
            "crumbs": [
                {"title": _("Relationships"), "url": "/relationships/"},
                {**names[0], "url": f"/relationships/{face.slug}/"},
                {"title": _("Compare"), "url": ""},
            ],
            "names": names,
            "charts": [self.chart(dyad, line, moment) for dyad, line in zip(dyads, series, strict=True)],
            "since": date.fromordinal(series[0].first),
            "days": [
                {"first": day.first, "last": day.last, "stood": list(zip(names, day.stood, strict=True))}
                for day in days
            ],
            "asked": other.slug if other else "",
            "choices": self.choices(face, moment),
            "clock_keep": [("with", other.slug)] if other else [],
            "path": path,
            "pinned": self.request.build_absolute_uri(pinned),
            "files": [("CSV", with_query(f"{path}levels.csv{'?' if asked else ''}{asked}", moment.query))],
        }
        return self.page("explore/pairs.html", moment, context)

    def other(self, face: Face, moment: Moment) -> Face | None:
        """The dyad to compare with; None if the address names none. Raises BadParameter."""
        text = self.request.GET.get("with", "").strip()
        if not text:
            return None
        match find.by_slug(KINDS[self.kind], text, moment):
            case find.Found(other) if other.entry != face.entry:
                return other
            case find.Found(_):
                raise BadParameter("with", _("names the same relationship. Name another one."))
            case find.Elsewhere(path):
                slug = path.strip("/").rpartition("/")[2]
                raise BadParameter("with", _("this relationship is called '%(slug)s'.") % {"slug": slug})
            case _:
                near = find.suggest(text, moment, KINDS[self.kind], 1)
                missing = not_public("relationship", text, near)
                written = _("It is written russia--turkey.")
                raise BadParameter("with", missing if near else f"{missing} {written}")

    def chart(self, dyad: Face, series: Series, moment: Moment) -> dict:
        """One dyad's step chart with the events that mark it."""
        marks = marking_events(dyad.entry, sides_of(dyad, moment), series, moment) if series else []
        title = level_title(title_of(dyad))
        drawings = step_chart(series, [(mark["day"], mark["n"]) for mark in marks], title) if series else []
        return {"dyad": name_of(dyad), "drawings": drawings, "marks": marks}

    def choices(self, face: Face, moment: Moment) -> list[dict]:
        """Up to forty other dyads of either actor, by title."""
        sides = sides_of(face, moment)
        phases = Claim.objects.at(moment.seq).filter(predicate="phase").filter(Q(lo__in=sides) | Q(hi__in=sides))
        rows = Face.objects.at(moment.seq).filter(entry__in=phases.values("owner"), state=Face.State.PUBLIC)
        rows = rows.exclude(entry=face.entry).order_by(shown_title(), "entry").defer("document")
        return [name_of(dyad) for dyad in rows[:CHOICES]]


def _cells(stretch: Stretch | None) -> list:
    return [stretch.level, stretch.holds] if stretch else [None, None]
