"""One actor's dyads on a day, topic by topic: rows are the others, columns the topics."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publication.dates import describe
from publication.models import About, Claim, Face
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of, names_at, title_of
from publication.reading.standing import MOST, OVERALL, bodies_of, standing
from relations.explore.asking import Asking
from relations.explore.matrix import Pair, asked_actors
from relations.home import focus_at

ROWS = 60  # others that one view shows: those with a level in most topics
COLUMNS = 20  # topics that one view shows: those with most levels; 'overall' always


@dataclass(frozen=True)
class ByTopic:
    """What the view shows: `total` others have a level or trend on the day, in `total_topics` topics.

    Of `fitting` of them it is in one of the topics that have a column.
    """

    actor: Face
    topics: list[dict]
    rows: list[dict]
    pairs: list[Pair]
    total: int
    fitting: int
    total_topics: int


def actor_asked(asking: Asking, moment: Moment) -> Face | None:
    """The actor named by `of`; the focus actor where the address names no actors or topic. Raises BadParameter."""
    actor = asking.entry("of", "actor")
    if actor is None and not asking.values:
        actor = focus_at(moment)
    elif actor is not None and "topic" in asking.values:
        said = _("stands beside 'of', which gives every topic a column. Leave one of them out.")
        raise BadParameter("topic", said)
    return actor


def by_topic(actor: Face, asking: Asking, moment: Moment) -> ByTopic:
    """Return how an actor stands with each other one in each topic, from allied to war. Raises BadParameter.

    `actors`, `region` and `members` of the address leave only those others.
    """
    found = _pairs(actor, moment)
    actors, group, words = asked_actors(asking, moment)
    if words:
        found = {other: cells for other, cells in found.items() if other in actors or other in group}
    counts = Counter(topic for cells in found.values() for topic in cells)
    names = names_at(list(counts), moment.seq)

    def overall_first(topic: int) -> tuple:
        return (names[topic]["slug"] != OVERALL, -counts[topic], names[topic]["title"])

    topics = sorted((topic for topic in counts if topic in names), key=overall_first)[:COLUMNS]
    fitting = [other for other, cells in found.items() if cells.keys() & set(topics)]
    kept = sorted(fitting, key=lambda other: (-len(found[other]), other))[:ROWS]

    def allied_first(other: int) -> tuple:
        whole = found[other].get(topics[0]) if topics else None
        level = whole.standing.level if whole else None
        return (level is None, -(level or 0), -len(found[other]), other)

    kept.sort(key=allied_first)
    others = names_at(kept, moment.seq)
    rows = [
        {
            "actor": others[other],
            "cells": [{"other": names[topic], "pair": found[other].get(topic)} for topic in topics],
        }
        for other in kept
    ]
    pairs = [pair for other in kept for topic in topics if (pair := found[other].get(topic))]
    shown = [names[topic] for topic in topics]
    return ByTopic(actor, shown, rows, pairs, len(found), len(fitting), len(names))


def _pairs(actor: Face, moment: Moment) -> dict[int, dict[int, Pair]]:
    """By the number of the other one and of the topic; others and topics that are not public are left out."""
    day = moment.day_number
    about = About.objects.at(moment.seq).filter(entry=actor.entry, predicate="phase")
    claims = Claim.objects.at(moment.seq).filter(id__in=about.possible_on(day, day).values("claim"))
    grouped, rows = defaultdict(list), list(claims.order_by("id")[: MOST * 4])
    for row in rows:
        other = row.subject if row.object == actor.entry else row.object
        grouped[other, row.topic, row.owner].append(row)
    bodies = bodies_of(rows, moment)
    names = names_at({number for key in grouped for number in key if number}, moment.seq)
    found: dict[int, dict[int, Pair]] = defaultdict(dict)
    for (other, topic, owner), group in grouped.items():
        stands = standing(group, day, bodies)
        if stands is not None and {other, topic, owner} <= names.keys():
            found[other][topic] = Pair(name_of(actor), names[other], names[owner], stands, names[topic])
    return found


def sentence_of(found: ByTopic, moment: Moment) -> str:
    """What is shown, in words that name the actor and the day."""
    given = ngettext(
        "%(number)s of them has a level or a trend", "%(number)s of them have a level or a trend", found.total
    )
    named = {"actor": title_of(found.actor), "given": given % {"number": found.total}}
    if moment.is_today:
        return _("How %(actor)s stands with others, topic by topic, today: %(given)s.") % named
    named["day"] = describe(moment.day.isoformat())
    return _("How %(actor)s stood with others, topic by topic, on %(day)s: %(given)s.") % named
