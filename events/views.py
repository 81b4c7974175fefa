"""Public pages of events, agreements, statements and indicators."""

from events import measures
from events.filters import STEPS, AgreementFilter, steps_of
from events.lives import in_order, life_chart, life_title, pledge_words, rival_steps
from events.occasions import datings, is_exact, line_of, places_named, rival_datings, roles_of, where
from publication.models import Face
from publication.pages import EntryListPage, EntryPage
from publication.reading.chain import after, before, events_linking, links_of
from publication.reading.names import shown_title
from publication.reading.related import entries_about, entries_naming
from publication.reading.threads import first_of, known_in, spoken, thread, with_replies

# How many things a statement's page looks at for other readings, and how many of each it shows.
THINGS, READINGS = 5, 8
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


def other_readings(face: Face, about: list[dict], known: set[str], moment) -> list[dict]:
    """What else was said about the things that a statement is about: {about, thread, more}, five things at most."""
    targets = {claim["object"]["id"]: claim["object"] for claim in about if claim.get("object")}
    named = Face.objects.at(moment.seq).filter(public_id__in=list(targets)[:THINGS])
    found = []
    for number, public_id in named.order_by(shown_title(), "entry").values_list("entry", "public_id"):
        said, more = entries_about([number], "statement", moment, predicates=("about",), limit=READINGS)
        others = [entry for entry in said if entry["id"] not in known]
        if others:
            found.append({"about": targets[str(public_id)], "thread": thread(others), "more": more})
    return found


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
    """One agreement: its life drawn for each party, its steps, parties and pledges."""

    kind = "agreement"
    template = "entries/agreement.html"

    def more(self, entry, face, moment, parts):
        """Its life, rival dates, events and statements about it."""
        steps = in_order(parts.get("steps", []))
        linked = linked_from(face, moment, ())
        nodes, more = said_about(face, moment)
        return {
            "steps": steps,
            "rivals": rival_steps(parts.get("steps", [])),
            "life": life_chart(parts.get("parties", []), steps, moment, life_title(entry)),
            "pledges": [{"claim": claim, "words": pledge_words(claim)} for claim in parts.get("obligations", [])],
            "linked": linked,
            "thread": nodes,
            "more_statements": more,
            "more_claims": [*(link["claim"] for link in linked), *spoken(nodes)],
        }


class StatementPage(EntryPage):
    """One statement: who, to whom, when, the gist; the thread it stands in; what it is about; other readings."""

    kind = "statement"
    template = "entries/statement.html"

    def more(self, entry, face, moment, parts):
        """Its thread from the first statement on, and what else was said about the same things."""
        nodes = thread(with_replies([first_of(entry, moment)], moment))
        others = other_readings(face, parts.get("about", []), known_in(nodes), moment)
        linked = linked_from(face, moment, ())
        said = [claim for group in others for claim in spoken(group["thread"])]
        return {
            "thread": nodes if len(known_in(nodes)) > 1 else [],
            "others": others,
            "linked": linked,
            "more_claims": [*spoken(nodes), *said, *(link["claim"] for link in linked)],
        }


class IndicatorPage(EntryPage):
    """One indicator: its values drawn, the oddities of what was printed, every observation with its source."""

    kind = "indicator"
    template = "entries/indicator.html"

    def more(self, entry, face, moment, parts):
        """The drawing, and what the sources remark on the values; gaps stay with the other remarks."""
        observations = measures.in_order(parts.get("observations", []))
        shape, chart = measures.chart_of(entry, observations)
        remarks = parts.pop("remarks", [])
        parts["remarks"] = [claim for claim in remarks if claim["predicate"] == "gap"]
        statements, more = said_about(face, moment)
        return {
            "shape": shape,
            "chart": chart,
            "when": measures.when_words(observations),
            "observations": observations[: measures.ROWS],
            "left_out": len(observations[measures.ROWS :]),
            "drawn": measures.BARS,
            "oddities": [claim for claim in remarks if claim["predicate"] != "gap"],
            "thread": statements,
            "more_statements": more,
            "more_claims": spoken(statements),
        }
