"""What the explorers' pages have in common, and the page that leads to them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from publication.figures import figure_file, record_state
from publication.listing import moment_of
from publication.pages import RecordPage
from publication.reading.moment import Moment
from relations.explore.asking import Asking


class Explore(RecordPage):
    """The four explorers, each with a sentence and a small drawing."""

    def get(self, request):
        """Answer the page."""
        moment = moment_of(request)
        Asking(request, (), moment)
        return self.page("explore/index.html", moment, {"title": _("Explore"), "section": "explore", "here": "index"})


class ExplorerPage(RecordPage):
    """One explorer: read what is asked, then answer with the page or with a file of the same."""

    name = ""
    title = ""
    parameters: tuple[str, ...] = ()
    # Which form is answered: the page, its drawing ("svg", "png"), or a file that `files` knows how to make.
    form = "page"
    reading = ""

    @property
    def drawn(self) -> bool:
        """Whether all of the view is asked for, its drawing with it."""
        return self.form in ("page", "svg", "png")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer in the form that the address names."""
        moment = moment_of(request)
        asking = Asking(request, self.parameters, moment)
        content = self.read(asking, moment)
        # A walk along a list goes on in the state of the record in which it began.
        moment = content.pop("moment", moment)
        if self.form in ("svg", "png"):
            return self.as_figure(content, moment)
        if self.form != "page":
            return getattr(self, f"as_{self.form}")(content, moment)
        context = {
            "title": self.title,
            "section": "explore",
            "here": self.name,
            "crumbs": [{"title": _("Explore"), "url": "/explore/"}, {"title": self.title, "url": ""}],
            "asked": asking.values,
            "clock_keep": [item for item in asking.values.items() if item[0] != "cursor"],
            "pinned": request.build_absolute_uri(asking.pinned(request.path)),
        }
        return self.page(f"explore/{self.name}.html", moment, {**context, **content})

    def read(self, asking: Asking, moment: Moment) -> dict:
        """Return what the view shows. Raises BadParameter."""
        raise NotImplementedError

    def as_figure(self, content: dict, moment: Moment) -> HttpResponse:
        """The drawing as a file; 404 where there is nothing to draw."""
        if not content.get("drawings"):
            raise Http404
        state = record_state(moment)
        title = content["sentence"]
        return figure_file(
            self.request, content["drawings"][0], title, self.name, self.form, state=state, reading=str(self.reading)
        )


def files_of(asking: Asking, path: str, forms: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files of a view as its page offers them: (what it is called, address)."""
    return [(form.upper(), asking.link(f"{path}.{form}")) for form in forms]
