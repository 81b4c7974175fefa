"""An agreement's life: its steps in order, and for each party what they say of when it bound that party.

The rules, which the page prints beside the drawing: an agreement binds a party from the day on which it came into
force, for a party that ratified later from then; a party that only signed is drawn thin; so is one that suspended
its part. It ends with withdrawal, expiry or a successor. Where no end is recorded, the line is dotted from the last
step on. Contested steps have a mark but move no bar.
"""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from publication.chronology import FUTURE, PAST
from publication.drawing.bars import Bar
from publication.drawing.lifelines import Life, Mark, lifelines
from publication.drawing.scale import span_of
from publication.reading.moment import Moment
from publication.templatetags.chancery import period_words, term
from relations.charts import bounds, day_mark

EARLIEST = PAST + 1
PAUSES = ("moratorium", "suspended")
ENDS = ("withdrawn", "expired", "superseded")
LINES = 24
Span = tuple[int, int]

# A step's kind in words, before 'by' a party: those of `events.models.Step.Kind`.
STEP_WORDS = {
    "proposed": pgettext_lazy("step", "Proposed"),
    "negotiated": pgettext_lazy("step", "Negotiated"),
    "signed": pgettext_lazy("step", "Signed"),
    "ratified": pgettext_lazy("step", "Ratified"),
    "ratification_refused": pgettext_lazy("step", "Ratification refused"),
    "in_force": pgettext_lazy("step", "In force"),
    "moratorium": pgettext_lazy("step", "Moratorium announced"),
    "suspended": pgettext_lazy("step", "Suspended"),
    "withdrawn": pgettext_lazy("step", "Withdrawn from"),
    "expired": pgettext_lazy("step", "Expired"),
    "superseded": pgettext_lazy("step", "Superseded"),
    "unfulfilled": pgettext_lazy("step", "Unfulfilled"),
}


def in_order(steps: list[dict]) -> list[dict]:
    """Steps by date, the undated ones last, as {n, claim, words}: the dated ones numbered as in the drawing."""
    dated = sorted(
        (claim for claim in steps if _day(claim) is not None),
        key=lambda claim: (_day(claim), list(STEP_WORDS).index(claim["kind"]) if claim["kind"] in STEP_WORDS else 99),
    )
    rows = [{"n": str(place), "claim": claim} for place, claim in enumerate(dated, 1)]
    rows += [{"n": "", "claim": claim} for claim in steps if _day(claim) is None]
    return [{**row, "words": words_of(row["claim"])} for row in rows]


def words_of(claim: dict) -> str:
    """A step's kind in words."""
    return str(STEP_WORDS.get(claim["kind"]) or capfirst(term(claim["kind"], "step")))


def pledge_words(claim: dict) -> str:
    """What an obligation pledges, by its flags, which are independent of one another (COW alliances, ATOP)."""
    flags = ("defence", "neutrality", "non_aggression", "consultation")
    return ", ".join(term(flag.replace("_", "-"), "pledge") for flag in flags if claim.get(flag))


def life_title(agreement: dict) -> str:
    """What the drawing of an agreement's life is called."""
    return _("%(title)s: its life for each party") % {"title": agreement["title"]}


def rival_steps(steps: list[dict]) -> list[dict]:
    """Steps of one kind and party whose datings an editor weighed against one another, for the rival component."""
    groups: dict[tuple, list[dict]] = {}
    for claim in steps:
        groups.setdefault((claim["kind"], (claim.get("object") or {}).get("id")), []).append(claim)
    found = []
    for claims in groups.values():
        if len(claims) > 1 and any(claim["standing"] != "normal" for claim in claims):
            who = (claims[0].get("object") or {}).get("title")
            named = {"step": words_of(claims[0]), "party": who}
            question = _("%(step)s by %(party)s: when?") % named if who else _("%(step)s: when?") % named
            readings = sorted(claims, key=lambda claim: claim["standing"] != "preferred")[:8]
            found.append({"question": question, "readings": readings, "dated": True, "reason": ""})
    return found


def life_chart(parties: list[dict], rows: list[dict], moment: Moment, title: str) -> list:
    """Draw the agreement's life in two sizes; [] where no step is dated."""
    lives = lives_of(parties, rows)
    days = [day for life in lives for bar in life.bars for day in (bar.s1, bar.s2) if day not in (PAST, FUTURE)]
    days += [mark.day for life in lives for mark in life.marks]
    if not days:
        return []
    first, last = span_of([*days, moment.day_number], moment.today.toordinal(), EARLIEST)
    return lifelines(lives, max(first, 1), max(last, *days), moment.day_number, day_mark(moment), title)


