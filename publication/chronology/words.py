"""Dates in plain English, as precise as the source and never more.

Texts in, texts out: escaping, `<time>` and the dotted underline of 'possibly' belong to the template.
Month names are our own because strftime and `calendar` follow the locale of the process.
"""

from datetime import date

from .edtf import MONTHS, Span, parse

_NBSP = "\N{NO-BREAK SPACE}"  # between day and month: '4' alone at the end of a line says nothing
_DASH = "\N{EN DASH}"


def describe(span_text: str, *, inferred: bool = False) -> str:
    """One date in words: '2014~' is 'about 2014', '' is 'not known', '..' is 'still so'.

    `inferred` adds ', inferred' for a date that the curator worked out; the basis is shown beside it.
    Raises EDTFError if the text is not one that `parse` accepts.
    """
    return _words(parse(span_text, end=True)) + (", inferred" if inferred else "")


def describe_period(start: str, end: str, seen: str = "") -> str:
    """A claim's duration in words: 'since 1998, still so', '1991 to 2007', 'until 2021, start not known'.

    `end` '..' is 'still so', blank is 'not known'. `seen` speaks only where there is no start and no
    dated end: it is then the best date there is. Says what was typed; whether
    start, end and seen agree is `period`'s to check.
    Raises EDTFError if one of the texts is not accepted.
    """
    first, last, known = parse(start), parse(end, end=True), parse(seen)
    if last.ongoing:
        if first.text:
            return f"since {_inside(first)}, still so"
        return f"still so {_at(known)}; start not known" if known.text else "still so, start not known"
    if not last.text:
        if first.text:
            return f"since {_inside(first)}, end not known"
        return f"so {_at(known)}; start and end not known" if known.text else "start and end not known"
    if not first.text:
        return f"until {_inside(last)}, start not known"
    if first.text == last.text:
        return _within(first)
    if short := _shortened(first, last, _DASH, " to "):
        return short
    return f"{_inside(first)} to {_inside(last)}"


def understood(text: str, end: bool = False) -> str:
    """What the curator's form answers: '2014~ → about 2014, between 1 Jan 2013 and 31 Dec 2015'.

    A plain day is its own bounds and is not repeated. Raises EDTFError as `parse` does.
    """
    span = parse(text, end=end)
    first, last = span.earliest, span.latest
    answer = f"{span.text or 'blank'} → {_words(span)}"
    if first and last:
        if first == last:
            return answer
        if span.precision == "range":  # the words already say 'between'
            return f"{answer}: {_short(first)} to {_short(last)}"
        return f"{answer}, between {_short(first)} and {_short(last)}"
    if last:
        return f"{answer}, on or before {_short(last)}"
    return f"{answer}, on or after {_short(first)}" if first else answer


def _short(day: date) -> str:
    return f"{day.day}{_NBSP}{MONTHS[day.month - 1][:3]} {_year(day.year)}"


def _year(year: int) -> str:
    """Years below 1000 carry AD, or 'in 45' would not read as a year."""
    return str(year) if year >= 1000 else f"AD {year}"


def _bare(span: Span) -> str:
    return span.text.rstrip("~?%")


def _plain(bare: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD, without mark, in words."""
    year, *rest = (int(part) for part in bare.split("-"))
    words = _year(year)
    if rest:
        words = f"{MONTHS[rest[0] - 1]} {words}"
    return f"{rest[1]}{_NBSP}{words}" if len(rest) == 2 else words


def _some(bare: str) -> tuple[str, str] | None:
    """For a date with X: what is not known, and the time it lies in. None for a date without X."""
    if not bare.endswith("X"):
        return None
    if len(bare) > 4:
        return "day" if len(bare) == 10 else "month", _plain(bare.removesuffix("-XX"))
    low, high = int(bare.replace("X", "0")), int(bare.replace("X", "9"))
    # 'the 1900s' may be ten years or a hundred, and 'the 20th century' starts in 1901: give both years.
    if low % 100 == 0:
        return "year", f"{_year(max(low, 1))}{_DASH}{high}"
    return "year", f"the {_year(low)}s"


def _words(span: Span) -> str:
    if span.ongoing:
        return "still so"
    if not span.text:
        return "not known"
    if span.text[0] == "[":
        return _range_words(span)
    doubt = "possibly " if span.uncertain else ""
    if some := _some(_bare(span)):
        return f"{doubt}some {some[0]} {'around' if span.approximate else 'in'} {some[1]}"
    return f"{doubt}{'about ' if span.approximate else ''}{_plain(_bare(span))}"


def _bounds(span: Span) -> tuple[Span, Span]:
    """The two dates of a range, one of them blank in an open one."""
    first, last = span.text[1:-1].split("..")
    return parse(first), parse(last)


def _range_words(span: Span) -> str:
    first, last = _bounds(span)
    if not first.text:
        return f"{_words(last)} or earlier"
    if not last.text:
        return f"{_words(first)} or later"
    if span.earliest == span.latest:
        return _plain(str(span.earliest))
    if first.text == last.text:
        return f"some day in {_words(first)}"
    if first.precision != last.precision and first.text[:4] == last.text[:4] and not _marked(span):
        # 'between 2006 and May 2006' puzzles; its days do not.
        first, last = parse(str(span.earliest)), parse(str(span.latest))
    return f"between {_shortened(first, last, ' and ', ' and ') or f'{_words(first)} and {_words(last)}'}"


def _marked(span: Span) -> bool:
    return span.approximate or span.uncertain


def _shortened(first: Span, last: Span, near: str, far: str) -> str:
    """Two plain dates of one year, which is named once: '4–6 June 2007', 'February to June 2007'.

    `near` joins two days of one month, `far` joins the rest. Empty where nothing can be shared.
    """
    if first.precision != last.precision or first.precision not in ("month", "day"):
        return ""
    if _marked(first) or _marked(last) or "X" in first.text + last.text or first.text[:4] != last.text[:4]:
        return ""
    ending = _plain(last.text)
    if first.precision == "day" and first.text[:7] == last.text[:7]:
        return f"{int(first.text[8:])}{near}{ending}"
    opening = _plain(first.text).removesuffix(f" {_year(int(first.text[:4]))}")
    return f"{opening}{far}{ending}"


def _inside(span: Span) -> str:
    """A date after 'since', 'until' or 'to', where 'between' needs a noun before it."""
    words = _words(span)
    return f"some day {words}" if words.startswith("between ") else words


def _at(span: Span) -> str:
    """A date as an adverb: 'on 8 March 2024', 'in 2024', 'about 2024', 'possibly in 2024'."""
    known = span
    if span.precision == "open":
        first, last = _bounds(span)
        known = first if first.text else last
    if span.precision == "range":  # may have a mark on either side: leave each where it is
        words, doubt = _inside(span), ""
    else:
        words, doubt = _words(span).removeprefix("possibly "), "possibly " if known.uncertain else ""
    if words.startswith("about "):
        return doubt + words
    # A range within one day is described as that day.
    on = words.startswith("some day") or known.precision == "day" or span.earliest == span.latest
    return f"{doubt}{'on' if on else 'in'} {words}"


def _within(span: Span) -> str:
    """A duration whose start and end are given by the same text."""
    if span.precision == "day":
        return _at(span)
    if span.text[0] == "[":
        return f"{_inside(span)} to {_inside(span)}"
    some = _some(_bare(span))
    # 2014-02-XX to 2014-02-XX need not be one day: only the month is known to hold both.
    place = some[1] if some else _plain(_bare(span))
    return f"{'possibly ' if span.uncertain else ''}{'around' if span.approximate else 'within'} {place}"
