"""An indicator's observations: in which order they are listed, and which drawing they make."""

from collections import defaultdict

from django.utils.translation import gettext as _

from publication.chronology import FUTURE, PAST
from publication.drawing.values import Rank, Track, Value, grouped, rank_lines, value_bars, value_lines
from publication.templatetags.chancery import period_words, term
from relations.charts import bounds

# A drawing shows so many bars or lines; the rest stands in the table, and all of it in the CSV file.
BARS, LINES, ROWS = 40, 4, 250
# From so many dated values of one thing on they are a line and not bars.
POINTS = 3
PERCENT = ("percent", "per cent", "%")


def in_order(observations: list[dict]) -> list[dict]:
    """Observations list by list in the order of the source, from the highest value down; ranks from the first."""
    lists = list(dict.fromkeys(claim.get("group") or "" for claim in observations))

    def key(claim: dict) -> tuple:
        value = float(claim["value"]) if claim["value"] is not None else None
        return lists.index(claim.get("group") or ""), value is None, -(value or 0), claim.get("rank") or 0

    return sorted(observations, key=key)


def chart_of(entry: dict, observations: list[dict]) -> tuple[str, list]:
    """Return which drawing suits the observations ('lines', 'bars', 'ranks' or '') and the drawing in two sizes.

    A single value is drawn only where its scale is known: a percentage, a rank.
    """
    usable = [claim for claim in observations if claim["standing"] != "rejected"]
    measured = [claim for claim in usable if claim["value"] is not None]
    title = chart_title(entry)
    tracks = _tracks(measured)
    if tracks:
        return "lines", value_lines(tracks[:LINES], title)
    percent = entry["unit"] in PERCENT
    if len(measured) > 1 or (measured and percent):
        return "bars", value_bars(_groups(in_order(measured)[:BARS]), title, 100 if percent else None)
    ranked = [claim for claim in usable if claim.get("rank") and claim.get("rank_of")]
    if ranked:
        rows = [
            Rank(
                name,
                claim["rank"],
                claim["rank_of"],
                _("%(rank)s of %(of)s") % {"rank": claim["rank"], "of": claim["rank_of"]},
            )
            for name, claim in zip(_names(ranked), ranked, strict=True)
        ]
        return "ranks", rank_lines(rows[:BARS], title)
    return "", []


def chart_title(entry: dict) -> str:
    """What an indicator's drawing is called."""
    return _("%(title)s, in %(unit)s") % {"title": entry["title"], "unit": term(entry["unit"], "unit")}


def _names(claims: list[dict]) -> list[str]:
    """What tells the observations apart: who was asked, else what it is about, else the printed list."""
    for key in ("subject", "object"):
        named = [(claim.get(key) or {}).get("title") for claim in claims]
        if len(set(named)) > 1:
            return [name or _("no one named") for name in named]
    if len({claim.get("group") for claim in claims}) > 1:
        return [claim.get("group") or _("no list") for claim in claims]
    return [_of(claim) for claim in claims]


def _of(claim: dict) -> str:
    return ((claim.get("subject") or claim.get("object")) or {}).get("title", "")


def _groups(claims: list[dict]) -> list[tuple[str, list[Value]]]:
    names = _names(claims)
    by_list = len({claim.get("group") for claim in claims}) > 1 and names != [claim.get("group") for claim in claims]
    groups: dict[str, list[Value]] = defaultdict(list)
    for name, claim in zip(names, claims, strict=True):
        contested = claim["standing"] == "contested"
        notes = (_("computed here") if claim.get("computed") else "", _("contested") if contested else "")
        note = ", ".join(word for word in notes if word)
        group = (claim.get("group") or _("No list")).capitalize() if by_list else ""
        groups[group].append(Value(name, float(claim["value"]), grouped(float(claim["value"])), note, contested))
    return list(groups.items())


def _tracks(claims: list[dict]) -> list[Track]:
    """Values of one thing on at least three days, as lines; none if only some of the values are such."""
    groups: dict[tuple, list[dict]] = defaultdict(list)
    for claim in claims:
        groups[tuple((claim.get(key) or {}).get("title", "") for key in ("subject", "object"))].append(claim)
    found = []
    for (respondent, about), group in groups.items():
        points = sorted((_day(claim), float(claim["value"])) for claim in group if _day(claim) is not None)
        if len({day for day, _ in points}) < POINTS:
            return []
        found.append(Track(respondent or about, points))
    return found


def _day(claim: dict) -> int | None:
    """The middle of an observation's days; None for an undated one."""
    first, latest, _, last = bounds(claim)
    if first == PAST or last == FUTURE:
        return latest if latest != FUTURE else None
    return (first + last) // 2


def when_words(claims: list[dict]) -> str:
    """The one time of all observations in words; '' where they differ or have none."""
    said = {period_words(claim) for claim in claims if bounds(claim) != (PAST, FUTURE, PAST, FUTURE)}
    return said.pop() if len(said) == 1 else ""
