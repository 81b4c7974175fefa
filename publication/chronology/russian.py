"""Dates in plain Russian, as precise as the source and never more: the counterpart of `words`.

Russian declines: a month has another form after each preposition, so every date is made for a case. Years and days
are written alike in all of them, since 'г.' stands for every form of its word. What is not known to the year, month
or day is 'один из …', of which only the first word changes.
"""

from datetime import date

from .edtf import Span, parse

_NBSP = "\N{NO-BREAK SPACE}"
_DASH = "\N{EN DASH}"

# Nominative (and accusative), genitive, instrumental.
MONTHS = (
    ("январь", "января", "январём"),
    ("февраль", "февраля", "февралём"),
    ("март", "марта", "мартом"),
    ("апрель", "апреля", "апрелем"),
    ("май", "мая", "маем"),
    ("июнь", "июня", "июнем"),
    ("июль", "июля", "июлем"),
    ("август", "августа", "августом"),
    ("сентябрь", "сентября", "сентябрём"),
    ("октябрь", "октября", "октябрём"),
    ("ноябрь", "ноября", "ноябрём"),
    ("декабрь", "декабря", "декабрём"),
)
NOMINATIVE, GENITIVE, INSTRUMENTAL = range(3)
_ONE = ("один", "одного", "одним")


def describe(span_text: str) -> str:
    """One date in words: '2014~' is 'около 2014 г.', '' is 'неизвестно', '..' is 'по настоящее время'.

    Raises EDTFError if the text is not one that `parse` accepts.
    """
    return _words(parse(span_text, end=True))


def describe_period(start: str, end: str, seen: str = "") -> str:
    """A claim's duration in words: 'с 1998 г. по настоящее время', '1991–2007 гг.', 'до 2021 г., начало неизвестно'.

    As `words.describe_period`. Raises EDTFError if one of the texts is not accepted.
    """
    first, last, known = parse(start), parse(end, end=True), parse(seen)
    if last.ongoing:
        if first.text:
            return f"{_since(first)} по{_NBSP}настоящее время"
        return f"сохраняется {_at(known)}; начало неизвестно" if known.text else "по настоящее время, начало неизвестно"
    if not last.text:
        if first.text:
            return f"{_since(first)}, окончание неизвестно"
        unknown = "начало и окончание неизвестны"
        return f"{_at(known)}; {unknown}" if known.text else unknown
    if not first.text:
        return f"{_hedge(last)}до{_NBSP}{_noun(last, GENITIVE)}, начало неизвестно"
    if first.text == last.text:
        return _within(first)
    if short := _shortened(first, last):
        return short
    return f"{_from(_noun(first, GENITIVE))}{_doubt(first)} по{_NBSP}{_noun(last)}{_doubt(last)}"


def day_words(day: date) -> str:
    """A day in full: '12 июня 2001 г.'."""
    return f"{day.day}{_NBSP}{MONTHS[day.month - 1][GENITIVE]} {_year(str(day.year))}"


def _year(years: str, *, several: bool = False) -> str:
    """'2014 г.', '1991–2007 гг.'; years below 1000 say of which era they are."""
    era = f"{_NBSP}н.{_NBSP}э." if int(years[-4:].lstrip(_DASH)) < 1000 else ""
    return f"{years}{_NBSP}{'гг.' if several else 'г.'}{era}"


