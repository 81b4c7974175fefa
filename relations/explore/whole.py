"""The whole network on a day: every two actors that have a level in one topic, as one graph."""

from collections import defaultdict

from publication.models import About, Claim
from publication.reading.moment import BadParameter, Moment
from publication.reading.names import names_at
from publication.reading.standing import bodies_of, standing
from publication.templatetags.chancery import level_word, signed
from relations.explore.network import Edge, Network

# More dyads than the states of the world have among them.
MOST = 20_000


def whole_network(topic: int, moment: Moment, actor: int | None = None) -> Network:
    """Return the levels of all dyads in a topic on the day, or of an actor's alone; actors by title.

    Three queries. Raises BadParameter beyond 20,000 phases.
    """
    day = moment.day_number
    rows = Claim.objects.at(moment.seq).filter(predicate="phase", topic=topic, lo__isnull=False).possible_on(day, day)
    if actor is not None:
        about = About.objects.at(moment.seq).filter(entry=actor, predicate="phase", topic=topic)
        rows = rows.filter(id__in=about.values("claim"))
    rows = list(rows.order_by("lo", "hi", "id")[: MOST + 1])
    if len(rows) > MOST:
        raise BadParameter("actor", f"is missing: more than {MOST} phases are one graph too large. Name an actor.")
    bodies, by_pair = bodies_of(rows, moment), defaultdict(list)
    for row in rows:
        by_pair[row.lo, row.hi].append(row)
    names = names_at({number for pair in by_pair for number in pair}, moment.seq)
    edges = []
    for (one, other), group in by_pair.items():
        stands = standing(group, day, bodies)
        if stands is not None and one in names and other in names:
            words = f"{level_word(stands.level)} {signed(stands.level)}" if stands.level is not None else stands.trend
            words += ", possibly" if stands.holds == "possible" else ""
            edges.append(Edge(one, other, words, stands.level, stands.claims))
    joined = {number for edge in edges for number in edge.ends}
    actors = dict(sorted(((n, names[n]) for n in joined), key=lambda item: (item[1]["title"], item[0])))
    places = {number: place for place, number in enumerate(actors)}
    edges.sort(key=lambda edge: sorted(places[number] for number in edge.ends))
    return Network(actors, dict.fromkeys(actors, 0), edges, 0, False)


def node_link(found: Network) -> dict:
    """The graph in the form that networkx reads: `networkx.node_link_graph(data, edges="links")`."""
    return {
        "directed": False,
        "multigraph": False,
        "graph": {},
        "nodes": [{**name, "id": name["slug"], "public_id": name["id"]} for name in found.actors.values()],
        "links": [
            {
                "source": found.actors[edge.first]["slug"],
                "target": found.actors[edge.second]["slug"],
                "level": edge.level,
                "words": edge.words,
                "claims": [claim["id"] for claim in edge.claims],
            }
            for edge in found.edges
        ],
    }
