"""A source from what a curator pastes: a URL, a DOI or one BibTeX entry. Read only; nothing is fetched."""

import re
from urllib.parse import urlsplit

from django.utils.text import slugify
from pybtex.database import parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from publication.chronology import EDTFError, parse
from sources.models import Source

MOST_CHARACTERS = 10_000
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_COMMAND = re.compile(r"@\s*(\w+)\s*[{(]")
_TYPES = {
    "article": Source.Type.ARTICLE,
    "inproceedings": Source.Type.ARTICLE,
    "incollection": Source.Type.ARTICLE,
    "book": Source.Type.BOOK,
    "inbook": Source.Type.BOOK,
    "techreport": Source.Type.OFFICIAL,
    "report": Source.Type.OFFICIAL,
    "dataset": Source.Type.DATASET,
    "online": Source.Type.WEB,
    "electronic": Source.Type.WEB,
    "misc": Source.Type.WEB,
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PUBLISHERS = ("publisher", "journal", "journaltitle", "booktitle", "institution", "organization")
_LANGUAGES = {"english": "en", "russian": "ru", "german": "de", "french": "fr", "ukrainian": "uk"}


class PasteError(ValueError):
    """What cannot be read as a source; the message says what would be."""


def read_pasted(text: str) -> dict[str, str]:
    """Return initial values for a source's form. Raises PasteError."""
    text = text.strip()
    if len(text) > MOST_CHARACTERS:
        raise PasteError(f"That has {len(text)} characters where {MOST_CHARACTERS} fit. Paste one entry.")
    if text.startswith("@"):
        return _from_bibtex(text)
    if match := _DOI.fullmatch(text):
        return _from_doi(match[1])
    return _from_url(text)


def _from_doi(doi: str) -> dict[str, str]:
    return {"source_url": f"https://doi.org/{doi}", "slug": _slug(doi), "type": Source.Type.ARTICLE}


def _from_url(text: str) -> dict[str, str]:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or re.search(r"\s", text):
        raise PasteError(
            f"'{text[:60]}' is neither a web address (https://…), nor a DOI (10.1000/182), nor a BibTeX entry "
            "(@article{…})."
        )
    host = host.removeprefix("www.")
    last = [part for part in parts.path.split("/") if part][-1:]
    return {"source_url": text, "publisher": host, "slug": _slug(" ".join([host.split(".")[0], *last]))}


def _from_bibtex(text: str) -> dict[str, str]:
    commands = [name.lower() for name in _COMMAND.findall(text)]
    if len(commands) != 1 or commands[0] in ("string", "preamble", "comment"):
        raise PasteError("Paste one BibTeX entry, without @string, @preamble or @comment.")
    try:
        [(key, entry)] = parse_string(text, "bibtex").entries.items()
        fields = {name.lower(): " ".join(str(Text.from_latex(value)).split()) for name, value in entry.fields.items()}
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        authors = "; ".join(str(Text.from_latex(str(person))) for person in people)
    except (PybtexError, ValueError, RecursionError) as error:
        raise PasteError(f"This BibTeX entry cannot be read: {' '.join(str(error).split())[:200]}") from error
    doi = fields.get("doi", "")
    match = _DOI.fullmatch(doi)
    found = {
        "title": fields.get("title", ""),
        "authors": authors,
        "publisher": next(
            (
                fields[name]
                for name in ("publisher", "journal", "journaltitle", "booktitle", "institution", "organization")
                if fields.get(name)
            ),
            "",
        ),
        "published": _date(fields.get("date", "")) or _date("-".join(_year_and_month(fields))),
        "source_url": fields.get("url") or (f"https://doi.org/{match[1]}" if match else ""),
        "accessed": _date(fields.get("urldate", "")),
        "language": _LANGUAGES.get(fields.get("language", fields.get("langid", "")).lower(), ""),
        "type": _TYPES.get(commands[0], Source.Type.OTHER),
        "slug": _slug(key),
    }
    return {name: value for name, value in found.items() if value}


def _year_and_month(fields: dict[str, str]) -> list[str]:
    year, month = fields.get("year", ""), fields.get("month", "")[:3].lower()
    if month in _MONTHS:
        return [year, f"{_MONTHS.index(month) + 1:02}"]
    return [year, f"{int(month):02}"] if month.isascii() and month.isdigit() else [year]


def _date(text: str) -> str:
    """The date if the desk can read it, or ''."""
    try:
        parse(text)
    except EDTFError:
        return ""
    return text


def _slug(text: str) -> str:
    return slugify(re.sub(r"[/_.:]+", "-", text)).strip("-")[:80].strip("-")
