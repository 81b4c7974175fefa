"""Ties seen from elsewhere than their dyad: all of one actor, and all on one topic."""

from publication.models import About, Claim
from publication.reading.moment import Moment
from relations.dyads import claims_at

# The predicates that ties have: the values of `relations.models.Tie.Kind`, which public code does not import.
TIES = (
    "base",
    "protectorate",
    "sanctions",
    "measure",
    "designation",
    "recognition",
    "territorial_claim",
    "support",
    "mediation",
    "energy_supply",
    "trade",
    "border",
    "diplomatic_relations",
    "other_tie",
)
LIMIT = 60


def ties_of(actor: int, moment: Moment) -> list[dict]:
    """Return an actor's ties on the moment's day, or of all time where no day is asked for; oldest first."""
    about = About.objects.at(moment.seq).filter(entry=actor, predicate__in=TIES)
    if moment.as_of is not None:
        about = about.possible_on(moment.day_number, moment.day_number)
    rows = Claim.objects.at(moment.seq).filter(id__in=about.values("claim"))
    return claims_at(list(rows.order_by("sort_day", "id")[:LIMIT]), moment)


def ties_on(topic: int, moment: Moment) -> list[dict]:
    """Return the ties that carry a topic, as `ties_of` does."""
    rows = Claim.objects.at(moment.seq).filter(topic=topic, predicate__in=TIES)
    if moment.as_of is not None:
        rows = rows.possible_on(moment.day_number, moment.day_number)
    return claims_at(list(rows.order_by("sort_day", "id")[:LIMIT]), moment)


def ties_by_kind(claims: list[dict]) -> list[dict]:
    """Group ties by kind, in the order of TIES: {kind, claims}."""
    groups = [{"kind": kind, "claims": [claim for claim in claims if claim["predicate"] == kind]} for kind in TIES]
    return [group for group in groups if group["claims"]]
