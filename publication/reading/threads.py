"""Statements as threads: a reply stands below what it answers."""

from publication.models import Face, Mention
from publication.reading.moment import Moment
from publication.reading.related import documents


def with_replies(statements: list[dict], moment: Moment, limit: int = 100) -> list[dict]:
    """Return the statements and those that answer them, or answer these, up to `limit` in all. A query a step."""
    known = {entry["id"]: entry for entry in statements}
    newest = list(known)
    while newest and len(known) < limit:
        asked = Face.objects.at(moment.seq).filter(public_id__in=newest, kind="statement").values("entry")
        answers = Mention.objects.at(moment.seq).filter(via="reply_to", target__in=asked).values("owner")
        rows = Face.objects.at(moment.seq).filter(entry__in=answers, kind="statement", state=Face.State.PUBLIC)
        found = documents(list(rows.exclude(public_id__in=known).order_by("sort_day", "entry")[:limit]), moment)
        newest = [entry["id"] for entry in found]
        known |= {entry["id"]: entry for entry in found}
    return list(known.values())


def thread(statements: list[dict]) -> list[dict]:
    """Arrange statements as a tree: a reply stands below what it answers where that is among them."""
    nodes = {
        entry["id"]: {
            "entry": entry,
            "said": next((claim for claim in entry["claims"] if claim["predicate"] == "said"), None),
            "replies": [],
        }
        for entry in statements
    }
    roots = []
    for node in nodes.values():
        answered = (node["entry"].get("reply_to") or {}).get("id")
        if answered in nodes and not _below(nodes, answered, node["entry"]["id"]):
            nodes[answered]["replies"].append(node)
        else:
            roots.append(node)
    return [node for node in roots if node["said"]]


def _below(nodes: dict, start: str, wanted: str) -> bool:
    """Whether `wanted` is met on the way up from `start`: replies that go round in a circle stay apart."""
    seen = set()
    while start in nodes and start not in seen:
        if start == wanted:
            return True
        seen.add(start)
        start = (nodes[start]["entry"].get("reply_to") or {}).get("id")
    return False


def spoken(nodes: list[dict]) -> list[dict]:
    """The claims that a thread prints."""
    return [claim for node in nodes for claim in [node["said"], *spoken(node["replies"])] if claim]
