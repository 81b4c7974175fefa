"""Which addresses the API has, read from Django's own table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

PREFIX = "api/v1/"
# For those who write, with a document of its own.
WRITING = f"{PREFIX}desk/"


@dataclass(frozen=True)
class Route:
    """One address with its view: `path` is a template, /api/v1/claims/{claim_id}/."""

    path: str
    converters: dict[str, str]
    view: type
    initial: dict
    name: str


def routes() -> list[Route]:
    """Every address under /api/v1/ that is read without a token, in the order of the table."""
    return [_route(path, pattern) for path, pattern in _below(get_resolver().url_patterns, "") if _public(path)]


def _public(path: str) -> bool:
    return path.startswith(PREFIX) and not path.startswith(WRITING)


def _below(patterns, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here, pattern
        elif PREFIX.startswith(here) or here.startswith(PREFIX):
            yield from _below(pattern.url_patterns, here)


def _route(path: str, pattern: URLPattern) -> Route:
    found = re.findall(r"<(?:(\w+):)?(\w+)>", path)
    template = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)
    callback = pattern.callback
    view = getattr(callback, "view_class", None) or callback.cls
    initial = getattr(callback, "view_initkwargs", None) or getattr(callback, "initkwargs", {})
    return Route(template, {name: kind or "str" for kind, name in found}, view, initial, pattern.name or "")
