"""Template tags: links that keep the clocks, dates and levels in words, sanitized Markdown."""

import nh3
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from publication.chronology import EDTFError, describe, describe_period
from publication.kinds import KINDS, path_of
from publication.reading.dating import dating_of

register = template.Library()

LEVELS = {
    3: ("p3", "Allied"),
    2: ("p2", "Friendly"),
    1: ("p1", "Cooperative"),
    0: ("z0", "Mixed"),
    -1: ("m1", "Strained"),
    -2: ("m2", "Hostile"),
    -3: ("m3", "War"),
}
# Of a dyad of which nothing is recorded, and of one of which only the direction is.
NO_LEVEL = ("na", "No level")
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
    """An address of the site that keeps the reader's two clocks."""
    return with_query(path, _clock_query(context))


@register.simple_tag(takes_context=True)
def href(context, entry: dict) -> str:
    """An entry's address, keeping the clocks."""
    return address(entry, _clock_query(context))


def address(entry: dict, query: str) -> str:
    """An entry's address with the clocks' query string, for code that draws links."""
    kind, slug = entry.get("kind"), entry.get("slug")
    return with_query(path_of(kind, slug) if kind in KINDS and slug else "/", query)


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
    return _level(value)[1]


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
        return f"last confirmed {edtf_words(seen)}" if seen else "presumably still so"
    if holds == "possible":
        return f"known for {edtf_words(seen)}" if seen else "possibly so on this day"
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
def words(value: str) -> str:
    """A value of a vocabulary as words: 'responds_to' is 'responds to'."""
    return str(value or "").replace("_", " ")


@register.filter
def plural_of(kind: str) -> str:
    """A kind's plural: 'countries'."""
    return KINDS[kind].plural if kind in KINDS else kind


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
