"""Public lists of actors; pages of dyads and topics."""

from datetime import date

from publication.kinds import KINDS
from publication.models import Claim, Face
from publication.pages import EntryListPage, EntryPage
from publication.reading.related import entries_about, entries_naming
from publication.reading.standing import (
    OVERALL,
    bodies_of,
    standing,
    standing_claims,
    standings_by_topic,
    topic_number,
)
from publication.reading.threads import spoken, thread, with_replies
from relations.charts import level_title, marking_events, series_of, step_chart, tie_chart, ties_title
from relations.dyads import phases_by_topic, rivals_among, shared_memberships
from relations.filters import ActorFilter, OrganizationFilter
from relations.ties import ties_on


class CountryList(EntryListPage):
    """Countries, by title."""

    kind = "country"
    filters = ActorFilter


class OrganizationList(EntryListPage):
    """Organizations, by title."""

    kind = "organization"
    filters = OrganizationFilter


class PersonList(EntryListPage):
    """People, by title."""

    kind = "person"


class TopicList(EntryListPage):
    """Topics, by title."""

    kind = "topic"


class RelationshipList(EntryListPage):
    """Relationships, each with its level on the day."""

    kind = "relationship"
    template = "entries/relationships.html"

    def more(self, entries, moment):
        """The overall standing of each dyad of this page, in a fixed number of queries."""
        faces = Face.objects.at(moment.seq).filter(public_id__in=[entry["id"] for entry in entries])
        numbers = dict(faces.values_list("public_id", "entry"))
        overall, day = topic_number(OVERALL, moment), moment.day_number
        rows = Claim.objects.at(moment.seq).filter(owner__in=numbers.values(), predicate="phase", topic=overall)
        by_owner: dict[int, list] = {}
        rows = list(rows.possible_on(day, day))
        for row in rows:
            by_owner.setdefault(row.owner, []).append(row)
        bodies = bodies_of(rows, moment)
        keyed = {str(public_id): number for public_id, number in numbers.items()}
        for entry in entries:
            entry["standing"] = standing(by_owner.get(keyed.get(entry["id"]), []), day, bodies)
        return {}


class TopicPage(EntryPage):
    """One topic: what is below it and what it is about."""

    kind = "topic"
    template = "entries/topic.html"

    def more(self, entry, face, moment, parts):
        """Subtopics, and entries of each kind that carry the topic."""
        below, _more = entries_naming(face.entry, "topic", moment, via=("parent",), limit=100)
        groups = []
        for name in ("relationship", "event", "agreement", "indicator", "organization"):
            found, more = entries_naming(face.entry, name, moment, via=("topics", "topic"))
            if found:
                groups.append({"kind": KINDS[name], "entries": found, "more": more})
        statements, more = entries_naming(face.entry, "statement", moment, via=("topics",), limit=50)
        nodes = thread(with_replies(statements, moment))
        ties = ties_on(face.entry, moment)
        return {
            "below": below,
            "groups": groups,
            "thread": nodes,
            "more_statements": more,
            "ties": ties,
            "more_claims": [*ties, *spoken(nodes)],
        }


class RelationshipPage(EntryPage):
    """One dyad: how the two stand on the day, how they stood, and why."""

    kind = "relationship"
    template = "entries/relationship.html"

    def more(self, entry, face, moment, parts):
        """Standing by topic, rivals, shared memberships, events, agreements, statements."""
        sides = [side for side in (entry.get("first"), entry.get("second")) if side]
        faces = Face.objects.at(moment.seq).filter(public_id__in=[side["id"] for side in sides])
        numbers = list(faces.values_list("entry", flat=True))
        topics = standings_by_topic(face.entry, moment)
        overall = next((stands for topic, stands in topics if topic["slug"] == OVERALL), None)
        events, more_events = entries_about(numbers, "event", moment)
        agreements, _more = entries_about(numbers, "agreement", moment)
        statements, more_statements = entries_about(numbers, "statement", moment)
        shared, shared_claims = shared_memberships(numbers, moment)
        series = series_of(face.entry, moment)
        marks = marking_events(face.entry, numbers, series, moment) if series else []
        chart_title = level_title(entry["title"])
        return {
            "topics": [item for item in topics if item[0]["slug"] != OVERALL],
            "overall": overall,
            "chart": step_chart(series, [(mark["day"], mark["n"]) for mark in marks], chart_title) if series else [],
            "marks": marks,
            "chart_from": date.fromordinal(series.first).year,
            "phases": phases_by_topic(parts.get("phases", [])),
            "ties": parts.get("ties", []),
            "tie_bars": tie_chart(parts.get("ties", []), moment, ties_title(entry["title"])),
            "rivals": rivals_among(parts.get("phases", [])),
            "shared": shared,
            "events": events,
            "more_events": more_events,
            "agreements": agreements,
            "statements": statements,
            "more_statements": more_statements,
            "between": ",".join(side["slug"] for side in sides),
            "more_claims": [*standing_claims(stands for _, stands in topics), *shared_claims],
        }