def _plain(bare: str, case: int = NOMINATIVE, *, year: bool = True) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD, without mark, in a case; `year` False leaves the year to what follows."""
    number, *rest = (int(part) for part in bare.split("-"))
    if not rest:
        return _year(str(number))
    month = MONTHS[rest[0] - 1]
    words = f"{rest[1]}{_NBSP}{month[GENITIVE]}" if len(rest) == 2 else month[case]
    return f"{words} {_year(str(number))}" if year else words


def _some(bare: str) -> str | None:
    """For a date with X: what the unknown year, month or day is one of. None for a date without X."""
    if not bare.endswith("X"):
        return None
    if len(bare) > 4:
        known = bare.removesuffix("-XX")
        return f"{'дней' if len(bare) == 10 else 'месяцев'} {_plain(known, GENITIVE)}"
    return _block(bare)


def _block(bare: str) -> str:
    """A decade or century in the genitive."""
    era = f"{_NBSP}н.{_NBSP}э." if bare < "1" else ""
    return f"{_years(bare)}{_NBSP}годов{era}"


def _years(bare: str) -> str:
    """A decade or century as years: '1990-х', '1900–1999' (as 'the 1900s' may be ten years or a hundred)."""
    low, high = int(bare.replace("X", "0")), int(bare.replace("X", "9"))
    return f"{max(low, 1)}{_DASH}{high}" if low % 100 == 0 else f"{low}-х"


def _bare(span: Span) -> str:
    return span.text.rstrip("~?%")


def _noun(span: Span, case: int = NOMINATIVE) -> str:
    """A date in a case, without what its marks say; nominative serves for the accusative too."""
    if span.text[0] == "[":
        return _range(span, case)
    some = _some(_bare(span))
    return f"{_ONE[case]} из{_NBSP}{some}" if some else _plain(_bare(span), case)


def _words(span: Span) -> str:
    if span.ongoing:
        return "по настоящее время"
    if not span.text:
        return "неизвестно"
    if span.text[0] == "[":
        return _range(span)
    if span.approximate and "X" not in span.text:
        return f"{'возможно, ' if span.uncertain else ''}около {_noun(span, GENITIVE)}"
    return _hedge(span) + _noun(span)


def _hedge(span: Span) -> str:
    """What a mark says before a preposition; a range says it at each of its dates."""
    if span.precision == "range":
        return ""
    return f"{'возможно, ' if span.uncertain else ''}{'примерно ' if span.approximate else ''}"


def _doubt(span: Span) -> str:
    """What a mark says after one of two dates."""
    said = [*(["приблизительно"] if span.approximate else []), *(["под вопросом"] if span.uncertain else [])]
    return f" ({', '.join(said)})" if said and span.precision != "range" else ""


def _from(noun: str) -> str:
    """'с' or, before the second of a month, 'со'."""
    return f"{'со' if noun.startswith(f'2{_NBSP}') else 'с'}{_NBSP}{noun}"


def _since(span: Span) -> str:
    return _hedge(span) + _from(_noun(span, GENITIVE))


def _at(span: Span) -> str:
    """Of which time something is known: 'по состоянию на 8 марта 2024 г.'."""
    return f"по состоянию на{_NBSP}{_noun(span)}{_doubt(span)}"


def _range(span: Span, case: int | None = None) -> str:
    """[a..b], [..b], [a..]: alone, or in a case, where 'между' needs a noun before it."""
    first, last = (parse(text) for text in span.text[1:-1].split(".."))
    if not first.text:
        return f"{_bound(last, case)} или ранее"
    if not last.text:
        return f"{_bound(first, case)} или позднее"
    if span.earliest == span.latest:
        return _plain(str(span.earliest))
    if first.text == last.text:
        return f"{_ONE[case or NOMINATIVE]} из{_NBSP}дней {_noun(first, GENITIVE)}"
    marked = span.approximate or span.uncertain
    if first.precision != last.precision and first.text[:4] == last.text[:4] and not marked:
        first, last = parse(str(span.earliest)), parse(str(span.latest))
    between = f"между {_pair(first, last)}"
    return between if case is None else f"{_ONE[case]} из{_NBSP}дней {between}"


def _bound(span: Span, case: int | None) -> str:
    return _words(span) if case is None else _noun(span, case)


def _pair(first: Span, last: Span) -> str:
    """Two dates after 'между'; a year that both share is named once."""
    plain = not (first.approximate or first.uncertain or last.approximate or last.uncertain)
    if plain and first.precision == last.precision == "year":
        return f"{int(first.text)} и{_NBSP}{_year(str(int(last.text)), several=True)}"
    ending = _noun(last, INSTRUMENTAL) + _doubt(last)
    if plain and first.precision == last.precision and first.text[:4] == last.text[:4]:
        if first.precision == "day" and first.text[:7] == last.text[:7]:
            return f"{int(first.text[8:])} и{_NBSP}{ending}"
        return f"{_plain(first.text, INSTRUMENTAL, year=False)} и{_NBSP}{ending}"
    return f"{_noun(first, INSTRUMENTAL)}{_doubt(first)} и{_NBSP}{ending}"


def _shortened(first: Span, last: Span) -> str:
    """Two plain dates that need no prepositions: '1991–2007 гг.', '4–6 июня 2007 г.', 'февраль – июнь 2007 г.'."""
    same = first.precision == last.precision and first.precision in ("year", "month", "day")
    if not same or not (first.text + last.text).replace("-", "").isdigit():
        return ""
    if first.precision == "year":
        return _year(f"{int(first.text)}{_DASH}{int(last.text)}", several=True)
    if first.text[:4] != last.text[:4]:
        return ""
    if first.text[:7] == last.text[:7]:
        return f"{int(first.text[8:])}{_DASH}{_plain(last.text)}"
    return f"{_plain(first.text, year=False)}{_NBSP}{_DASH} {_plain(last.text)}"


def _within(span: Span) -> str:
    """A duration whose start and end are given by the same text."""
    if span.precision == "day":
        return _words(span)
    if span.text[0] == "[":
        return f"{_from(_noun(span, GENITIVE))} по{_NBSP}{_noun(span)}"
    bare = _bare(span)
    # 2014-02-XX to 2014-02-XX need not be one day: only the month is known to hold both.
    known = bare.removesuffix("-XX")
    place = _block(bare) if known.endswith("X") else _plain(known, GENITIVE)
    doubt = "возможно, " if span.uncertain else ""
    return f"{doubt}{'около' if span.approximate else 'в течение'} {place}"
