"""Public pages of events, agreements, statements and indicators."""

from publication.models import About, Face
from publication.pages import EntryListPage, EntryPage
from publication.reading.related import documents, entries_about, entries_naming


class EventList(EntryListPage):
    """Events, oldest first."""

    kind = "event"


class AgreementList(EntryListPage):
    """Agreements, oldest first."""

    kind = "agreement"


class StatementList(EntryListPage):
    """Statements, oldest first."""

    kind = "statement"


class IndicatorList(EntryListPage):
    """Indicators, by title."""

    kind = "indicator"


def linked_from(face: Face, moment) -> list[dict]:
    """Events whose links point at this entry: what it caused, what answered it, what was part of it."""
    about = About.objects.at(moment.seq).filter(entry=face.entry, predicate="linked", side=About.Side.OBJECT)
    rows = Face.objects.at(moment.seq).filter(entry__in=about.values("owner"), state=Face.State.PUBLIC)
    found = documents(list(rows.order_by("sort_day", "entry")[:25]), moment)
    return [
        {"event": event, "kind": claim["kind"], "claim": claim}
        for event in found
        for claim in event["claims"]
        if claim["predicate"] == "linked" and (claim.get("object") or {}).get("id") == str(face.public_id)
    ]


def said_about(face: Face, moment) -> tuple[list[dict], bool]:
    """Statements about an entry, or made on its occasion, as nodes of a thread."""
    about, more = entries_about([face.entry], "statement", moment, predicates=("about",))
    there, more_there = entries_naming(face.entry, "statement", moment, via=("occasion",))
    known = {entry["id"]: entry for entry in [*about, *there]}
    return thread(list(known.values())), more or more_there


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


class EventPage(EntryPage):
    """One event: when, where, who, what led to it and what was said."""

    kind = "event"
    template = "entries/event.html"

    def more(self, entry, face, moment, parts):
        """Events that link here, and statements about it."""
        links = linked_from(face, moment)
        nodes, more = said_about(face, moment)
        claims = [*spoken(nodes), *(link["claim"] for link in links)]
        return {"linked": links, "thread": nodes, "more_statements": more, "more_claims": claims}


class AgreementPage(EntryPage):
    """One agreement: parties, its life step by step, pledges."""

    kind = "agreement"
    template = "entries/agreement.html"
    more = EventPage.more


class StatementPage(EntryPage):
    """One statement: who, to whom, when, what; what it answers and what answered it."""

    kind = "statement"
    template = "entries/statement.html"

    def more(self, entry, face, moment, parts):
        """Replies to it."""
        replies, _ = entries_naming(face.entry, "statement", moment, via=("reply_to",))
        nodes = thread(replies)
        return {"thread": nodes, "more_claims": spoken(nodes)}


class IndicatorPage(EntryPage):
    """One indicator with its observations, as printed."""

    kind = "indicator"
    template = "entries/indicator.html"
