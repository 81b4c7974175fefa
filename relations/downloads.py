"""What a dyad's chart offers to take away: its phases as a table, itself as a drawing."""

from django.http import HttpResponse

from publication.figures import FigureFile
from publication.models import Claim, Face
from publication.pages import EntryPage
from publication.reading.moment import Moment
from publication.reading.standing import bodies_of
from publication.sheets import CLAIM_HEADER, claim_cells, csv_response
from publication.templatetags.chancery import level_word
from relations.charts import marking_events, series_of, step_chart

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
    reading = "Above the line they cooperate, below it they oppose each other. Hatched: possible. Dashed: contested."

    def figure(self, face: Face, moment: Moment) -> tuple[list, str]:
        """The chart of its page."""
        series = series_of(face.entry, moment)
        rows = Claim.objects.at(moment.seq).filter(owner=face.entry, lo__isnull=False)
        sides = list(rows.values_list("lo", "hi").first() or [])
        marks = marking_events(face.entry, sides, series, moment) if series else []
        title = f"{face.title}: level by topic over time"
        return step_chart(series, [(mark["day"], mark["n"]) for mark in marks], title), title
