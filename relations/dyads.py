"""What a dyad's page puts together: phases by topic, rival readings, shared memberships."""

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publication.models import Claim
from publication.reading.holding import claim_holds
from publication.reading.moment import Moment
from publication.reading.names import names_at
from publication.reading.standing import OVERALL, bodies_of
from publication.templatetags.chancery import term


def claims_at(rows: list[Claim], moment: Moment) -> list[dict]:
    """Return rows as claims; on an asked day each says whether it holds."""
    bodies = bodies_of(rows, moment)
    if moment.as_of is None:
        return [bodies[row.id] for row in rows]
    return [{**bodies[row.id], "holds": claim_holds(row, moment.day_number)} for row in rows]


def phases_by_topic(phases: list[dict]) -> list[dict]:
    """Group a dyad's phases by topic, each in order of time; 'overall' first."""
    groups: dict[str, dict] = {}
    for claim in phases:
        topic = claim.get("topic") or {"slug": "", "title": _("No topic")}
        groups.setdefault(topic["slug"], {"topic": topic, "claims": []})["claims"].append(claim)
    for group in groups.values():
        group["claims"].sort(
            key=lambda claim: (claim["period"]["start_earliest"] or "", claim["period"]["start_latest"] or "")
        )
    return sorted(groups.values(), key=lambda group: (group["topic"]["slug"] != OVERALL, group["topic"]["title"]))


def rivals_among(phases: list[dict]) -> list[dict]:
    """Readings of one topic and time that exclude one another: a contested one beside its neighbours."""
    rivals = []
    for contested in (claim for claim in phases if claim["standing"] in ("contested", "rejected")):
        same = [
            claim
            for claim in phases
            if claim is not contested
            and (claim.get("topic") or {}).get("slug") == (contested.get("topic") or {}).get("slug")
            and claim["standing"] == "preferred"
            and _touch(claim["period"], contested["period"])
        ]
        if same:
            topic = (contested.get("topic") or {}).get("title", "")
            rivals.append(
                {
                    "question": _("%(topic)s: two readings") % {"topic": topic},
                    "readings": [*same, contested],
                    "reason": "",
                }
            )
    return rivals


def tie_name(claim: dict) -> str:
    """A tie in few words: its kind, its own name if it has one, and who acts."""
    kind = capfirst(term(claim["kind"], "tie")) if claim["kind"] != "other_tie" else ""
    named = claim.get("name") or kind or capfirst(term(claim.get("status"), "tie status")) or _("Other")
    return f"{named} ({claim['subject']['title']})" if claim.get("subject") else named


def _touch(one: dict, other: dict) -> bool:
    """Whether two periods may have a day in common."""
    return (one["start_earliest"] or "0") <= (other["end_latest"] or "9999-12-31") and (
        other["start_earliest"] or "0"
    ) <= (one["end_latest"] or "9999-12-31")


def shared_memberships(numbers: list[int], moment: Moment) -> tuple[list[dict], list[dict]]:
    """Return the organizations in which both actors may be on the day, with each one's claims, and all claims."""
    if len(numbers) != 2:
        return [], []
    day = moment.day_number
    mine = Q(subject__in=numbers, predicate="member")
    rows = list(Claim.objects.at(moment.seq).filter(mine).possible_on(day, day).order_by("owner", "id")[:400])
    both: dict[int, dict[int, list]] = {}
    for row in rows:
        both.setdefault(row.owner, {}).setdefault(row.subject, []).append(row)
    both = {owner: sides for owner, sides in both.items() if len(sides) == 2}
    chosen = [row for sides in both.values() for some in sides.values() for row in some]
    claims = dict(zip((row.id for row in chosen), claims_at(chosen, moment), strict=True))
    names = names_at(both, moment.seq)
    shared = [
        {"organization": names[owner], "claims": [claims[row.id] for some in sides.values() for row in some]}
        for owner, sides in both.items()
        if owner in names
    ]
    return sorted(shared, key=lambda item: item["organization"]["title"]), list(claims.values())