def lives_of(parties: list[dict], rows: list[dict]) -> list[Life]:
    """Return a line for the steps that all took, and one for each party that has steps or dates of its own.

    `rows` are the numbered steps of `in_order`. At most 24 lines.
    """
    steps = [row for row in rows if row["n"] and row["claim"]["standing"] != "rejected"]
    common = [row for row in steps if not row["claim"].get("object")]
    actors: dict[str, dict] = {}
    for claim in parties:
        if claim.get("object") and claim["standing"] != "rejected":
            actors.setdefault(claim["object"]["id"], {"name": claim["object"]["title"], "spans": []})
            actors[claim["object"]["id"]]["spans"].append(bounds(claim))
    for row in steps:
        if actor := row["claim"].get("object"):
            actors.setdefault(actor["id"], {"name": actor["title"], "spans": []})
    lives, rest = [], []
    for number, actor in actors.items():
        own = [row for row in steps if (row["claim"].get("object") or {}).get("id") == number]
        span = _joined(actor["spans"])
        if own or span[0] != PAST or span[3] != FUTURE:
            lives.append(_life(actor["name"], own, common, span))
        else:
            rest.append(actor["name"])
    if common or not lives:
        bars = _bars([], _claims(common), (PAST, FUTURE, PAST, FUTURE)) if rest or not lives else ()
        lives.insert(0, Life(_all(rest, lives), _("steps for all of them"), tuple(bars), _marks(common)))
    return [life for life in lives if life.bars or life.marks][:LINES]


def _all(rest: list[str], lives: list[Life]) -> str:
    if not lives or not rest:
        return _("All parties")
    names, more = ", ".join(rest[:3]), len(rest) - 3
    if more <= 0:
        return names
    return ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more) % {"names": names, "more": more}


def _life(name: str, own: list[dict], common: list[dict], span: tuple[int, int, int, int]) -> Life:
    words = ", ".join(f"{words_of(row['claim']).lower()} {period_words(row['claim'])}" for row in own)
    return Life(name, words, tuple(_bars(_claims(own), _claims(common), span)), _marks(own))


def _claims(rows: list[dict]) -> list[dict]:
    return [row["claim"] for row in rows]


def _marks(rows: list[dict]) -> tuple[Mark, ...]:
    return tuple(_mark(row["n"], row["claim"]) for row in rows)


def _mark(name: str, claim: dict) -> Mark:
    first, last, _, _ = bounds(claim)
    first = first if first != PAST else last
    last = last if last != FUTURE else first
    return Mark(first, last, name, claim["kind"] in PAUSES, claim["standing"] == "contested")


def _bars(own: list[dict], common: list[dict], span: tuple[int, int, int, int]) -> Iterator[Bar]:
    """One party's periods: signed (thin), in force (thick), suspended (thin)."""
    # Only seen at some time, neither begun nor over on a known day: that says nothing of when it bound the party.
    begun = (span[0], span[1]) if span[0] != PAST else None
    over = (span[2], span[3]) if span[3] != FUTURE else None
    signed = _first(own, "signed") or _first(common, "signed")
    force = _in_force(own, common)
    start = signed or force
    if begun:
        start = max(start, begun) if start else begun
        force = max(force, begun) if force else None
    if start is None:
        return
    pause = _first(own, *PAUSES) or _first(common, *PAUSES)
    end = _first(own, *ENDS) or _first(common, *ENDS)
    if over:
        after = (over[0] + 1 if over[0] != PAST else over[0], over[1] + 1)
        end = after if end is None or after[1] < end[1] else end
    turns = [(start, True)]
    if force:
        turns = [(force, False)] if force <= start else [(start, True), (force, False)]
    if pause and pause > turns[-1][0] and (end is None or pause < end):
        turns.append((pause, True))
    latest = max((_day(claim) for claim in (*own, *common) if claim["standing"] != "contested"), default=start[1])
    for place, (turn, thin) in enumerate(turns):
        following = turns[place + 1][0] if place + 1 < len(turns) else end
        if following is None:
            yield Bar("", "", turn[0], turn[1], max(turn[1], latest), FUTURE, False, thin=thin)
        elif following[1] > turn[0]:
            ended = (following[0] - 1 if following[0] != PAST else turn[0], following[1] - 1)
            yield Bar("", "", turn[0], min(turn[1], ended[1]), max(ended[0], turn[0]), ended[1], False, thin=thin)


def _in_force(own: list[dict], common: list[dict]) -> Span | None:
    """From when the agreement bound the party."""
    if force := _first(own, "in_force"):
        return force
    force, ratified = _first(common, "in_force"), _first(own, "ratified")
    if force and ratified:
        return max(force, ratified)
    return None if _first(own, "signed") else force


def _first(steps: list[dict], *kinds: str) -> Span | None:
    """The earliest of some kinds of step as (first possible day, last possible day); preferred ones before others."""
    spans = []
    for kind in kinds:
        found = [claim for claim in steps if claim["kind"] == kind and claim["standing"] in ("preferred", "normal")]
        found = [claim for claim in found if claim["standing"] == "preferred"] or found
        spans += [bounds(claim)[:2] for claim in found if _day(claim) is not None]
    return min(spans, key=lambda span: (span[1], -span[0]), default=None)


def _day(claim: dict) -> int | None:
    """The day on which a step is marked: the latest on which it may have been taken; None for an undated one."""
    for day in (bounds(claim)[1], bounds(claim)[0]):
        if day not in (PAST, FUTURE):
            return day
    return None


def _joined(spans: list[tuple[int, int, int, int]]) -> tuple[int, int, int, int]:
    """Several periods of one party as one."""
    if not spans:
        return (PAST, FUTURE, PAST, FUTURE)
    narrow = [span for span in spans if span != (PAST, FUTURE, PAST, FUTURE)] or spans
    return (
        max(span[0] for span in narrow),
        min(span[1] for span in narrow),
        max(span[2] for span in narrow),
        min(span[3] for span in narrow),
    )
