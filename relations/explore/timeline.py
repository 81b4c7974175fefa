"""The timeline: which parts of time a view has, how many things begin in each, and the way in and out."""

from bisect import bisect_left
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publication.chronology import FUTURE, PAST, parse
from publication.dates import describe, month_names
from publication.drawing.histogram import Bin
from publication.drawing.values import grouped
from publication.reading.moment import Moment
from publication.templatetags.chancery import closed, term
from relations.explore.asking import Asking
from relations.explore.filters import DATED, TimelineFilter, dated_claims

# So many rows are counted for the drawing; a view with more says so and leads on by its parts.
CAP = 20_000
# A longer span than about a thousand years is drawn only as far as there are things in it.
LONGEST = 365_000
UNITS = ("century", "decade", "year", "month", "day")
# A view has the smallest parts of which it needs no more than so many.
MOST = 36


@dataclass(frozen=True)
class Part:
    """One century, decade, year, month or day: EDTF texts of its first and last unit, and its days as numbers."""

    label: str
    words: str
    after: str
    before: str
    first: int
    last: int


def part_of(day: int, unit: str) -> Part:
    """The part of a unit in which a day lies."""
    on = date.fromordinal(day)
    if unit == "day":
        text = on.isoformat()
        return Part(str(on.day), describe(text), text, text, day, day)
    if unit == "month":
        text = on.isoformat()[:7]
        last = on.replace(day=monthrange(on.year, on.month)[1])
        name = month_names()[on.month - 1]
        return Part(name[:3], describe(text), text, text, on.replace(day=1).toordinal(), last.toordinal())
    size = {"year": 1, "decade": 10, "century": 100}[unit]
    start = max(on.year // size * size, 1)
    end = min(on.year // size * size + size - 1, 9999)
    words = str(start) if size == 1 else _("%(year)ss") % {"year": on.year // size * size}
    days = date(start, 1, 1).toordinal(), date(end, 12, 31).toordinal()
    return Part(words, words, f"{start:04}", f"{end:04}", *days)


def parts(first: int, last: int, unit: str) -> list[Part]:
    """The parts of a unit that have a day from `first` to `last`, one more than MOST at the utmost."""
    found = [part_of(first, unit)]
    while found[-1].last < last and len(found) <= MOST:
        found.append(part_of(found[-1].last + 1, unit))
    return found


def parts_to_show(first: int, last: int) -> tuple[str, list[Part]]:
    """The smallest unit that cuts the span into few enough parts, and these; whole decades are cut into years."""
    for unit in reversed(UNITS):
        found = parts(first, last, unit)
        fits = {"day": 31, "month": 24, "year": 20}.get(unit, MOST)
        if len(found) <= fits:
            return unit, found
    return "century", found


@dataclass(frozen=True)
class Zoom:
    """A view's span: the smallest part that holds it, the parts above that, its neighbours, the parts it is cut into.

    `above` runs from the largest to the smallest and ends with the part itself where the view is one.
    """

    unit: str
    parts: list[Part]
    above: list[Part]
    before: Part | None
    after: Part | None


def zoom(first: int, last: int) -> Zoom:
    """Place a span of days among decades, years and months."""
    unit, found = parts_to_show(first, last)
    above = [part for part in (part_of(first, unit) for unit in UNITS[1:]) if part.first <= first and last <= part.last]
    whole = above and (above[-1].first, above[-1].last) == (first, last)
    own = UNITS[len(above)] if whole else ""
    before = part_of(first - 1, own) if own and first > 1 else None
    after = part_of(last + 1, own) if own and last < date.max.toordinal() else None
    return Zoom(unit, found, above, before, after)


@dataclass(frozen=True)
class Counted:
    """A view's things: the earliest and latest first day of each, in order; how many each kind has or would have.

    `whole` if all are counted; else they are counted before the day `until`, and the last one begins on `last`.
    `undated` are those whose first day no source bounds.
    """

    days: list[tuple[int, int]]
    by_kind: Counter
    undated: int
    whole: bool
    until: int
    last: int
    types: list[str]


def count(data: QueryDict, moment: Moment) -> Counted:
    """Count what the facets choose, up to CAP rows of all kinds. Raises BadParameters."""
    kind = data.get("kind", "")
    others = data.copy()
    others.pop("kind", None)
    chosen = TimelineFilter(others, dated_claims(moment.seq), moment=moment)
    rows = chosen.whole()
    if moment.as_of is not None:
        rows = rows.filter(s1__lte=moment.day_number)
    found = list(rows.order_by("sort_day", "id").values_list("sort_day", "s1", "s2", "predicate")[: CAP + 1])
    whole = len(found) <= CAP
    until = FUTURE if whole else found[-1][0]
    wanted = [predicate for predicate, words in DATED.items() if kind in ("", words[0])]
    dated = [row for row in found[:CAP] if row[1] not in (PAST, FUTURE)]
    last = dated[-1][1] if dated else PAST
    if not whole:
        last = chosen.apply().order_by("-sort_day").values_list("sort_day", flat=True).first() or last
    return Counted(
        days=[row[1:3] for row in dated if row[3] in wanted],
        by_kind=Counter(DATED[row[3]][0] for row in dated),
        undated=sum(row[3] in wanted for row in found[:CAP] if row[1] in (PAST, FUTURE)) if whole else 0,
        whole=whole,
        until=until,
        last=last,
        types=list(chosen.types().order_by("type").values_list("type", flat=True).distinct()),
    )


def bins_of(zoomed: Zoom, counted: Counted, asking: Asking) -> list[Bin]:
    """Count the things by part, each at its earliest first day; vague ones may belong later."""
    found, rows = [], counted.days
    at = bisect_left(rows, (zoomed.parts[0].first, PAST))
    for part in zoomed.parts:
        sure = vague = 0
        while at < len(rows) and rows[at][0] <= part.last:
            sure, vague = (sure + 1, vague) if rows[at][1] <= part.last else (sure, vague + 1)
            at += 1
        more = part.last >= counted.until
        words = (
            f"{part.words}: {sure + vague}"
            if not more
            else _("%(part)s: %(number)s or more, not all are counted") % {"part": part.words, "number": sure + vague}
        )
        if vague:
            known = ngettext(
                "%(words)s, %(number)s of them perhaps later", "%(words)s, %(number)s of them perhaps later", vague
            )
            words = known % {"words": words, "number": vague}
        url = asking.link(date_after=part.after, date_before=part.before)
        found.append(Bin(part.label, words, url, sure, vague, more))
    return found


def span_asked(asking: Asking, counted: Counted) -> tuple[int, int] | None:
    """The days that the view covers: those asked for, else from the first thing to the last; None for nothing."""
    after, before = asking.values.get("date_after"), asking.values.get("date_before")
    known = (counted.days[0][0], counted.last) if counted.days else None
    first = parse(after).earliest.toordinal() if after else known and known[0]
    last = parse(before).latest.toordinal() if before else known and known[1]
    if known and last - first > LONGEST:
        return known
    return None if first is None or last is None or first > last else (first, last)


def sentence(counted: Counted, names: dict[str, str], asking: Asking) -> str:
    """What the view shows, in words that name its facets: 'The record dates 12 events about Russia.'"""
    kind = asking.values.get("kind") or ("event" if "type" in asking.values else "")
    said = [_head(kind, len(counted.days), whole=counted.whole)]
    if "type" in asking.values:
        said.append(_(" of type ‘%(type)s’") % {"type": term(asking.values["type"], "event")})
    if "actor" in names:
        said.append(_(" about %(actor)s") % {"actor": names["actor"]})
    if "topic" in names:
        said.append(_(", on %(topic)s") % {"topic": names["topic"]})
    after, before = asking.values.get("date_after"), asking.values.get("date_before")
    days = {"first": describe(after) if after else "", "last": describe(before) if before else ""}
    if after and after == before:
        said.append((_(", on %(first)s") if len(after) == 10 else _(", in %(first)s")) % days)
    elif after and before:
        said.append(_(", from %(first)s to %(last)s") % days)
    elif after or before:
        said.append((_(", from %(first)s on") if after else _(", up to %(last)s")) % days)
    return closed("".join(said))


def _head(kind: str, total: int, *, whole: bool) -> str:
    """How many things of a kind the record dates, as the beginning of a sentence."""
    if not total:
        return {
            "event": _("The record dates no event"),
            "agreement": _("The record dates no step of an agreement"),
            "statement": _("The record dates no statement"),
            "relationship": _("The record dates no phase that begins"),
        }.get(kind) or _("The record dates no dated thing")
    things = {
        "event": ngettext("%(number)s event", "%(number)s events", total),
        "agreement": ngettext("%(number)s step of an agreement", "%(number)s steps of agreements", total),
        "statement": ngettext("%(number)s statement", "%(number)s statements", total),
        "relationship": ngettext("%(number)s phase that begins", "%(number)s phases that begin", total),
    }.get(kind) or ngettext(
        "%(number)s dated thing",
        "%(number)s events, steps of agreements, statements and phases that begin",
        total,
    )
    said = _("The record dates %(things)s") if whole else _("The record dates at least %(things)s")
    return said % {"things": things % {"number": grouped(total)}}


def kind_links(counted: Counted, asking: Asking) -> list[dict]:
    """The facet of kinds: each with its words, how many things, and the view of it alone."""
    chosen, more = asking.values.get("kind", ""), "" if counted.whole else "+"
    by_kind = counted.by_kind
    whole = {"words": _("All"), "count": f"{by_kind.total()}{more}", "url": asking.link(kind=""), "chosen": not chosen}
    found = [whole]
    for kind, several in DATED.values():
        here = {
            "words": capfirst(several),
            "count": f"{by_kind[kind]}{more}",
            "url": asking.link(kind=kind),
            "chosen": kind == chosen,
        }
        found.append(here)
    return found


def unit_words(unit: str) -> dict[str, str]:
    """What a page says of the unit of its parts: its name, a title, how exact the solid bars are."""
    return {
        "century": {
            "one": _("century"),
            "each": _("How many things begin in each century"),
            "within": _("Solid: the date is known to within the century."),
        },
        "decade": {
            "one": _("decade"),
            "each": _("How many things begin in each decade"),
            "within": _("Solid: the date is known to within the decade."),
        },
        "year": {
            "one": _("year"),
            "each": _("How many things begin in each year"),
            "within": _("Solid: the date is known to within the year."),
        },
        "month": {
            "one": _("month"),
            "each": _("How many things begin in each month"),
            "within": _("Solid: the date is known to within the month."),
        },
        "day": {
            "one": _("day"),
            "each": _("How many things begin in each day"),
            "within": _("Solid: the date is known to within the day."),
        },
    }[unit]


def zoom_links(zoomed: Zoom, asking: Asking) -> dict:
    """The way out, part by part, and to the neighbours: {above: [(words, url)], before, after}."""

    def to(part: Part | None) -> tuple[str, str] | None:
        return part and (part.words, asking.link(date_after=part.after, date_before=part.before))

    whole = (_("All years"), asking.link(date_after="", date_before=""))
    return {"above": [whole, *map(to, zoomed.above)], "before": to(zoomed.before), "after": to(zoomed.after)}
