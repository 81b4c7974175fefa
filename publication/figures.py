"""What a chart offers to take away: itself as an SVG or PNG file, with its colours inside and where it comes from."""

from django.http import HttpResponse

from publication.drawing.raster import png
from publication.drawing.standalone import standalone
from publication.models import Face
from publication.pages import EntryPage, entry_page
from publication.reading import find
from publication.reading.moment import Moment


class FigureFile(EntryPage):
    """An entry's chart as a file; addresses that name no entry answer as its page does.

    `name` ends the file's name; `form` is 'svg' or 'png'; `reading` says in one line how to read the chart.
    """

    name = ""
    reading = ""
    form = "svg"

    def figure(self, face: Face, moment: Moment) -> tuple[list, str]:
        """Return the chart in two sizes, as SVG text, and its title; [] where there is nothing to draw."""
        raise NotImplementedError

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the wide drawing; 404 where nothing can be drawn."""
        drawn, title = self.figure(face, moment)
        if not drawn:
            return entry_page(self, find.Missing([]), moment)
        folder = self.request.path.rpartition("/")[0]
        address = self.request.build_absolute_uri(f"{folder}/")
        svg = standalone(drawn[0], title, f"Chancery, revision {face.revision}, {address}. CC BY 4.0.", self.reading)
        response = (
            HttpResponse(png(svg), content_type="image/png")
            if self.form == "png"
            else HttpResponse(svg, content_type="image/svg+xml")
        )
        response["Content-Disposition"] = f'attachment; filename="{face.slug}-{self.name}.{self.form}"'
        return response
