"""The network around one actor on the day: who is joined to it and to each other by levels, ties or memberships.

There is always a centre, so that what is read is bounded however large the record is.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from publication.dates import describe
from publication.drawing.rings import Line, Node
from publication.models import About, Claim, Face
from publication.reading.holding import claim_holds
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import name_of, names_at, title_of
from publication.reading.standing import OVERALL, bodies_of, topic_number
from publication.templatetags.chancery import level_class, level_word, signed, term
from relations.explore import matrix
from relations.explore.asking import Asking
from relations.ties import TIES

MOST = 60  # actors of one drawing
BODIES = 24  # of which so many bodies at the utmost, that there is room for who else is in them
EDGES = 200  # claims of one table
SCAN = 5_000
LINES = ("levels", "ties", *TIES, "memberships")
LEFT = ("withdrawn", "expelled")


@dataclass(frozen=True)
class Edge:
    """What joins two actors, by number: a level or one claim; directed from the first where it is a claim."""

    first: int
    second: int
    words: str
    level: int | None
    claims: list[dict]

    @property
    def ends(self) -> set[int]:
        """The two actors."""
        return {self.first, self.second}


@dataclass(frozen=True)
class Network:
    """A drawing's actors in order, the centre first; each one's ring; its edges; how many actors were left out."""

    actors: dict[int, dict]
    ring: dict[int, int]
    edges: list[Edge]
    left_out: int
    cut: bool


@dataclass(frozen=True)
class Question:
    """What is asked for: which lines, around whom, in which topic, between which levels, within which body."""

    lines: str
    centre: Face
    topic: Face | None
    lowest: int
    highest: int
    body: Face | None

    @property
    def predicates(self) -> tuple[str, ...]:
        """The claims that are lines."""
        return {"levels": ("phase",), "ties": TIES, "memberships": ("member",)}.get(self.lines, (self.lines,))


def question(asking: Asking, moment: Moment) -> Question | None:
    """Read the parameters; None if the record has no actor to put in the centre. Raises BadParameter."""
    lines = asking.choice("lines", LINES)
    lowest, highest = asking.level("level_min", -3), asking.level("level_max", 3)
    for name in ("level_min", "level_max"):
        if name in asking.values and lines != "levels":
            raise BadParameter(name, _("chooses among levels. Ask for lines=levels with it."))
    if lowest > highest:
        known = {"low": lowest, "high": highest}
        raise BadParameter("level_min", _("%(low)s is above level_max, %(high)s.") % known)
    topic = asking.entry("topic", "topic")
    if topic and lines == "memberships":
        raise BadParameter("topic", _("memberships have no topic. Ask for levels or ties with it."))
    centre = asking.entry("centre", "actor")
    if centre is None:
        rows = Face.objects.at(moment.seq).filter(namespace="actor", state=Face.State.PUBLIC)
        rows = rows.defer("document")
        centre = rows.filter(slug=settings.FOCUS_ACTOR).first() or rows.order_by("entry").first()
    body = asking.entry("members", "actor")
    return centre and Question(lines, centre, topic, lowest, highest, body)


def network(asked: Question, moment: Moment) -> Network:
    """Return who is joined to the centre, who to these, and what joins them; at most MOST actors."""
    allowed = set(matrix.members_of(asked.body.entry, moment)) if asked.body else None
    centre, topic = asked.centre.entry, asked.topic.entry if asked.topic else None
    if asked.lines == "levels" and topic is None:
        topic = topic_number(OVERALL, moment)
    near = _neighbours([centre], {centre}, allowed, asked, topic, moment)
    first = _best(near, BODIES if asked.lines == "memberships" else MOST - 1, asked, moment)
    far = _neighbours(list(first), {centre, *near}, allowed, asked, topic, moment)
    second = _best(far, MOST - 1 - len(first), asked, moment)
    names = {centre: name_of(asked.centre), **first, **second}
    joining = _level_edges if asked.lines == "levels" else _claim_edges
    edges = joining(names, asked, topic, moment)
    # What is shown decides who stands where: a line that the filters leave out brings nobody near.
    ring = {centre: 0} | dict.fromkeys(_joined(edges, {centre}), 1)
    ring |= dict.fromkeys(_joined(edges, set(ring)), 2)
    edges = [edge for edge in edges if edge.first in ring and edge.second in ring]
    level = {number: edge.level for edge in edges if centre in edge.ends for number in edge.ends if number != centre}

    def place(number: int) -> tuple:
        known = level.get(number)
        return ring[number], -(known if known is not None else -9), names[number]["title"], number

    actors = {number: names[number] for number in sorted(ring, key=place)}
    left_out = len(near) + len(far) - len(first) - len(second)
    return Network(actors, ring, edges[:EDGES], left_out, len(edges) > EDGES)


def _joined(edges: list[Edge], to: set[int]) -> set[int]:
    """Who is joined to one of some actors without being one."""
    return {number for edge in edges if edge.ends & to for number in edge.ends} - to


def _neighbours(numbers, but: set[int], allowed: set[int] | None, asked: Question, topic: int | None, moment: Moment):
    """Who may be joined to the numbers on the day, each with to how many of them, `but` left out."""
    day = moment.day_number
    about = About.objects.at(moment.seq).filter(entry__in=numbers, predicate__in=asked.predicates, other__isnull=False)
    about = about.possible_on(day, day)
    if topic is not None:
        about = about.filter(topic=topic)
    if not asked.lowest <= 0 <= asked.highest:
        # Readings that differ count as 0, so that only a filter without 0 may look at single phases.
        about = about.filter(level__range=(asked.lowest, asked.highest))
    rows = about.order_by("entry", "predicate", "side", "s1", "id").values_list("entry", "other")[:SCAN]
    return Counter(
        other for _, other in sorted(set(rows)) if other not in but and (allowed is None or other in allowed)
    )


def _best(counted: Counter, room: int, asked: Question, moment: Moment) -> dict[int, dict]:
    """Those that most lines lead to, of bodies the smallest; then by title."""
    names = names_at(sorted(counted)[:SCAN], moment.seq)
    weight = {number: -count for number, count in counted.items()}
    if asked.lines == "memberships" and len(names) > room:
        about = About.objects.at(moment.seq).filter(entry__in=names, predicate="member").order_by()
        sizes = dict(about.values_list("entry").annotate(number=Count("id")))
        weight = {number: (-counted[number], sizes.get(number, 0)) for number in names}
    best = sorted(names.items(), key=lambda item: (weight[item[0]], item[1]["title"], item[0]))
    return dict(best[: max(room, 0)])


def _level_edges(names: dict[int, dict], asked: Question, topic: int | None, moment: Moment) -> list[Edge]:
    found = []
    for (one, other), pair in matrix.pairs_among(names, topic, moment).items():
        level = pair.standing.level
        if (asked.lowest, asked.highest) != (-3, 3) and (level is None or not asked.lowest <= level <= asked.highest):
            continue
        named = term(pair.standing.trend, "trend") or level_word(None)
        words = f"{level_word(level)} {signed(level)}" if level is not None else named
        words = _("%(words)s, possibly") % {"words": words} if pair.standing.holds == "possible" else words
        found.append(Edge(one, other, words, level, pair.standing.claims))
    return sorted(found, key=lambda edge: (-(edge.level if edge.level is not None else -9), names[edge.first]["title"]))


def _claim_edges(names: dict[int, dict], asked: Question, topic: int | None, moment: Moment) -> list[Edge]:
    day = moment.day_number
    rows = Claim.objects.at(moment.seq).filter(predicate__in=asked.predicates, lo__in=names, hi__in=names)
    rows = _shown(rows.possible_on(day, day), asked, topic)
    rows = list(rows.order_by("sort_day", "id")[: EDGES + 1])
    bodies = bodies_of(rows, moment)
    found = []
    for row in rows:
        claim = {**bodies[row.id], "holds": claim_holds(row, day)}
        found.append(Edge(row.subject, row.object, _claim_words(row.predicate, claim.get("status")), None, [claim]))
    return found


def _claim_words(predicate: str, status: str | None) -> str:
    """A membership or a tie in few words: 'observer', 'base: in use'."""
    if predicate == "member":
        return term(status or "member", "member")
    kind = term(predicate, "tie") if predicate != "other_tie" else pgettext("tie", "other")
    return ": ".join(filter(None, (kind, term(status, "tie status"))))


def _shown(rows: QuerySet, asked: Question, topic: int | None) -> QuerySet:
    rows = rows.exclude(standing="rejected")
    if asked.lines == "memberships":
        rows = rows.exclude(status__in=LEFT)
    return rows if topic is None else rows.filter(topic=topic)


def shapes(found: Network) -> tuple[list[Node], list[Line]]:
    """The nodes and lines of the drawing: one line for each two actors, however many claims join them."""
    at = {number: place for place, number in enumerate(found.actors)}
    joined: dict[tuple[int, int], Edge] = {}
    counts: Counter = Counter()
    for edge in found.edges:
        pair = tuple(sorted((at[edge.first], at[edge.second])))
        joined.setdefault(pair, edge)
        counts[pair] += 1
    nodes = []
    for number, name in found.actors.items():
        edge = joined.get((0, at[number]))
        level = edge.level if edge else None
        mark = signed(level) or (f"({counts[0, at[number]]})" if counts[0, at[number]] > 1 else "")
        css = f"f-{level_class(level)}" if level is not None else ""
        nodes.append(Node(name["title"], mark, css, found.ring[number]))
    of_levels = any(edge.level is not None for edge in found.edges)
    lines = [Line(*pair, f"e-{level_class(edge.level)}" if of_levels else "") for pair, edge in joined.items()]
    return nodes, lines


def degrees(found: Network, asking: Asking) -> list[dict]:
    """Each actor with how many lines lead to it, most first, then in the order of the drawing."""
    counted: dict[int, int] = defaultdict(int)
    for edge in found.edges:
        counted[edge.first] += 1
        counted[edge.second] += 1
    return sorted(
        (
            {"actor": name, "count": counted[number], "url": asking.link(centre=name["slug"])}
            for number, name in found.actors.items()
        ),
        key=lambda item: -item["count"],
    )


def sentence(asked: Question, found: Network, moment: Moment) -> str:
    """What is shown, in words that name the filters."""
    others, lines = len(found.actors) - 1, len(found.edges)
    named = {"number": others, "centre": title_of(asked.centre), "day": describe(moment.day.isoformat())}
    if moment.is_today:
        joined = ngettext(
            "%(number)s actor joined to %(centre)s or to these today by %(lines)s",
            "%(number)s actors joined to %(centre)s or to these today by %(lines)s",
            others,
        )
    else:
        joined = ngettext(
            "%(number)s actor joined to %(centre)s or to these on %(day)s by %(lines)s",
            "%(number)s actors joined to %(centre)s or to these on %(day)s by %(lines)s",
            others,
        )
    said = [joined % {**named, "lines": _line_words(asked.lines)}]
    if asked.topic:
        said.append(_(" on %(topic)s") % {"topic": title_of(asked.topic)})
    if (asked.lowest, asked.highest) != (-3, 3):
        low, high = (f"{level_word(level)} {signed(level)}" for level in (asked.lowest, asked.highest))
        said.append(_(", from %(low)s to %(high)s") % {"low": low, "high": high})
    if asked.body:
        said.append(_(", among the members of %(body)s") % {"body": title_of(asked.body)})
    counted = ngettext("%(said)s: %(number)s line.", "%(said)s: %(number)s lines.", lines)
    return counted % {"said": "".join(said), "number": lines}


def _line_words(lines: str) -> str:
    """By what actors are joined, in a sentence."""
    known = {
        "ties": pgettext("joined by", "ties of any kind"),
        "levels": pgettext("joined by", "levels"),
        "memberships": pgettext("joined by", "memberships"),
    }
    return known.get(lines) or _("ties of the kind ‘%(kind)s’") % {"kind": term(lines, "tie")}
