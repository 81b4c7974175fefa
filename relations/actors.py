"""Public pages of countries, organizations and people."""

from django.utils.translation import gettext as _

from publication.models import About, Claim
from publication.pages import EntryPage
from publication.reading.moment import Moment
from publication.reading.related import entries_about
from publication.reading.standing import standing_claims, standings_of
from relations.charts import period_chart
from relations.dyads import claims_at
from relations.membership import changes_of, counts_on, members_of
from relations.ties import LIMIT, ties_by_kind, ties_of

# So many memberships, dyads or offices stand on an actor's page; the rest is a list's.
SHOWN = 100


class ActorPage(EntryPage):
    """What countries, organizations and people have in common."""

    template = "entries/actor.html"

    def more(self, entry, face, moment, parts):
        """How it stands with others, what it belongs to, what it took part in."""
        stands = standings_of(face.entry, moment)
        shown = stands[:SHOWN]
        memberships, more_memberships = memberships_of(face.entry, moment)
        offices, more_offices = claims_of(face.entry, moment, "office", About.Side.OBJECT)
        successors, _more = claims_of(face.entry, moment, "succeeded", About.Side.OBJECT)
        ties = ties_of(face.entry, moment)
        events, more_events = entries_about([face.entry], "event", moment)
        agreements, _more = entries_about([face.entry], "agreement", moment, predicates=("party",))
        statements, more_statements = entries_about([face.entry], "statement", moment)
        indicators, _more = entries_about([face.entry], "indicator", moment)
        return {
            "standings": shown,
            "more_standings": len(stands) > len(shown),
            "memberships": memberships,
            "more_memberships": more_memberships,
            "membership_bars": membership_chart(memberships, moment, memberships_title(entry["title"])),
            "offices_at": offices,
            "more_offices": more_offices,
            "successors": successors,
            "ties": ties_by_kind(ties),
            "more_ties": len(ties) == LIMIT,
            "events": events,
            "more_events": more_events,
            "agreements": agreements,
            "statements": statements,
            "more_statements": more_statements,
            "indicators": indicators,
            "more_claims": [*memberships, *offices, *successors, *ties, *standing_claims(item[2] for item in shown)],
        }


def memberships_of(number: int, moment: Moment) -> tuple[list[dict], bool]:
    """What an actor belongs to, as `claims_of` gives it."""
    return claims_of(number, moment, "member", About.Side.SUBJECT)


def memberships_title(title: str) -> str:
    """What the drawing of an actor's memberships is called."""
    return _("%(title)s: memberships over time") % {"title": title}


def membership_chart(memberships: list[dict], moment: Moment, title: str) -> list:
    """Draw memberships as bars, in two sizes."""
    named = [(claim["object"]["title"], claim) for claim in memberships if claim.get("object")]
    return period_chart(named, moment, title)


def claims_of(number: int, moment: Moment, predicate: str, side: str) -> tuple[list[dict], bool]:
    """The first claims of one predicate on one side of which an entry stands, and whether there are more.

    Those that do not hold on an asked day are left out.
    """
    about = About.objects.at(moment.seq).filter(entry=number, predicate=predicate, side=side)
    if moment.as_of is not None:
        about = about.possible_on(moment.day_number, moment.day_number)
    rows = Claim.objects.at(moment.seq).filter(id__in=about.values("claim"))
    rows = list(rows.order_by("sort_day", "id")[: SHOWN + 1])
    return claims_at(rows[:SHOWN], moment), len(rows) > SHOWN


class CountryPage(ActorPage):
    """One country."""

    kind = "country"


class OrganizationPage(ActorPage):
    """One organization, with its members on the day and how they changed."""

    kind = "organization"
    template = "entries/organization.html"

    def more(self, entry, face, moment, parts):
        """What actors have, how many members there are on the day, and who joined and left when."""
        rows = members_of(face.entry, moment)
        return {
            **super().more(entry, face, moment, parts),
            "counts": counts_on(rows, moment.day_number),
            "changes": changes_of(rows, moment),
        }


class PersonPage(ActorPage):
    """One person."""

    kind = "person"
