"""Citations as files: /events/munich-speech-2007/cite.bib."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from publication.history.citation import FORMS, Citation, citation_of
from publication.history.revisions import OfEntry, citation_then, revision_asked
from publication.models import Face
from publication.pages import entry_page
from publication.reading import find
from publication.reading.moment import BadParameter, Moment


class CiteFile(OfEntry):
    """The citation of the page at the same moment, or of the revision that is asked for, as a file.

    Addresses without an entry answer as its page does; a withdrawn entry has its revisions still.
    """

    form = "txt"
    parameters = ("revision",)

    @property
    def below(self) -> str:
        """The file's name behind the entry's address."""
        return f"cite.{self.form}"

    def show(self, face: Face, moment: Moment) -> HttpResponse:
        """Answer the file. Raises BadParameter for a revision that nobody can read."""
        revision = revision_asked(self.request, "revision", face, moment)
        if revision is not None:
            cited = citation_then(revision, moment, self.request)
            if cited is None:
                said = _("record no. %(seq)s has no content that could be cited.") % {"seq": revision.seq}
                raise BadParameter("revision", said)
            return self.file(cited, face)
        if face.state != Face.State.PUBLIC:
            return entry_page(self, find.Gone(face), moment)
        entry = self.content(face, moment)[0]
        return self.file(citation_of(entry, moment, self.request), face)

    def file(self, cited: Citation, face: Face) -> HttpResponse:
        """Write it."""
        response = HttpResponse(cited.as_form(self.form), content_type=FORMS[self.form])
        if self.form != "txt":
            response["Content-Disposition"] = f'attachment; filename="{face.slug}-{cited.seq}.{self.form}"'
        return response
