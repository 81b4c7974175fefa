"""An entry as one cites it: which revision, of which record, as of which day; as text, BibTeX, RIS and CSL-JSON."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest

from publication.reading.moment import Moment

TITLE = "Chancery: an open record of foreign relations"
FORMS = {
    "txt": "text/plain; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
}


@dataclass(frozen=True)
class Citation:
    """What a citation of one page says. `as_of` is '' where no day was asked for."""

    slug: str
    title: str
    kind: str
    number: int
    seq: int
    published: date
    digest: str
    url: str
    as_of: str
    read: date

    @property
    def state(self) -> str:
        """Which revision it is: 'revision 2, record no. 957, SHA-256 55ca746db2a10f97'."""
        day = f", as of {self.as_of}" if self.as_of else ""
        return f"revision {self.number}, record no. {self.seq}, SHA-256 {self.digest[:16]}{day}"

    def text(self) -> str:
        """One line to paste."""
        return (
            f"“{self.title}” ({self.kind}). {TITLE}, {self.state}, published {self.published.isoformat()}. "
            f"{self.url} (read {self.read.isoformat()})."
        )

    def bibtex(self) -> str:
        """A @misc entry; braces keep the title's capitals."""
        fields = {
            "author": "{Chancery}",
            "title": f"{{{_tex(self.title)}}}",
            "year": f"{self.published:%Y}",
            "month": str(self.published.month),
            "howpublished": _tex(TITLE),
            "note": _tex(f"{self.state[0].upper()}{self.state[1:]}. CC BY 4.0"),
            "url": self.url,
            "urldate": self.read.isoformat(),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{chancery-{self.slug}-{self.seq},\n{lines}}}\n"

    def ris(self) -> str:
        """A RIS record of type ELEC. Each value is one line, whatever it holds."""
        lines = [
            ("TY", "ELEC"),
            ("TI", self.title),
            ("AU", "Chancery"),
            ("T2", TITLE),
            ("PY", f"{self.published:%Y}"),
            ("DA", f"{self.published:%Y/%m/%d}"),
            ("ET", f"revision {self.number}"),
            ("N1", self.state),
            ("UR", self.url),
            ("Y2", f"{self.read:%Y/%m/%d}"),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines)

    def csl(self) -> str:
        """CSL-JSON: a list with one item."""
        item = {
            "id": f"chancery-{self.slug}-{self.seq}",
            "type": "webpage",
            "title": self.title,
            "container-title": TITLE,
            "author": [{"literal": "Chancery"}],
            "issued": {"date-parts": [[self.published.year, self.published.month, self.published.day]]},
            "accessed": {"date-parts": [[self.read.year, self.read.month, self.read.day]]},
            "version": f"revision {self.number}",
            "note": self.state,
            "URL": self.url,
            "language": "en",
        }
        return json.dumps([item], ensure_ascii=False, indent=2) + "\n"

    def as_form(self, form: str) -> str:
        """The citation in one of FORMS."""
        return {"txt": self.text() + "\n", "bib": self.bibtex(), "ris": self.ris(), "json": self.csl()}[form]


_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
# Braces by name: BibTeX counts them even behind a backslash, and a title may hold one alone.
_TEX |= {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_TEX |= {one: f"\\{one}" for one in "&%$#_"}


def _tex(text: str) -> str:
    """Text in which nothing is a command, and no brace of its own is left for BibTeX to count."""
    return "".join(_TEX.get(one, one) for one in _line(text))


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def citation_of(entry: dict, moment: Moment, request: HttpRequest) -> Citation:
    """The citation of an entry's page as a moment shows it; `entry` is its JSON: id, slug, title, kind, revision."""
    revision = entry["revision"]
    asked = f"&as_of={moment.day.isoformat()}" if moment.as_of else ""
    return Citation(
        slug=entry["slug"],
        title=_line(entry["title"]),
        kind=entry["kind"],
        number=revision["number"],
        seq=revision["seq"],
        published=datetime.fromisoformat(revision["recorded_at"]).date(),
        digest=revision["hash"],
        url=request.build_absolute_uri(f"/id/{entry['id']}/?known_at={moment.seq}{asked}"),
        as_of=moment.day.isoformat() if moment.as_of else "",
        read=moment.today,
    )
