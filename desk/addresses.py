"""Addresses of the desk that ask for what no row can have, at which a database's driver would fail: led elsewhere."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

# Digits of the largest number that a row can have.
MOST_DIGITS = 18
# What is searched for: each word is a condition on each column that is searched, and SQLite takes a thousand in all.
MOST_WORDS, MOST_LETTERS = 12, 200
SOUGHT = ("q", "term")
LISTS = ("_changelist", "autocomplete")
_PARTS = re.compile(r"[\s,+-]+")


def mended(request: HttpRequest, places: dict) -> HttpResponseRedirect | None:
    """Lead from an address that no database can answer to one that it can, and say so; else return None.

    `places` are the variable parts of the path. Raises Http404 where a page of the desk's own is asked for by a number
    that is too long.
    """
    if "%00" in request.META.get("QUERY_STRING", ""):
        messages.warning(request, "The address held a character that no value has, number 0.")
        return redirect(request.path)
    if any(map(_too_long, map(str, places.values()))):
        if "object_id" not in places:
            raise Http404
        # As Django's own pages do for any other number that no row has.
        messages.warning(request, "Nothing here has such a number. Perhaps it was deleted?")
        return redirect("admin:index")
    # The desk's own pages read their parameters themselves; a form that is checked in a process has no address.
    found = request.resolver_match
    return _mended_list(request) if found and (found.url_name or "").endswith(LISTS) else None


def _mended_list(request: HttpRequest) -> HttpResponseRedirect | None:
    query = request.GET.copy()
    for name, values in request.GET.lists():
        if name not in SOUGHT and any(_too_long(part) for value in values for part in _PARTS.split(value)):
            messages.warning(request, f"Nothing here has a number of more than {MOST_DIGITS} digits, as '{name}' asks.")
            return redirect(request.path)
        shorter = [_shortened(value) if name in SOUGHT else value for value in values]
        query.setlist(name, shorter)
    if query == request.GET:
        return None
    messages.warning(request, f"Only the first {MOST_WORDS} words are searched for, of {MOST_LETTERS} letters at most.")
    return redirect(f"{request.path}?{query.urlencode()}")


def _too_long(text: str) -> bool:
    return text.isdecimal() and len(text) > MOST_DIGITS


def _shortened(text: str) -> str:
    words = text.split()
    short = len(words) <= MOST_WORDS and len(text) <= MOST_LETTERS
    return text if short else " ".join(words[:MOST_WORDS])[:MOST_LETTERS]
