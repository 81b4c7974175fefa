"""What the charts of agreements and indicators offer to take away: tables and drawings."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from events.lives import in_order as steps_in_order
from events.lives import life_chart, life_title
from events.measures import chart_of, chart_title
from events.measures import in_order as observations_in_order
from publication.figures import FigureFile
from publication.models import Face
from publication.pages import EntryPage
from publication.reading.moment import Moment
from publication.sheets import CLAIM_HEADER, claim_cells, csv_response

LIFE_HEADER = ["number", "step", "party", "place", "successor", *CLAIM_HEADER]
VALUES_HEADER = ["respondent", "subject", "value", "unit", "rank", "rank_of", "list", "computed", *CLAIM_HEADER]


def _slug(entry: dict | None) -> str:
    return (entry or {}).get("slug", "")


class LifeTable(EntryPage):
    """An agreement's steps with their bounds, certainty and sources."""

    kind = "agreement"

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the table, numbered as in the drawing."""
        _, parts = self.content(face, moment)
        rows = (
            [
                row["n"],
                row["claim"]["kind"],
                _slug(row["claim"].get("object")),
                row["claim"].get("place"),
                _slug(row["claim"].get("successor")),
                *claim_cells(row["claim"], face.revision),
            ]
            for row in steps_in_order(parts.get("steps", []))
        )
        return csv_response(f"{face.slug}-life", LIFE_HEADER, rows)


class LifeFigure(FigureFile):
    """An agreement's life, a line for each party."""

    kind = "agreement"
    name = "life"
    reading = _("Thick: in force. Thin: signed alone, or suspended. Hatched: possible. Dotted: no end is recorded.")

    def figure(self, face: Face, moment: Moment) -> tuple[list, str]:
        """The chart of its page."""
        entry, parts = self.content(face, moment)
        title = life_title(entry)
        return life_chart(parts.get("parties", []), steps_in_order(parts.get("steps", [])), moment, title), title


class ValuesTable(EntryPage):
    """An indicator's observations, as printed, with their sources."""

    kind = "indicator"

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the table, in the order of the page."""
        entry, parts = self.content(face, moment)
        rows = (
            [
                _slug(claim.get("subject")),
                _slug(claim.get("object")),
                claim["value"],
                entry["unit"],
                claim["rank"],
                claim["rank_of"],
                claim["group"],
                claim["computed"],
                *claim_cells(claim, face.revision),
            ]
            for claim in observations_in_order(parts.get("observations", []))
        )
        return csv_response(f"{face.slug}-values", VALUES_HEADER, rows)


class ValuesFigure(FigureFile):
    """An indicator's values."""

    kind = "indicator"
    name = "values"

    def figure(self, face: Face, moment: Moment) -> tuple[list, str]:
        """The chart of its page."""
        entry, parts = self.content(face, moment)
        return chart_of(entry, parts.get("observations", []))[1], chart_title(entry)
