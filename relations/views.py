"""Public pages of actors, dyads and topics."""

from datetime import date

from publication.kinds import KINDS
from publication.models import About, Claim, Face
from publication.pages import EntryListPage, EntryPage
from publication.reading.moment import Moment
from publication.reading.related import entries_about, entries_naming
from publication.reading.standing import (
    OVERALL,
    bodies_of,
    standing,
    standings_by_topic,
    standings_of,
    topic_number,
)
from publication.reading.threads import spoken, thread, with_replies
from relations.charts import marking_events, period_chart, series_of, step_chart
from relations.dyads import claims_at, phases_by_topic, rivals_among, shared_memberships, tie_name
from relations.filters import CountryFilter, OrganizationFilter
from relations.ties import ties_by_kind, ties_of, ties_on


class CountryList(EntryListPage):
    """Countries, by title."""

    kind = "country"
    filters = CountryFilter


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


class ActorPage(EntryPage):
    """What countries, organizations and people have in common."""

    template = "entries/actor.html"

    def more(self, entry, face, moment, parts):
        """How it stands with others, what it belongs to, what it took part in."""
        stands = standings_of(face.entry, moment)
        memberships = _claims_of(face.entry, moment, "member", About.Side.SUBJECT)
        offices = _claims_of(face.entry, moment, "office", About.Side.OBJECT)
        events, more_events = entries_about([face.entry], "event", moment)
        agreements, _ = entries_about([face.entry], "agreement", moment, predicates=("party",))
        statements, more_statements = entries_about([face.entry], "statement", moment)
        indicators, _ = entries_about([face.entry], "indicator", moment)
        ties = ties_of(face.entry, moment)
        successors = _claims_of(face.entry, moment, "succeeded", About.Side.OBJECT)
        return {
            "standings": stands,
            "memberships": memberships,
            "membership_bars": period_chart(
                [(claim["object"]["title"], claim) for claim in memberships if claim.get("object")],
                moment,
                f"{entry['title']}: memberships over time",
            ),
            "offices_at": offices,
            "successors": successors,
            "ties": ties_by_kind(ties),
            "events": events,
            "more_events": more_events,
            "agreements": agreements,
            "statements": statements,
            "more_statements": more_statements,
            "indicators": indicators,
            "more_claims": [*memberships, *offices, *successors, *ties, *_standing_claims(item[2] for item in stands)],
        }


def _standing_claims(standings) -> list[dict]:
    return [claim for stands in standings for claim in stands.claims]


def _claims_of(number: int, moment: Moment, predicate: str, side: str) -> list[dict]:
    """Claims of one predicate on one side of which an entry stands, those that do not hold on an asked day left out."""
    about = About.objects.at(moment.seq).filter(entry=number, predicate=predicate, side=side)
    if moment.as_of is not None:
        about = about.possible_on(moment.day_number, moment.day_number)
    rows = list(Claim.objects.at(moment.seq).filter(id__in=about.values("claim")).order_by("sort_day", "id")[:100])
    return claims_at(rows, moment)


class CountryPage(ActorPage):
    """One country."""

    kind = "country"


class OrganizationPage(ActorPage):
    """One organization, with its members on the day."""

    kind = "organization"


class PersonPage(ActorPage):
    """One person."""

    kind = "person"


class TopicPage(EntryPage):
    """One topic: what is below it and what it is about."""

    kind = "topic"
    template = "entries/topic.html"

    def more(self, entry, face, moment, parts):
        """Subtopics, and entries of each kind that carry the topic."""
        below, _ = entries_naming(face.entry, "topic", moment, via=("parent",), limit=100)
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
        agreements, _ = entries_about(numbers, "agreement", moment)
        statements, more_statements = entries_about(numbers, "statement", moment)
        shared, shared_claims = shared_memberships(numbers, moment)
        series = series_of(face.entry, moment)
        marks = marking_events(face.entry, numbers, series, moment) if series else []
        chart_title = f"{entry['title']}: level by topic over time"
        return {
            "topics": [item for item in topics if item[0]["slug"] != OVERALL],
            "overall": overall,
            "chart": step_chart(series, [(mark["day"], mark["n"]) for mark in marks], chart_title) if series else [],
            "marks": marks,
            "chart_from": date.fromordinal(series.first).year,
            "phases": phases_by_topic(parts.get("phases", [])),
            "ties": parts.get("ties", []),
            "tie_bars": period_chart(
                [(tie_name(claim), claim) for claim in parts.get("ties", [])],
                moment,
                f"{entry['title']}: ties over time",
            ),
            "rivals": rivals_among(parts.get("phases", [])),
            "shared": shared,
            "events": events,
            "more_events": more_events,
            "agreements": agreements,
            "statements": statements,
            "more_statements": more_statements,
            "between": ",".join(side["slug"] for side in sides),
            "more_claims": [*_standing_claims(stands for _, stands in topics), *shared_claims],
        }
