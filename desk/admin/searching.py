"""Searching a list of the desk in any case, also in Cyrillic on SQLite, which folds the case of ASCII alone."""

from functools import reduce
from operator import or_

from django.contrib import admin
from django.db import connection


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
