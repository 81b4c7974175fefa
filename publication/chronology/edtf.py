"""The dates a curator may type: a subset of EDTF (ISO 8601-2:2019, levels 0 and 1, and ranges from level 2).

A text becomes a `Span`: the first and the last day that the text allows. Days are days of the proleptic
Gregorian calendar, as the place itself counted them; there are no clock times and no time zones.
Everything outside the subset is refused with a sentence that says what to type instead.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from django.utils.dates import MONTHS_ALT
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .spans import EDTFError, Span

MAX_LENGTH = 64  # the longest accepted text, a range of two marked days, has 26 characters
_ECHO = 40

MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip

# Spelled out as 0-9 because \d, int() and date.fromisoformat() all take more: other scripts' digits,
# '20140220', '2014-W08-4'. Days are checked by date(), not here.
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE = re.compile(r"(?!0000)([0-9]{4})(?:-(0[1-9]|1[0-2]|XX(?!-))(?:-([0-9]{2}|XX))?)?([~?%]?)")
_BLOCK = re.compile(r"([0-9]{2})(?:([0-9])X|XX)([~?%]?)")
_DAY = timedelta(days=1)


def parse(text: str, *, end: bool = False) -> Span:
    """Read one date as typed; spaces around it are dropped.

    Accepted, with years 0001 to 9999: '' (not known); YYYY, YYYY-MM, YYYY-MM-DD; 199X, 19XX, YYYY-XX,
    YYYY-MM-XX; any of these followed by ~ (approximate), ? (uncertain) or % (both); the ranges
    [..DATE], [DATE..], [DATE..DATE] (one day, somewhere in it) over days, months or years, which may be
    marked; and '..' (still so) if `end`.

    ISO 8601-2 leaves open how far ~ ? % reach. Here each widens the span by one unit of the precision
    on either side, and stops at 0001-01-01 and 9999-12-31.

    Raises EDTFError, whose message teaches; never reads more than 64 characters.
    """
    if len(text) > MAX_LENGTH:
        known = {"number": f"{len(text):,}", "most": MAX_LENGTH}
        problem = _("has %(number)s characters; a date has at most %(most)s.") % known
        raise _refusal(text, f"{problem} {_(_HELP)}")
    text = text.strip()
    if text != "..":
        return _parse(text)
    if not end:
        raise EDTFError(_("'..' means 'still so' and fits only the end field. Leave this blank if it is not known."))
    return Span(text, None, None, False, False, True)


@lru_cache(maxsize=4096)  # a record repeats its dates; Span is immutable, so one may be shared
def _parse(text: str) -> Span:
    if _PLAIN_DAY.fullmatch(text):  # by far the commonest form, and here twice as fast
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise _explain(text, text) from None
        return Span(text, day, day, False, False, False)
    found = _point(text)
    if found is not None:
        return Span(text, *found, text[-1] in "~%", text[-1] in "?%", False)
    if not text:
        return Span("", None, None, False, False, False)
    if text[0] == "[" and text[-1] == "]":
        return _range(text)
    raise _explain(text, text)


def _point(text: str) -> tuple[date, date] | None:
    """The first and last day of one date, widened by its mark; None if the text is no such date."""
    match = _DATE.fullmatch(text)
    if match is None:
        match = _BLOCK.fullmatch(text)
        if match is None:
            return None
        century, decade, mark = match.groups()
        unit = 10 if decade else 100
        first = int(century) * 100 + int(decade or 0) * 10
        return _years(first, first + unit - 1, unit if mark else 0)
    year_text, month_text, day_text, mark = match.groups()
    year = int(year_text)
    if month_text is None or month_text == "XX":
        return _years(year, year, 1 if mark else 0)
    month = int(month_text)
    if day_text is None or day_text == "XX":
        return _months(year * 12 + month - 1, 1 if mark else 0)
    try:
        day = date(year, month, int(day_text))
    except ValueError:  # no such day in this month: _explain says so
        return None
    if not mark:
        return day, day
    return day - _DAY if day > date.min else day, day + _DAY if day < date.max else day


def _years(first: int, last: int, widen: int) -> tuple[date, date]:
    return date(max(first - widen, 1), 1, 1), date(min(last + widen, 9999), 12, 31)


def _months(index: int, widen: int) -> tuple[date, date]:
    """Months counted from January of year 0, so that widening carries over the turn of a year."""
    year, month = divmod(max(index - widen, 12), 12)
    last_year, last_month = divmod(min(index + widen, 9999 * 12 + 11), 12)
    last_day = monthrange(last_year, last_month + 1)[1]
    return date(year, month + 1, 1), date(last_year, last_month + 1, last_day)


def _range(text: str) -> Span:
    """[..DATE], [DATE..] or [DATE..DATE]: one day in the range, by ISO 8601-2 'one of a set'."""
    parts = text[1:-1].split("..")
    if len(parts) != 2 or parts == ["", ""] or "..." in text or text.split() != [text]:
        raise _explain(text, text)
    for part in filter(None, parts):
        if _point(part) is None:
            raise _explain(part, part)
        if "X" in part:
            raise _refusal(part, _("cannot bound a range. Type a year, month or day: [1990..2001]."))
    plain_low, plain_high = (_point(part.rstrip("~?%")) for part in parts)
    # Compared before widening: [2015~..2014] is a slip, although 'about 2015' reaches into 2014.
    if plain_low and plain_high and plain_low[0] > plain_high[1]:
        turned = {"range": f"[{parts[1]}..{parts[0]}]"}
        raise _refusal(text, _("runs backwards. Type the earlier date first: %(range)s.") % turned)
    low, high = (_point(part) for part in parts)
    approximate, uncertain = "~" in text or "%" in text, "?" in text or "%" in text
    return Span(text, low and low[0], high and high[1], approximate, uncertain, False)


# --- Refusals. Only reached when nothing matched, so plainness matters here and speed does not. ---

_HELP = gettext_noop("Type 1991, 1991-12 or 1991-12-25; add ~ for about, ? for uncertain.")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_ABBREVIATED = [month[:3].lower() for month in MONTHS]


def _echo(text: str) -> str:
    """The value in quotes: at most 40 characters, and nothing that could disturb a terminal or a page."""
    shown = text if len(text) <= _ECHO else text[: _ECHO - 1] + "…"
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown) + "'"


def _refusal(text: str, advice: str) -> EDTFError:
    """The value, and what is to be said of it: each advice is a predicate that begins after the value."""
    return EDTFError(_("%(value)s %(advice)s") % {"value": _echo(text), "advice": advice})


def _accepted(text: str) -> bool:
    try:
        return bool(parse(text).text)
    except EDTFError:
        return False


def _suggest(problem: str, *candidates: str) -> str:
    """The problem and those candidates that really are accepted, or else the general help."""
    good = [c for c in dict.fromkeys(candidates) if _accepted(c)]
    help = _("Type %(dates)s.") % {"dates": _(" or ").join(good)} if good else _(_HELP)
    return f"{problem} {help}"


def _explain(text: str, typed: str) -> EDTFError:
    """Say what is wrong with `text`; `typed` is what the message quotes."""
    plain, closed = text.translate(_DASHES), "".join(text.split())
    if plain != text and not _accepted(plain):
        return _explain(plain, typed)  # the dash is the lesser mistake
    advice = _("is not a date.") + f" {_(_HELP)}"
    if plain != text:
        advice = _("has a dash. Type the plain hyphen: %(date)s.") % {"date": plain}
    elif closed != text and _accepted(closed):
        advice = _("has a space inside. Type %(date)s.") % {"date": closed}
    elif not text.isprintable():
        advice = _("has a character that cannot be seen.") + f" {_(_HELP)}"
    elif any(c.isdigit() and not c.isascii() for c in text):
        advice = _("has digits other than 0 to 9.") + f" {_(_HELP)}"
    elif text != text.upper() and _accepted(text.upper()):
        advice = _("needs a capital X. Type %(date)s.") % {"date": text.upper()}
    else:
        for pattern, answer in _MISTAKES:
            if match := re.fullmatch(pattern, text):
                advice = _(answer) if isinstance(answer, str) else answer(match)
                break
    return _refusal(typed, advice)


def _no_month(match: re.Match[str]) -> str:
    year, month = match[1], int(match[2])
    if month == 13:
        return _("has no thirteenth month. Did you mean %(date)s?") % {"date": f"{year}-12"}
    if not 21 <= month <= 41:
        return _("is not a month: months run from 01 to 12. Type %(year)s if the month is not known.") % {"year": year}
    # ISO 8601-2: 21 to 24 are the seasons from spring on, 25 to 41 seasons by hemisphere, quarters and so on.
    # Northern months are suggested, winter from December; the curator sees them and may differ.
    spring = f"{year}-03..{year}-05"
    if month > 24 or (year, month) == ("9999", 24):
        return _("is a part of a year. Type a range of months, such as [%(months)s].") % {"months": spring}
    winter = f"{year}-12..{int(year) + 1:04}-02"
    months = (spring, f"{year}-06..{year}-08", f"{year}-09..{year}-11", winter)[month - 21]
    return _("is a season. Type a range, [%(months)s], and put the season in the wording.") % {"months": months}


def _no_day(match: re.Match[str]) -> str:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    last = f"{year:04}-{month:02}-{monthrange(year, month)[1]}"
    known = {"year": year, "day": day, "month": MONTHS_ALT[month], "last": last, "known": f"{year:04}-{month:02}"}
    problem = _("is not a day: %(year)s has no %(day)s %(month)s; the last day is %(last)s.") % known
    unknown = _("Type %(known)s if the day is not known.") % known
    return f"{problem} {unknown}"


def _year_last(match: re.Match[str]) -> str:
    # 02/03/2014 is 2 March in most of the world and 3 February in the United States: offer both.
    one, two, year = match[1].zfill(2), (match[2] or "").zfill(2), match[3]
    both = (f"{year}-{two}-{one}", f"{year}-{one}-{two}") if match[2] else (f"{year}-{one}",)
    return _suggest(_("puts the year last."), *both)


def _year_first(match: re.Match[str]) -> str:
    return _suggest(_("needs hyphens and two digits."), "-".join(p.zfill(2) for p in match.groups() if p))


def _month_name(match: re.Match[str]) -> str:
    month = _ABBREVIATED.index(match["month"].lower()[:3]) + 1
    day = f"-{match['day'].zfill(2)}" if match["day"] else ""
    return _suggest(_("has a month in words."), f"{match['year']}-{month:02}{day}")


def _hour(match: re.Match[str]) -> str:
    return _suggest(_("has a clock time: put that in the wording."), match[1])


def _decade(match: re.Match[str]) -> str:
    return _suggest(_("is a decade."), f"{match[1]}X")


def _circa(match: re.Match[str]) -> str:
    return _suggest(_("says 'about' in words."), f"{match[1]}~")


def _no_brackets(match: re.Match[str]) -> str:
    return _suggest(_("is a range without brackets."), f"[{match[0]}]")


_NAME = rf"(?i:(?P<month>(?:{'|'.join(_ABBREVIATED)})[a-z]*))\.?"
_DAY_OF = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_NOW = gettext_noop(
    "is not a date. Type .. in the end field if the source says that it is still so, else the day it speaks of."
)
_PERIOD = gettext_noop("is a period. Use the start and end fields; for one day somewhere between, type [1991..1995].")
_X = gettext_noop("has an X out of place. X is for what is not known at the end: 199X, 19XX, 2014-XX, 2014-02-XX.")

# The first pattern that matches the whole text gives the advice.
_MISTAKES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"([0-9]{4})([0-9]{2})([0-9]{2})?", _year_first),
    (
        r"(?:0000|[-+Y].*[0-9]|[0-9]{5,}).*",
        gettext_noop("has a year outside 0001 to 9999. Years have four digits, no sign."),
    ),
    (r"([0-9]{4})-(00|1[3-9]|[2-9][0-9])(?:-(?:[0-9]{2}|XX))?[~?%]?", _no_month),
    (r"([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})[~?%]?", _no_day),
    (r"(?:[0-9]{1,2}[./-]){0,2}[0-9]{1,3}[~?%]?", gettext_noop("has no year of four digits, such as 1991 or 0914.")),
    (r"([0-9]{1,2})[./-](?:([0-9]{1,2})[./-])?([0-9]{4})", _year_last),
    (r"([0-9]{4})[./-]([0-9]{1,2})(?:[./-]([0-9]{1,2}))?", _year_first),
    (r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].*", _hour),
    (r".*/.*|[0-9]{4}-[0-9]{4}", _PERIOD),
    (r"[0-9]{4}-?W.*|[0-9]{4}-[0-9]{3}", gettext_noop("counts weeks or days of the year. Type the month and the day.")),
    (rf"(?:{_DAY_OF}\.? )?{_NAME},? (?P<year>[0-9]{{4}})", _month_name),
    (rf"{_NAME} {_DAY_OF},? (?P<year>[0-9]{{4}})", _month_name),
    (r"([0-9]{3})0'?s", _decade),
    (r"(?i:c\.?|ca\.?|circa|about|around)\s*([0-9].*)", _circa),
    (r"(?i:now|present|today|ongoing)", _NOW),
    (r"\[\.\.\]", gettext_noop("has no date. Leave the field blank if the date is not known.")),
    (r"[\[{].*,.*|\{.*", gettext_noop("is a set of dates. Type the range that holds them: [2001..2003].")),
    (r"[0-9~?%-]*\.\.[0-9~?%-]*", _no_brackets),
    (r".*[\[\]].*", gettext_noop("is not a range. Type [..2001], [2001..] or [2001..2003].")),
    (r"[0-9X-]+[~?%]{2,}", gettext_noop("has more than one mark. Type one at the end: ~ about, ? uncertain, % both.")),
    (
        r"(?=.*[~?%])[0-9X~?%-]+",
        gettext_noop("marks part of a date. Type ~, ? or % at the end: it covers the whole date."),
    ),
    (r"(?=.*X)[0-9X-]+", _X),
)
