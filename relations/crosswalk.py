"""Which actor a code meant on a day: Russia and the Soviet Union share a number, and each had it in its time."""

from collections import defaultdict
from dataclasses import dataclass

from publication.models import Claim, Face
from publication.reading.holding import claim_holds, entry_holds
from publication.reading.moment import Moment
from publication.reading.names import name_of
from publication.reading.standing import RANK

# More codes than any scheme of states has.
MOST = 20_000


@dataclass(frozen=True)
class Candidate:
    """An actor that a code may have meant on the day: by which claim, how far it holds, how far the actor existed."""

    actor: Face
    claim: Claim
    holds: str
    existed: str | None

    @property
    def rank(self) -> tuple[int, int]:
        """Codes that hold more certainly come first; of equal ones those of an actor that was there on the day."""
        return RANK[self.holds], RANK.get(self.existed, 0)


def schemes(moment: Moment) -> list[str]:
    """The schemes of which the record has codes."""
    rows = Claim.objects.at(moment.seq).filter(predicate="identified")
    return list(rows.order_by("status").values_list("status", flat=True).distinct())


def candidates(scheme: str, codes: list[str] | None, moment: Moment) -> dict[str, list[Candidate]]:
    """Return the actors that each code of a scheme may have meant on the day, the likeliest first. Two queries.

    Without `codes` all that the scheme has on that day. Rejected claims do not count.
    """
    rows = Claim.objects.at(moment.seq).filter(predicate="identified", status=scheme).exclude(standing="rejected")
    if codes is not None:
        rows = rows.filter(role__in=codes)
    return _grouped(rows, moment, lambda row: row.role)


def codes_of(scheme: str, actors: list[int], moment: Moment) -> dict[int, list[Candidate]]:
    """Return the codes that each actor has in a scheme on the day, the likeliest first. Two queries."""
    rows = Claim.objects.at(moment.seq).filter(predicate="identified", status=scheme, subject__in=actors)
    return _grouped(rows.exclude(standing="rejected"), moment, lambda row: row.subject)


def _grouped(rows, moment: Moment, key) -> dict:
    rows = rows.possible_on(moment.day_number, moment.day_number).defer("body").order_by("role", "id")[:MOST]
    rows = list(rows)
    faces = Face.objects.at(moment.seq).filter(entry__in={row.subject for row in rows}, state=Face.State.PUBLIC)
    actors = {face.entry: face for face in faces.defer("document")}
    found = defaultdict(list)
    for row in rows:
        holds = claim_holds(row, moment.day_number)
        if holds and row.subject in actors:
            actor = actors[row.subject]
            found[key(row)].append(Candidate(actor, row, holds, entry_holds(actor, moment.day_number)))
    for group in found.values():
        group.sort(key=lambda one: one.rank, reverse=True)
    return dict(found)


def meant(group: list[Candidate]) -> Candidate | None:
    """Return the one that is meant; None if there is none, or if two different answers are as likely."""
    if not group:
        return None
    best = [one for one in group if one.rank == group[0].rank]
    same = {(one.actor.entry, one.claim.role) for one in best}
    return best[0] if len(same) == 1 else None


def answer_for(code: str, group: list[Candidate], to: dict[int, list[Candidate]] | None) -> dict:
    """One code's answer, as the API gives it."""
    chosen = meant(group)
    other = meant(to.get(chosen.actor.entry, [])) if to is not None and chosen else None
    return {
        "code": code,
        "actor": name_of(chosen.actor) if chosen else None,
        "holds": chosen.holds if chosen else None,
        **({} if to is None else {"to": other.claim.role if other else None}),
        "candidates": [
            {
                "actor": name_of(one.actor),
                "holds": one.holds,
                "existed": one.existed,
                "claim": str(one.claim.claim_id),
            }
            for one in group
        ],
    }
