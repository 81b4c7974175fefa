"""Dates in the reader's language: the one place that chooses between the languages of `publication.chronology`."""

from datetime import date

from django.utils import dateformat

from publication import chronology
from publication.chronology import russian
from publication.chronology.edtf import MONTHS
from publication.languages import reading

_NBSP = "\N{NO-BREAK SPACE}"


def describe(text: str) -> str:
    """One EDTF date in words. Raises EDTFError."""
    return russian.describe(text) if reading() == "ru" else chronology.describe(text)


def describe_period(start: str, end: str, seen: str = "") -> str:
    """A claim's duration in words. Raises EDTFError."""
    said = russian.describe_period if reading() == "ru" else chronology.describe_period
    return said(start, end, seen)


def day_words(day: date) -> str:
    """A day in full: '12 June 2001', '12 июня 2001 г.'."""
    return russian.day_words(day) if reading() == "ru" else dateformat.format(day, "j F Y")


def short_day(day: date) -> str:
    """A day for a narrow column: '12 Jun 2001', '12.06.2001'."""
    return f"{day:%d.%m.}{day.year:04}" if reading() == "ru" else dateformat.format(day, "j M Y")


def month_names(*, after_day: bool = False) -> list[str]:
    """The months' names, January first, as they stand alone or after the number of a day."""
    case = russian.GENITIVE if after_day else russian.NOMINATIVE
    return [forms[case] for forms in russian.MONTHS] if reading() == "ru" else list(MONTHS)
