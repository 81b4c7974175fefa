"""The matrix: how each two of some actors stand on the day, in one topic."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publication.dates import describe
from publication.kinds import ACTOR_KINDS
from publication.models import About, Claim, Face
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of, names_at, shown_title, title_of
from publication.reading.standing import Standing, bodies_of, standing
from publication.templatetags.chancery import level_class, level_word, signed, term
from relations.explore.asking import Asking, named

MOST = 24  # actors that one matrix shows
USUAL = 16  # actors that are shown where none are asked for
# So many phases are looked through to find who has most of them.
SCAN = 20_000
# With these a body counts an actor among its own; observers, candidates and those that left are not.
BELONGS = ("member", "participant", "suspended", "withdrawing")


@dataclass(frozen=True)
class Chosen:
    """The actors of a view by number, in order; of how many; and who they are, in words."""

    actors: dict[int, dict]
    total: int
    words: str


def asked_actors(asking: Asking, moment: Moment) -> tuple[dict[int, dict], dict[int, dict], list[str]]:
    """Return the actors that an address names, those of its region and body, and both in words. Raises BadParameter."""
    actors = {face.entry: name_of(face) for face in _listed(asking, moment)}
    titles = [name["title"] for name in actors.values()]
    words = [_chosen(titles)] if titles else []
    group: dict[int, dict] = {}
    if region := asking.values.get("region"):
        group = _of_region(region, moment)
        words.append(_("the countries of %(region)s") % {"region": term(region, "region")})
    if body := asking.entry("members", "actor"):
        group |= members_of(body.entry, moment)
        words.append(_("the members of %(body)s") % {"body": title_of(body)})
    return actors, group, words


def chosen_actors(asking: Asking, topic: int, moment: Moment) -> Chosen:
    """Return the actors that are named, with those of a region or a body; else the most connected on the day.

    Where a group has more than MOST, those with most dyads stay. Raises BadParameter.
    """
    actors, group, words = asked_actors(asking, moment)
    total = len({**actors, **group})
    if not words:
        group = _most_connected(topic, moment)
        total = len(group)
        words = [
            ngettext(
                "the %(number)s actor with most levels on the day",
                "the %(number)s actors with most levels on the day",
                total,
            )
            % {"number": total}
        ]
    room = MOST - len(actors)
    if len(group) > room:
        group = _best(group, room, topic, moment)
    group = {number: name for number, name in group.items() if number not in actors}
    return Chosen({**actors, **group}, total, _(" and ").join(words))


def _chosen(titles: list[str]) -> str:
    number = len(titles)
    if number < 4:
        return ", ".join(titles)
    return ngettext("%(number)s chosen actor", "%(number)s chosen actors", number) % {"number": number}


def sentence(chosen: Chosen, topic: str, given: int, possible: int, moment: Moment) -> str:
    """What is shown, in words that name the actors, the topic ('' for the whole relation) and the day."""
    if moment.is_today and topic:
        said = _("How %(actors)s stand to one another on %(topic)s today: %(given)s.")
    elif moment.is_today:
        said = _("How %(actors)s stand to one another today: %(given)s.")
    elif topic:
        said = _("How %(actors)s stood to one another on %(topic)s on %(day)s: %(given)s.")
    else:
        said = _("How %(actors)s stood to one another on %(day)s: %(given)s.")
    pairs = ngettext(
        "the record gives %(given)s of %(possible)s pair a level or a trend",
        "the record gives %(given)s of %(possible)s pairs a level or a trend",
        possible,
    )
    named = {"actors": chosen.words, "topic": topic, "day": describe(moment.day.isoformat())}
    return said % {**named, "given": pairs % {"given": given, "possible": possible}}


def _listed(asking: Asking, moment: Moment) -> list[Face]:
    texts = [text for text in asking.values.get("actors", "").split(",") if text.strip()]
    if len(texts) > MOST:
        known = {"number": len(texts), "most": MOST}
        raise BadParameter("actors", _("names %(number)s actors; a matrix shows up to %(most)s.") % known)
    return [named("actors", "actor", text, moment) for text in texts]


def _of_region(region: str, moment: Moment) -> dict[int, dict]:
    rows = Face.objects.at(moment.seq).filter(kind="country", state=Face.State.PUBLIC, region=region)
    # States that were gone, or not yet there, have no place in the matrix of a day.
    there = rows.possible_on(moment.day_number, moment.day_number)
    found = there.defer("document").order_by(shown_title(), "entry")[:200]
    if not found and not rows.exists():
        known = {"value": region[:40], "known": ", ".join(regions(moment))}
        raise BadParameter("region", _("no country is in '%(value)s'. Regions are: %(known)s.") % known)
    return {face.entry: name_of(face) for face in found}


def regions(moment: Moment) -> list[str]:
    """The regions that countries have, by name."""
    rows = Face.objects.at(moment.seq).filter(kind="country", state=Face.State.PUBLIC).exclude(region="")
    return list(rows.order_by("region").values_list("region", flat=True).distinct()[:60])


def members_of(body: int, moment: Moment) -> dict[int, dict]:
    """Who belongs to a body on the day, by title; up to 1,000."""
    day = moment.day_number
    about = About.objects.at(moment.seq).filter(entry=body, predicate="member", side=About.Side.OBJECT)
    claims = Claim.objects.at(moment.seq).filter(id__in=about.possible_on(day, day).values("claim"))
    claims = claims.filter(status__in=BELONGS).exclude(standing="rejected")
    names = names_at(list(claims.order_by("id").values_list("subject", flat=True)[:1000]), moment.seq)
    return dict(sorted(names.items(), key=lambda item: (item[1]["title"], item[0])))


def _levels(topic: int, moment: Moment):
    """Phases of a topic that may hold on the day."""
    day = moment.day_number
    return Claim.objects.at(moment.seq).filter(predicate="phase", topic=topic, lo__isnull=False).possible_on(day, day)


def _most_connected(topic: int, moment: Moment) -> dict[int, dict]:
    pairs = set(_levels(topic, moment).order_by("lo", "hi").values_list("lo", "hi")[:SCAN])
    counted = Counter(number for pair in pairs for number in pair)
    # Of equal ones those with more phases on any topic and day come first, then by title.
    floor = sorted(counted.values(), reverse=True)[:USUAL][-1:] or [0]
    near = [number for number, count in counted.items() if count >= floor[0]]
    names = {number: name for number, name in names_at(near[:2000], moment.seq).items() if name["kind"] in ACTOR_KINDS}
    phases = About.objects.at(moment.seq).filter(entry__in=names, predicate="phase").order_by()
    written = dict(phases.values_list("entry").annotate(number=Count("id")))
    best = sorted(
        names.items(), key=lambda item: (-counted[item[0]], -written.get(item[0], 0), item[1]["title"], item[0])
    )
    return dict(best[:USUAL])


def _best(group: dict[int, dict], room: int, topic: int, moment: Moment) -> dict[int, dict]:
    """Those of a group with most dyads in the topic, in the group's order."""
    day = moment.day_number
    rows = About.objects.at(moment.seq).filter(entry__in=group, predicate="phase", topic=topic).possible_on(day, day)
    counted = Counter(entry for entry, _ in set(rows.order_by("entry", "other").values_list("entry", "other")[:SCAN]))
    places = {number: place for place, number in enumerate(group)}
    kept = sorted(group, key=lambda number: (-counted[number], places[number]))[:room]
    return {number: group[number] for number in sorted(kept, key=places.__getitem__)}


