"""What a chart offers to take away: itself as an SVG or PNG file, with its colours inside and where it comes from."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from publication.drawing.raster import png
from publication.drawing.standalone import standalone
from publication.models import Face
from publication.pages import EntryPage, entry_page
from publication.reading import find
from publication.reading.moment import Moment
from publication.serving.client import network_of
from publication.serving.limits import Counter

# Drawings of each client: one that is not kept takes a processor up to a second.
DRAWN = Counter()


def figure_file(request: HttpRequest, markup: str, title: str, name: str, form: str, *, state: str, reading: str = ""):
    """Return a drawing of the page above this address as a file `name`.`form`, which is 'svg' or 'png'.

    `state` says which state of the record or of an entry it shows; `reading` in one line how to read the chart.
    429 to a client that has had settings.DRAWING_RATE PNG files made within a minute.
    """
    if form == "png" and settings.DRAWING_RATE and (client := network_of(request.META)):
        allowance = DRAWN.look(str(client), settings.DRAWING_RATE)
        if not allowance.left:
            response = render(request, "429.html", {"allowance": allowance}, status=429)
            response["Retry-After"] = str(allowance.seconds)
            return response
        DRAWN.use(str(client), settings.DRAWING_RATE)
    page = f"{request.path.rpartition('/')[0]}/"
    if asked := request.META.get("QUERY_STRING"):
        page += f"?{asked}"
    named = {"state": state, "address": request.build_absolute_uri(page)}
    svg = standalone(markup, title, _("Chancery, %(state)s, %(address)s. CC BY 4.0.") % named, reading)
    response = (
        HttpResponse(png(svg), content_type="image/png")
        if form == "png"
        else HttpResponse(svg, content_type="image/svg+xml")
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def record_state(moment: Moment) -> str:
    """Which state of the record a drawing of many entries shows."""
    return _("record no. %(seq)s") % {"seq": moment.seq}


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
        name, state = f"{face.slug}-{self.name}", _("revision %(seq)s") % {"seq": face.revision}
        return figure_file(self.request, drawn[0], title, name, self.form, state=state, reading=str(self.reading))
