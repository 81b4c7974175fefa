"""Template tags: links that keep the clocks and the language, dates, levels and terms in words, sanitized Markdown."""

import re
from datetime import date, datetime

import nh3
from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt

from publication import dates
from publication.chronology import EDTFError
from publication.dates import describe, describe_period
from publication.kinds import KINDS, path_of
from publication.languages import NAMES, RECORD, as_recorded, is_page, local, plain, reading, within
from publication.reading.dating import dating_of
from publication.reading.names import name_of
from publication.vocabulary import label

register = template.Library()

LEVELS = {
    3: ("p3", gettext_lazy("Allied")),
    2: ("p2", gettext_lazy("Friendly")),
    1: ("p1", gettext_lazy("Cooperative")),
    0: ("z0", gettext_lazy("Mixed")),
    -1: ("m1", gettext_lazy("Strained")),
    -2: ("m2", gettext_lazy("Hostile")),
    -3: ("m3", gettext_lazy("War")),
}
# Of a dyad of which nothing is recorded, and of one of which only the direction is.
NO_LEVEL = ("na", gettext_lazy("No level"))
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})
_TAGS = {"p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "br"}


def _clock_query(context) -> str:
    # Not context.get("request"), which an include with `only` does not have.
    request = getattr(context, "request", None)
    clock = context.get("clock") or getattr(request, "clock", None)
    return clock.query if clock else ""


def with_query(path: str, query: str) -> str:
    """Add a query string to an address that may have one."""
    if not query:
        return path
    return f"{path}{'&' if '?' in path else '?'}{query}"


@register.simple_tag(takes_context=True)
def clocked(context, path: str) -> str:
    """An address of the site that keeps the reader's language and two clocks."""
    return with_query(local(path), _clock_query(context))


@register.simple_tag(name="local")
def local_address(path: str) -> str:
    """An address of the site that keeps the reader's language alone."""
    return local(path)


@register.simple_tag(takes_context=True)
def other_languages(context) -> list[dict]:
    """This page in the other languages: {code, name, url}, the query kept; [] for what has one language.

    A place in a list is not kept, as another language may order the list otherwise.
    """
    request = context.get("request")
    if request is None or not is_page(path := plain(request.path)):
        return []
    query = request.GET.copy()
    query.pop("cursor", None)
    return [
        {"code": code, "name": name, "url": with_query(within(path, code), query.urlencode())}
        for code, name in NAMES.items()
        if code != reading()
    ]


@register.simple_tag
def record_language() -> SafeString | str:
    """The attribute of an element that holds words of the record alone; none where the page is in their language."""
    return "" if as_recorded() else format_html(' lang="{}"', RECORD)


@register.filter
def written(text: str | None) -> str:
    """Words of the record: said to be English where the page is in another language."""
    return text or "" if as_recorded() or not text else format_html('<span lang="{}">{}</span>', RECORD, text)


@register.filter
def foreign(words: str) -> str:
    """Words that may be the interface's or the record's: said to be English where a Russian page has them in Latin."""
    return words if re.search("[\u0400-\u04ff]", words or "") else written(words)


@register.filter
def name(entry) -> str:
    """An entry's title in the reader's language; said to be English where the record has none in that."""
    if not entry:
        return ""
    named = entry if isinstance(entry, dict) else name_of(entry)
    return format_html('<span lang="{}">{}</span>', RECORD, named["title"]) if named.get("lang") else named["title"]


@register.simple_tag(takes_context=True)
def href(context, entry: dict) -> str:
    """An entry's address, keeping the clocks."""
    return address(entry, _clock_query(context))


def address(entry: dict, query: str) -> str:
    """An entry's address with the clocks' query string, for code that draws links."""
    kind, slug = entry.get("kind"), entry.get("slug")
    return with_query(local(path_of(kind, slug) if kind in KINDS and slug else "/"), query)


@register.simple_tag(takes_context=True)
def anchor(context, claim: dict) -> str:
    """The attribute by which a link finds a claim on a page; only where the claim is met first, as ids are unique."""
    request = getattr(context, "request", None)
    if request is None or not claim.get("id"):
        return ""
    met = request.__dict__.setdefault("anchors", set())
    if claim["id"] in met:
        return ""
    met.add(claim["id"])
    return format_html(' id="claim-{}"', claim["id"])


def _level(value) -> tuple[str, str]:
    return LEVELS.get(value, NO_LEVEL) if isinstance(value, int) else NO_LEVEL


@register.filter
def level_class(value) -> str:
    """The level's class in the sheet: m3 … p3, na."""
    return _level(value)[0]


@register.filter
def level_word(value) -> str:
    """The level's word."""
    return str(_level(value)[1])


@register.filter
def signed(value) -> str:
    """The level's number with a true minus sign; '' for none."""
    if not isinstance(value, int):
        return ""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


@register.filter
def period_words(claim: dict) -> str:
    """A claim's period in words, as precise as its source."""
    period = claim.get("period") or {}
    start, end, seen = (period.get(key) or "" for key in ("start", "end", "seen"))
    if start and start == end:
        return describe(start)
    return describe_period(start, end, seen)


@register.filter
def holds_words(claim: dict) -> str:
    """What to say of a claim that does not certainly hold on the day; '' where nothing needs saying."""
    holds = claim.get("holds")
    seen = (claim.get("period") or {}).get("seen")
    if holds == "presumed":
        return _("last confirmed %(date)s") % {"date": edtf_words(seen)} if seen else _("presumably still so")
    if holds == "possible":
        return _("known for %(date)s") % {"date": edtf_words(seen)} if seen else _("possibly so on this day")
    return ""


@register.filter
def edtf_words(text: str) -> str:
    """One EDTF date in words; what cannot be read is shown as it is."""
    try:
        return describe(text) if text else ""
    except EDTFError:
        return text


@register.filter
def dating(event: dict) -> dict | None:
    """The dating that stands for an event in lists and chains."""
    return dating_of(event)


@register.filter
def term(value: str, group: str = "") -> str:
    """A value of a vocabulary as words: 'responds_to' is 'responds to'; one that it does not know as it is written."""
    return label(value, group) or str(value or "").replace("_", " ")


@register.filter
def words(value: str, group: str = "") -> str:
    """As `term`, for text: what no vocabulary knows is the record's own and said to be English."""
    return label(value, group) or written(term(value))


@register.filter
def heading(value: str, group: str = "") -> str:
    """As `words`, with a capital."""
    found = label(value, group)
    return capfirst(found) if found else written(capfirst(term(value)))


@register.filter
def kind_word(kind: str) -> str:
    """A kind's name: 'country'."""
    return str(KINDS[kind].label) if kind in KINDS else kind


@register.filter
def long_day(day: date | datetime | None) -> str:
    """A day in full: '12 June 2001'."""
    return dates.day_words(day) if day else ""


@register.filter
def short_day(day: date | datetime | None) -> str:
    """A day for narrow columns: '12 Jun 2001'."""
    return dates.short_day(day) if day else ""


@register.filter
def closed(text: str) -> str:
    """Words with a full stop, unless they end in one: Russian dates do."""
    return text if not text or text.endswith(".") else f"{text}."


@register.filter
def all_of(names: list[str]) -> SafeString:
    """Names in bold: 'A, B and C'."""
    return _series([format_html("<b>{}</b>", name) for name in names], _("%(some)s and %(last)s"))


@register.filter
def one_of(links: list[dict]) -> SafeString:
    """Links {text, url}: 'A, B or C'."""
    return _series([format_html('<a href="{url}">{text}</a>', **link) for link in links], _("%(some)s or %(last)s"))


def _series(pieces: list[SafeString], joined: str) -> SafeString:
    """Escaped pieces in a row, the last two joined by words."""
    last = pieces[-1:]
    some = format_html_join(", ", "{}", ((piece,) for piece in pieces[:-1]))
    return mark_safe(joined % {"some": some, "last": last[0]}) if some else format_html_join("", "{}", [tuple(last)])  # noqa: S308 -- pieces are escaped, the words are ours


@register.filter
def figure(value) -> str:
    """A number of the record as readers of the page write it: its decimal mark, nothing rounded."""
    text = str(value if value is not None else "")
    return text.replace(".", formats.get_format("DECIMAL_SEPARATOR"), 1)


@register.filter
def md(text: str) -> SafeString:
    """Markdown as HTML: raw HTML is off, and what is made is sanitized once more."""
    html = nh3.clean(
        _markdown.render(text or ""),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener",
    )
    return mark_safe(html)  # noqa: S308 -- sanitized by nh3 on the line before
