"""Searching a list of the desk in any case, also in Cyrillic on SQLite, which folds the case of ASCII alone."""

from functools import reduce
from operator import or_

from django.contrib import admin
from django.db import connection
from django.db.models import Q

from desk.schema import schema

# Of a word that stands in very many names, this many of each kind of name are looked at.
MOST_NAMED = 200


class AnyCase(admin.ModelAdmin):
    """For lists: each word is looked for as it is typed, in small letters, in capitals, and with one capital."""

    def get_search_results(self, request, queryset, search_term):
        """Return the rows that hold all words, and whether they may repeat. As the stock admin where that is enough."""
        if connection.vendor != "sqlite" or search_term.isascii():
            return super().get_search_results(request, queryset, search_term)
        repeat = False
        for word in search_term.split():
            found = []
            for written in {word, word.lower(), word.upper(), word.capitalize()}:
                rows, may_repeat = super().get_search_results(request, queryset, written)
                found.append(rows)
                repeat |= may_repeat
            queryset = reduce(or_, found)
        return queryset, repeat


class ByOtherNames(AnyCase):
    """For lists of entries: one is also found by its aliases and codes, as its claims have them (`FOUND_BY`)."""

    def get_search_results(self, request, queryset, search_term):
        """Return the rows whose own fields, or one of whose names, hold what was typed."""
        rows, repeat = super().get_search_results(request, queryset, search_term)
        named = called(search_term)
        return (queryset.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=named)), False) if named else (rows, repeat)


def called(text: str, exactly: bool = False) -> set[int]:
    """Return the keys of entries that have an alias or a code like `text`; `exactly` as a whole, in any case."""
    text, found = text.strip(), set()
    if not text or "\0" in text:
        return found
    for part in {part.model: part for kind in schema.kinds.values() for part in kind.parts}.values():
        for name, lookup in part.model.FOUND_BY.items():
            asked = Q()
            for written in {text, text.lower(), text.upper(), text.capitalize()}:
                asked |= Q(**{f"{name}__{'iexact' if exactly else lookup}": written})
            rows = part.model._default_manager.filter(asked).order_by("owner_id")
            found.update(rows.values_list("owner_id", flat=True)[:MOST_NAMED])
    return found
