"""Public pages of events, agreements, statements and indicators."""

from events.filters import STEPS, AgreementFilter, steps_of
from events.occasions import datings, is_exact, line_of, places_named, rival_datings, roles_of, where
from publication.models import Face
from publication.pages import EntryListPage, EntryPage
from publication.reading.chain import after, before, events_linking, links_of
from publication.reading.related import entries_about, entries_naming
from publication.reading.threads import spoken, thread, with_replies

# Links that put no event before another.
WHOLE_AND_PART = ("part_of", "concerns", "changed")


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


def linked_from(face: Face, moment, kinds: tuple[str, ...]) -> list[dict]:
    """Events whose links of certain kinds point at this entry: {event, kind, claim}."""
    return [
        {"event": event, "kind": claim["kind"], "claim": claim}
        for event in events_linking([face], moment)
        for claim in links_of(event, kinds)
        if claim["object"]["id"] == str(face.public_id)
    ]


def said_about(face: Face, moment) -> tuple[list[dict], bool]:
    """Statements about an entry, or made on its occasion, with their replies, as nodes of a thread."""
    about, more = entries_about([face.entry], "statement", moment, predicates=("about",))
    there, more_there = entries_naming(face.entry, "statement", moment, via=("occasion",))
    known = {entry["id"]: entry for entry in [*about, *there]}
    return thread(with_replies(list(known.values()), moment)), more or more_there


class EventPage(EntryPage):
    """One event: when, where, who, what led to it and came of it, what was said."""

    kind = "event"
    template = "entries/event.html"

    def more(self, entry, face, moment, parts):
        """Its datings, place, roles, chain, ties to other entries, and statements about it."""
        occurrences, participants = parts.get("occurrences", []), parts.get("participants", [])
        earlier, later = before(entry, moment), after(entry, face, moment)
        linked = linked_from(face, moment, WHOLE_AND_PART)
        nodes, more = said_about(face, moment)
        cutting, place_words = where(occurrences, moment)
        return {
            "line": line_of(occurrences, moment, entry["title"]),
            "exact": is_exact(occurrences),
            "datings": datings(occurrences),
            "rivals": rival_datings(occurrences),
            "cutting": cutting,
            "place_words": place_words,
            "places": places_named(occurrences),
            "roles": roles_of(participants),
            "held": [claim for claim in participants if claim.get("stance") or claim.get("text")],
            "earlier": earlier,
            "later": later,
            "links": links_of(entry, WHOLE_AND_PART),
            "linked": linked,
            "thread": nodes,
            "more_statements": more,
            "more_claims": [
                *(link.claim for link in (*earlier, *later)),
                *(link["claim"] for link in linked),
                *spoken(nodes),
            ],
        }


class AgreementPage(EntryPage):
    """One agreement: parties, its life step by step, pledges."""

    kind = "agreement"
    template = "entries/agreement.html"

    def more(self, entry, face, moment, parts):
        """Events and statements about it."""
        linked = linked_from(face, moment, ())
        nodes, more = said_about(face, moment)
        return {
            "linked": linked,
            "thread": nodes,
            "more_statements": more,
            "more_claims": [*spoken(nodes), *(link["claim"] for link in linked)],
        }


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
