"""What a dyad's chart offers to take away: its phases as a table, itself as a drawing."""

from django.http import HttpResponse

from publication.drawing.standalone import standalone
from publication.kinds import KINDS
from publication.listing import check_parameters, moment_of
from publication.models import Claim, Face
from publication.pages import EntryPage, entry_page
from publication.reading import find
from publication.reading.moment import Moment
from publication.reading.standing import bodies_of
from publication.sheets import csv_response
from publication.templatetags.chancery import level_word
from relations.charts import marking_events, series_of, step_chart

BOUNDS = ("start", "end", "seen", "start_earliest", "start_latest", "end_earliest", "end_latest", "ongoing", "inferred")
HEADER = ["topic", "level", "word", "trend", *BOUNDS, "certainty", "standing", "text", "sources", "claim", "revision"]


class LevelsFile(EntryPage):
    """A dyad's levels over time as a file; addresses that name no dyad answer as its page does."""

    kind = "relationship"

    def get(self, request, slug: str):
        """Answer the file."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        finding = find.by_slug(KINDS[self.kind], slug, moment)
        return entry_page(self, finding, moment)


class LevelsTable(LevelsFile):
    """Every phase with its bounds, certainty and sources."""

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the table, in order of time."""
        rows = list(Claim.objects.at(moment.seq).filter(predicate="phase", owner=face.entry).order_by("sort_day", "id"))
        bodies = bodies_of(rows, moment)
        return csv_response(f"{face.slug}-levels", HEADER, (_cells(bodies[row.id], face) for row in rows))


def _cells(claim: dict, face: Face) -> list:
    period = claim["period"]
    cited = "; ".join(f"{c['source']['slug']} | {c['locator']}" for c in claim["citations"] if c["source"])
    return [
        (claim.get("topic") or {}).get("slug"),
        claim["level"],
        level_word(claim["level"]) if claim["level"] is not None else "",
        claim["trend"],
        *(period[key] for key in BOUNDS),
        claim["certainty"],
        claim["standing"],
        claim["text"],
        cited,
        claim["id"],
        face.revision,
    ]


class LevelsDrawing(LevelsFile):
    """The step chart as an SVG file."""

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the wide drawing with its colours inside."""
        series = series_of(face.entry, moment)
        rows = Claim.objects.at(moment.seq).filter(owner=face.entry, lo__isnull=False)
        sides = list(rows.values_list("lo", "hi").first() or [])
        marks = marking_events(face.entry, sides, series, moment) if series else []
        title = f"{face.title}: level by topic over time"
        wide, _ = step_chart(series, [(mark["day"], mark["n"]) for mark in marks], title)
        address = self.request.build_absolute_uri(f"/relationships/{face.slug}/")
        source = f"Chancery, revision {face.revision}, {address}. CC BY 4.0."
        response = HttpResponse(standalone(wide, title, source), content_type="image/svg+xml")
        response["Content-Disposition"] = f'attachment; filename="{face.slug}-levels.svg"'
        return response
