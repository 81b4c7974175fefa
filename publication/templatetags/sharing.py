"""What a page says of itself to those who link to it: its one address, its feeds, a card, JSON-LD."""

from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publication.feeds import FEED_KINDS
from publication.kinds import KINDS
from publication.languages import OTHERS, RECORD, is_page, plain, reading, within
from publication.linked_data import entry_data, script_text, site_data

register = template.Library()

# The territory is the usual one: Open Graph asks for one.
LOCALES = {"en": "en_GB", "ru": "ru_RU"}
CLOCKS = ("as_of", "known_at", "cursor")
ABOUT = gettext_lazy("An open, sourced record of how states and organizations stand to one another.")
TITLE = gettext_lazy("How the world stands")


@register.inclusion_tag("components/_sharing.html", takes_context=True)
def sharing(context) -> dict:
    """Canonical address, robots, alternates, Open Graph and JSON-LD of the page that is being rendered.

    The canonical address is the page without its clocks. A page at other clocks, or a later page of a list, is one
    of very many variants and asks not to be indexed.
    """
    request = context.get("request")
    if request is None:
        return {}
    absolute = request.build_absolute_uri
    path = plain(request.path)
    codes = (RECORD, *OTHERS) if is_page(path) else ()
    kept = [(name, value) for name, value in request.GET.items() if name not in CLOCKS and value]
    entry, kind = context.get("entry"), context.get("kind")
    query = f"?{urlencode(kept)}" if kept else ""
    return {
        "canonical": absolute(request.path) + query,
        "languages": [{"code": code, "href": absolute(within(path, code)) + query} for code in codes],
        "plain": absolute(path) + query,
        "locale": LOCALES[reading()],
        "other_locales": [LOCALES[code] for code in codes if code != reading()],
        "unlisted": context.get("unlisted") or any(name in request.GET for name in CLOCKS),
        "alternates": _alternates(context, absolute),
        "type": "article" if entry else "website",
        "modified": entry["revision"]["recorded_at"] if entry else "",
        "title": context.get("title") or TITLE,
        "description": _plain(context.get("description")) or ABOUT,
        "image": absolute(static(f"share/{kind.name if kind else 'site'}.png")),
        "image_alt": f"Chancery: {kind.plural}" if kind else f"Chancery. {ABOUT}",
        "data": _data(entry, request, absolute),
    }


def _plain(text: str | None) -> str:
    """A description in one line."""
    return " ".join((text or "").split())


def _alternates(context, absolute) -> list[dict]:
    """The same or what follows it in other formats: feeds, the calendar, JSON."""
    entry, kind = context.get("entry"), context.get("kind")
    found = [{"type": "application/atom+xml", "title": _("Changes of the record"), "href": "/feeds/changes.atom"}]
    if entry and entry["kind"] in FEED_KINDS:
        title = _("Changes around %(title)s") % {"title": entry["title"]}
        found.append({"type": "application/atom+xml", "title": title, "href": f"{entry['url']}changes.atom"})
    if kind == KINDS["event"] and not entry:
        found.append({"type": "text/calendar", "title": _("Events"), "href": "/events/calendar.ics"})
    if context.get("api_path"):
        found.append({"type": "application/json", "title": _("The same as JSON"), "href": context["api_path"]})
    return [{**one, "href": absolute(one["href"])} for one in found]


def _data(entry: dict | None, request, absolute) -> SafeString | str:
    if entry is None and plain(request.path) != "/":
        return ""
    data = entry_data(entry, absolute) if entry else site_data(absolute)
    return mark_safe(script_text(data))  # noqa: S308 -- script_text leaves no character of markup
