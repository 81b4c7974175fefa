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


def first_of(statement: dict, moment: Moment, steps: int = 12) -> dict:
    """Return the statement with which a thread begins: what this one answers, and what that answers, and so on.

    A query a step, twelve steps at most; replies that go round in a circle end where they began.
    """
    seen = {statement["id"]}
    for _ in range(steps):
        answered = (statement.get("reply_to") or {}).get("id")
        if answered is None or answered in seen:
            break
        face = Face.objects.at(moment.seq).filter(public_id=answered, state=Face.State.PUBLIC).first()
        if face is None:
            break
        [statement] = documents([face], moment)
        seen.add(answered)
    return statement


def known_in(nodes: list[dict]) -> set[str]:
    """The ids of all statements of a thread."""
    found: set[str] = set()
    for node in nodes:
        found |= {node["entry"]["id"]} | known_in(node["replies"])
    return found


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
