"""Pages about the record itself: its method, its codebook, how to correct, cite and take it away."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publication.codebook import Section, sections
from publication.kinds import KINDS, path_of
from publication.listing import check_parameters, moment_of
from publication.models import Face
from publication.pages import RecordPage
from publication.reading.moment import Moment
from publication.templatetags.chancery import address

# A day on which the examples read the world.
EXAMPLE_DAY = "2010-01-01"
_EXAMPLE = re.compile(r"<code>([a-z]+)/([a-z0-9-]+)</code>")


@dataclass(frozen=True)
class Subject:
    """One page about the record."""

    name: str
    title: str
    says: str

    @property
    def path(self) -> str:
        """Its address, '/about/method/'; of the first page '/about/'."""
        return f"/about/{self.name}/" if self.name else "/about/"


class AboutPage(RecordPage):
    """A page of text, the same at all moments but for what it counts and gives as examples."""

    subject: Subject | None = None

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer the page."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        subject = self.subject
        context = {
            "title": subject.title,
            "description": subject.says,
            "subject": subject,
            "subjects": SUBJECTS,
            "crumbs": [{"title": one.title, "url": one.path} for one in (SUBJECTS[0], subject)] if subject.name else [],
        }
        return self.page(f"about/{subject.name or 'index'}.html", moment, context | self.more(moment))

    def more(self, moment: Moment) -> dict:
        """More context for one page."""
        return {}


def focus_at(moment: Moment) -> Face | None:
    """The actor whose relations the home page shows, if it is public at the moment."""
    rows = Face.objects.at(moment.seq).filter(namespace="actor", slug=settings.FOCUS_ACTOR, state=Face.State.PUBLIC)
    return rows.defer("document").first()


class AboutIndex(AboutPage):
    """/about/: what Chancery is, and how much is in it."""

    def more(self, moment):
        """How many entries of each kind the record holds."""
        public = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC)
        total = dict(public.values_list("kind").annotate(Count("entry")).order_by())
        counts = [{"kind": kind, "count": total[name]} for name, kind in KINDS.items() if name in total]
        return {"counts": counts, "focus": focus_at(moment)}


class CodebookPage(AboutPage):
    """/about/codebook/: docs/codebook.md, with links to those of its examples that are public."""

    def more(self, moment):
        """The sections."""
        chapters = sections()
        named = {found.groups() for chapter in chapters for found in _EXAMPLE.finditer(chapter.html)}
        slugs = {slug for _folder, slug in named}
        spaces = {kind.namespace for kind in KINDS.values()}
        rows = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC, namespace__in=spaces, slug__in=slugs)
        rows = rows.values_list("kind", "slug")
        public = {(KINDS[kind].folder, slug): {"kind": kind, "slug": slug} for kind, slug in rows}
        return {"chapters": [(chapter, with_links(chapter, public, moment)) for chapter in chapters]}


def with_links(chapter: Section, public: dict[tuple[str, str], dict], moment: Moment) -> SafeString:
    """A section in which each example that is public at the moment leads to its entry."""

    def linked(found: re.Match) -> str:
        entry = public.get(found.groups())
        return (
            format_html('<a href="{}">{}/{}</a>', address(entry, moment.query), *found.groups()) if entry else found[0]
        )

    return mark_safe(_EXAMPLE.sub(linked, chapter.html))  # noqa: S308 -- sanitized HTML and links made by format_html


class CitingPage(AboutPage):
    """/about/citing/: how to cite, and how to take the record away, with addresses that answer."""

    def more(self, moment):
        """The site's own address, an entry as the example, and the record's last number."""
        face = focus_at(moment)
        more = {"site": self.request.build_absolute_uri("/").rstrip("/"), "day": EXAMPLE_DAY, "example": face}
        if face:
            more |= {"path": path_of(face.kind, face.slug), "label": KINDS[face.kind].label}
        return more


SUBJECTS = (
    Subject("", pgettext_lazy("page", "About"), _("What Chancery is, what is in it, and what it promises.")),
    Subject("method", _("Method"), _("How a sentence of a source becomes a claim, and how to read one.")),
    Subject("codebook", _("Codebook"), _("What each level, kind and status means, with a rule and an example.")),
    Subject("corrections", _("Corrections"), _("How to point out a mistake, and what happens then.")),
    Subject("citing", _("Citing and downloading"), _("How to cite a page as it stood, and to take the record away.")),
    Subject("privacy", _("Privacy"), _("What this site stores of those who read it and write to it.")),
    Subject("accessibility", _("Accessibility"), _("How the pages can be read, and where they still fall short.")),
)
VIEWS = {"": AboutIndex, "codebook": CodebookPage, "citing": CitingPage}
