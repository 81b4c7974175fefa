"""The explorers' views as files: rows of tables, and a network as GraphML."""

from xml.etree.ElementTree import Element, SubElement, tostring

from publication.templatetags.chancery import level_word
from relations.explore.comparison import LevelChange, Turns
from relations.explore.matrix import Pair
from relations.explore.network import Network


def cited(claims: list[dict]) -> str:
    """Where claims are said, each place once: 'atlas-2024 | p. 4; …'."""
    found = [
        f"{cite['source']['slug']} | {cite['locator']}"
        for claim in claims
        for cite in claim["citations"]
        if cite["source"]
    ]
    return "; ".join(dict.fromkeys(found))


TIMELINE = [
    "first_possible_day", "last_possible_first_day", "start", "end", "kind", "type_of_date", "entry", "title", "topic",
    "level", "certainty", "standing", "text", "sources", "claim",
]  # fmt: skip


def timeline_row(claim: dict) -> list:
    """One row of the table to take away, in the order of TIMELINE."""
    period, owner = claim["period"], claim["owner"]
    return [
        period["start_earliest"],
        period["start_latest"],
        period["start"],
        period["end"],
        owner["kind"],
        claim.get("kind") or claim["predicate"],
        owner["slug"],
        owner["title"],
        (claim.get("topic") or {}).get("slug"),
        claim.get("level"),
        claim["certainty"],
        claim["standing"],
        claim.get("text"),
        cited([claim]),
        claim["id"],
    ]


MATRIX = ["first", "second", "topic", "level", "word", "trend", "holds", "readings_differ", "text", "sources", "dyad"]


def matrix_row(pair: Pair) -> list:
    """One row of the table to take away, in the order of MATRIX."""
    stands = pair.standing
    return [
        pair.first["slug"],
        pair.second["slug"],
        pair.topic["slug"] if pair.topic else "",
        stands.level,
        level_word(stands.level) if stands.level is not None else "",
        stands.trend,
        stands.holds,
        "yes" if stands.mixed else "no",
        " / ".join(claim["text"] for claim in stands.claims if claim["text"]),
        cited(stands.claims),
        pair.dyad["slug"],
    ]


NETWORK = ["from", "to", "what", "level", "holds", "start", "end", "certainty", "text", "sources", "claim"]


def network_rows(found: Network) -> list[list]:
    """The table to take away: a row for each claim behind each line, in the order of NETWORK."""
    return [
        [
            found.actors[edge.first]["slug"],
            found.actors[edge.second]["slug"],
            edge.words,
            edge.level,
            claim["holds"],
            claim["period"]["start"],
            claim["period"]["end"],
            claim["certainty"],
            claim["text"],
            cited([claim]),
            claim["id"],
        ]
        for edge in found.edges
        for claim in edge.claims
    ]


def graphml(found: Network) -> bytes:
    """The same as GraphML 1.0: actors as nodes by slug; levels undirected, ties and memberships directed."""
    root = Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for name, of, kind in (("title", "node", "string"), ("what", "edge", "string"), ("level", "edge", "int")):
        SubElement(root, "key", {"id": name, "for": of, "attr.name": name, "attr.type": kind})
    graph = SubElement(root, "graph", id="network", edgedefault="undirected")
    for name in found.actors.values():
        node = SubElement(graph, "node", id=name["slug"])
        SubElement(node, "data", key="title").text = name["title"]
    for place, edge in enumerate(found.edges):
        ends = {"source": found.actors[edge.first]["slug"], "target": found.actors[edge.second]["slug"]}
        directed = "false" if edge.claims[0]["predicate"] == "phase" else "true"
        line = SubElement(graph, "edge", id=f"e{place}", directed=directed, **ends)
        SubElement(line, "data", key="what").text = edge.words
        if edge.level is not None:
            SubElement(line, "data", key="level").text = str(edge.level)
    return tostring(root, encoding="utf-8", xml_declaration=True)


COMPARISON = ["what", "first", "second", "before", "after", "holds_before", "holds_after", "start", "end", "sure"]
COMPARISON += ["text", "sources", "claim"]


def comparison_rows(changes: list[LevelChange], turned: dict[str, Turns], taken: list[dict]) -> list[list]:
    """The table to take away, in the order of COMPARISON: levels, what began and ended, steps."""
    rows = []
    for change in changes:
        levels = [stands.level if stands else None for stands in (change.before, change.after)]
        holds = [stands.holds if stands else None for stands in (change.before, change.after)]
        said = " / ".join(claim["text"] for claim in change.claims if claim["text"])
        ends = change.dyad["slug"].split("--")
        rows.append(["level", *ends, *levels, *holds, None, None, None, said, cited(change.claims), None])
    for what, turn in turned.items():
        for way, claims in (("begun", turn.begun), ("ended", turn.ended)):
            rows += [_turned(f"{what} {way}", claim) for claim in claims]
    return rows + [_turned(f"step: {claim['kind']}", claim) for claim in taken]


def _turned(what: str, claim: dict) -> list:
    sides = [(claim.get(side) or {}).get("slug") for side in ("subject", "object")]
    if claim["predicate"] == "step":
        sides = [claim["owner"]["slug"], sides[1]]
    period = claim["period"]
    sure = "yes" if claim["sure"] else "possibly"
    no_level = [None] * 4
    said = [period["start"], period["end"], sure, claim.get("text"), cited([claim]), claim["id"]]
    return [what, *sides, *no_level, *said]