@dataclass(frozen=True)
class Pair:
    """Two actors with their dyad and how they stand; the actors in order of their titles.

    `topic` is None where all that is shown is of one topic.
    """

    first: dict
    second: dict
    dyad: dict
    standing: Standing
    topic: dict | None = None

    @property
    def css(self) -> str:
        """The class of the cell."""
        return f"t-{level_class(self.standing.level)}" + (" maybe" if self.standing.holds == "possible" else "")

    @property
    def fill(self) -> str:
        """The class of the cell's fill in a drawing."""
        return f"f-{level_class(self.standing.level)}" + (" f-maybe" if self.standing.holds == "possible" else "")

    @property
    def number(self) -> str:
        """What the cell prints: the level, or an arrow where only a trend is given."""
        return signed(self.standing.level) or {"improving": "↗", "worsening": "↘"}.get(self.standing.trend, "·")

    @property
    def words(self) -> str:
        """The cell in words: 'Russia and Turkey: Strained −1, possibly'."""
        stands = self.standing
        level = f"{level_word(stands.level)} {signed(stands.level)}" if stands.level is not None else term(stands.trend)
        said = [level or _("no level given")]
        said += [_("readings differ")] if stands.mixed else []
        said += [_("possibly")] if stands.holds == "possible" else []
        named = {"first": self.first["title"], "second": self.second["title"], "said": ", ".join(said)}
        if self.topic:
            return _("%(first)s and %(second)s, %(topic)s: %(said)s") % {**named, "topic": self.topic["title"]}
        return _("%(first)s and %(second)s: %(said)s") % named


def pairs_among(actors: dict[int, dict], topic: int, moment: Moment) -> dict[tuple[int, int], Pair]:
    """Return each two of the actors that have a level or trend on the day, by their numbers, the lower first."""
    rows = list(_levels(topic, moment).filter(lo__in=actors, hi__in=actors))
    bodies, dyads = bodies_of(rows, moment), names_at({row.owner for row in rows}, moment.seq)
    by_pair = defaultdict(list)
    for row in rows:
        by_pair[row.lo, row.hi].append(row)
    found = {}
    for pair, group in by_pair.items():
        stands = standing(group, moment.day_number, bodies)
        if stands is not None and group[0].owner in dyads:
            first, second = sorted((actors[number] for number in pair), key=lambda name: name["title"])
            found[pair] = Pair(first, second, dyads[group[0].owner], stands)
    return found


def triangle(actors: dict[int, dict], pairs: dict[tuple[int, int], Pair]) -> list[dict]:
    """The lower triangle: for each actor but the first, its cells with those before it."""
    numbers, found = list(actors), []
    for place, row in enumerate(numbers[1:], 1):
        keys = [(min(row, column), max(row, column)) for column in numbers[:place]]
        cells = [{"other": actors[column], "pair": pairs.get(key)} for column, key in zip(numbers, keys, strict=False)]
        found.append({"actor": actors[row], "cells": cells})
    return found


def ranked(pairs: dict[tuple[int, int], Pair]) -> list[Pair]:
    """The pairs from allied to war, then by name."""

    def key(pair: Pair) -> tuple:
        level = pair.standing.level
        return (-level if level is not None else 9, pair.first["title"], pair.second["title"])

    return sorted(pairs.values(), key=key)
