"""Watches over relations: full memberships that overlap."""

from collections import defaultdict
from itertools import combinations

from django.db.models import Count

from desk.models import Claim
from desk.quality.watch import MOST_COUNTED, Item, Watch, overlap, say_claim, watch
from desk.schema import schema
from relations.models import Membership, Organization

_RIVALS = (Claim.Standing.CONTESTED, Claim.Standing.REJECTED)


def overlapping_memberships() -> list[tuple[Membership, Membership, object]]:
    """Return pairs of full memberships of one actor in one organization that hold on the same day.

    Claims that are marked as contested or rejected stand beside others on purpose.
    """
    full = Membership.objects.filter(status=Membership.Status.MEMBER).exclude(standing__in=_RIVALS)
    twice = full.order_by().values("owner", "member").annotate(rows=Count("pk")).filter(rows__gt=1)
    groups = defaultdict(list)
    keys = {(row["owner"], row["member"]) for row in twice[: 5 * MOST_COUNTED]}
    rows = full.filter(owner__in={owner for owner, _ in keys}).select_related("owner", "member").order_by("pk")
    for row in rows.iterator(chunk_size=2000) if keys else ():
        if (row.owner_id, row.member_id) in keys:
            groups[row.owner_id, row.member_id].append(row)
    found = []
    for held in groups.values():
        found += [(one, other, day) for one, other in combinations(held, 2) if (day := overlap(one, other)) is not None]
    return found[:MOST_COUNTED]


def _say(rows) -> list[Item]:
    part = schema.kinds[Organization.KIND].part("members")
    return [
        say_claim(part, one, f"{one.start} to {one.end or '?'} and {other.start} to {other.end or '?'}, both on {day}")
        for one, other, day in rows
    ]


def register() -> None:
    """Add this watch; called once when Django starts."""
    watch(
        Watch(
            "overlapping-memberships",
            "Overlapping memberships",
            "One actor twice a full member of one organization on the same day.",
            overlapping_memberships,
            _say,
        )
    )
