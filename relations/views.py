"""Public pages of actors, dyads and topics, and the home page."""

from django.conf import settings
from django.db.models import F

from publication.kinds import KINDS
from publication.listing import check_parameters, moment_of
from publication.models import About, Claim, Face, Revision
from publication.pages import EntryListPage, EntryPage, RecordPage
from publication.reading.moment import Moment
from publication.reading.related import documents, entries_about, entries_naming
from publication.reading.standing import (
    OVERALL,
    bodies_of,
    standing,
    standings_by_topic,
    standings_of,
    topic_number,
)
from relations.dyads import claims_at, phases_by_topic, rivals_among, shared_memberships
from relations.filters import CountryFilter, OrganizationFilter

LEVELS = (3, 2, 1, 0, -1, -2, -3, None)


class Home(RecordPage):
    """How the world stood with the focus actor on the chosen day."""

    def get(self, request):
        """Answer the home page."""
        check_parameters(request, ("as_of", "known_at"))
        moment = moment_of(request)
        focus = Face.objects.at(moment.seq).filter(
            namespace="actor", slug=settings.FOCUS_ACTOR, state=Face.State.PUBLIC
        )
        focus = focus.first()
        dyads = standings_of(focus.entry, moment) if focus else []
        groups = [{"level": level, "dyads": [item for item in dyads if item[2].level == level]} for level in LEVELS]
        context = {
            "title": f"How the world stood with {focus.title}" if focus else "Chancery",
            "section": "home",
            "focus": focus,
            "groups": [group for group in groups if group["dyads"]],
            "counted": len(dyads),
            "changes": _last_changes(moment),
            "this_day": _on_this_day(moment),
            "topics": _topics(moment),
            "counts": _counts(moment),
        }
        return self.page("home.html", moment, context)


def _last_changes(moment: Moment, limit: int = 6) -> list[dict]:
    rows = list(
        Revision.objects.known_at(moment.seq).order_by("-seq").values("entry_id", "recorded_at", "operation")[:40]
    )
    faces = Face.objects.at(moment.seq).filter(public_id__in={row["entry_id"] for row in rows})
    known = {face.public_id: face for face in faces.defer("document", "search")}
    found, seen = [], set()
    for row in rows:
        face = known.get(row["entry_id"])
        if face is not None and face.public_id not in seen and face.state == Face.State.PUBLIC:
            seen.add(face.public_id)
            name = {"kind": face.kind, "slug": face.slug, "title": face.title}
            found.append({"entry": name, "when": row["recorded_at"], "operation": row["operation"]})
    return found[:limit]


def _on_this_day(moment: Moment, limit: int = 5) -> list[dict]:
    """Events that certainly began on this day of an earlier year."""
    days = []
    for year in range(moment.day.year, max(moment.day.year - 100, 0), -1):
        try:
            days.append(moment.day.replace(year=year).toordinal())
        except ValueError:
            continue  # 29 February in a common year
    rows = Face.objects.at(moment.seq).filter(kind="event", state=Face.State.PUBLIC, s1__in=days, s1=F("s2"))
    return documents(list(rows.order_by("-sort_day", "entry")[:limit]), moment)


def _topics(moment: Moment, limit: int = 12) -> list[Face]:
    rows = Face.objects.at(moment.seq).filter(kind="topic", state=Face.State.PUBLIC)
    return list(rows.order_by("title").defer("document", "search")[:limit])


def _counts(moment: Moment) -> list[dict]:
    rows = Face.objects.at(moment.seq).filter(state=Face.State.PUBLIC).values_list("kind", flat=True)
    total: dict[str, int] = {}
    for kind in rows:
        total[kind] = total.get(kind, 0) + 1
    return [
        {"kind": kind, "count": total[name], "url": f"/{kind.folder}/"} for name, kind in KINDS.items() if name in total
    ]


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
        successors = _claims_of(face.entry, moment, "succeeded", About.Side.OBJECT)
        return {
            "standings": stands,
            "memberships": memberships,
            "offices_at": offices,
            "successors": successors,
            "events": events,
            "more_events": more_events,
            "agreements": agreements,
            "statements": statements,
            "more_statements": more_statements,
            "indicators": indicators,
            "more_claims": [*memberships, *offices, *successors, *_standing_claims(item[2] for item in stands)],
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
        for name in ("relationship", "event", "agreement", "statement", "indicator", "organization"):
            found, more = entries_naming(face.entry, name, moment, via=("topics", "topic"))
            if found:
                groups.append({"kind": KINDS[name], "entries": found, "more": more})
        return {"below": below, "groups": groups}


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
        return {
            "topics": [item for item in topics if item[0]["slug"] != OVERALL],
            "overall": overall,
            "phases": phases_by_topic(parts.get("phases", [])),
            "ties": parts.get("ties", []),
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
