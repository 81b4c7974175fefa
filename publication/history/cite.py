"""Citations as files: /events/munich-speech-2007/cite.bib."""

from django.http import HttpResponse

from publication.history.citation import FORMS, citation_of
from publication.models import Face
from publication.pages import EntryPage
from publication.reading.moment import Moment


class CiteFile(EntryPage):
    """The citation of the page at the same moment, as a file; addresses without an entry answer as its page does."""

    form = "txt"

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the file."""
        entry, _ = self.content(face, moment)
        cited = citation_of(entry, moment, self.request)
        response = HttpResponse(cited.as_form(self.form), content_type=FORMS[self.form])
        if self.form != "txt":
            response["Content-Disposition"] = f'attachment; filename="{face.slug}-{cited.seq}.{self.form}"'
        return response
