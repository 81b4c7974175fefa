"""Public pages of events, agreements, statements and indicators."""

from events.filters import STEPS, AgreementFilter, steps_of
from publication.models import About, Face
from publication.pages import EntryListPage, EntryPage
from publication.reading.related import documents, entries_about, entries_naming
from publication.reading.threads import spoken, thread


class EventList(EntryListPage):
    """Events, oldest first."""

    kind = "event"


class AgreementList(EntryListPage):
    """Agreements, oldest first, each with its steps."""

    kind = "agreement"
    filters = AgreementFilter
    template = "entries/agreements.html"

    def more(self, entries, moment):
        """The steps to choose from, and of each agreement those that were asked for, or all."""
        asked = self.request.GET.get("step", "")
        wanted = steps_of(asked) if asked else STEPS
        for entry in entries:
            steps = [claim for claim in entry["claims"] if claim["predicate"] == "step" and claim["kind"] in wanted]
            entry["steps"] = steps
        return {"steps": STEPS, "more_claims": [claim for entry in entries for claim in entry["steps"]]}


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
