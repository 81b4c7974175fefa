"""Which of an event's datings speaks for it: the preferred one, else the most exact."""

from datetime import date

_RANK = {"preferred": 0, "normal": 1, "contested": 2, "rejected": 3}
_OPEN = 4_000_000


def by_weight(claims: list[dict]) -> list[dict]:
    """Datings in the order in which they count: by standing, then the fewer days they leave open the earlier."""
    return sorted(claims, key=lambda claim: (_RANK.get(claim["standing"], 1), _open_days(claim["period"])))


def dating_of(event: dict) -> dict | None:
    """The dating that stands for an event in lists and chains; None where none is public."""
    return next(iter(by_weight([claim for claim in event["claims"] if claim["predicate"] == "occurred"])), None)


def _open_days(period: dict) -> int:
    """How many days lie between the earliest and the latest beginning, and between both ends."""
    spans = (("start_earliest", "start_latest"), ("end_earliest", "end_latest"))
    return sum(
        (date.fromisoformat(period[last]) - date.fromisoformat(period[first])).days
        if period[first] and period[last]
        else _OPEN
        for first, last in spans
    )
