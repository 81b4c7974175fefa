"""What led to an event and what came of it: the links that sources draw, followed in both directions."""

from dataclasses import dataclass

from publication.models import About, Face
from publication.reading.moment import Moment
from publication.reading.related import documents

# Links that put one event before another: the linked one is the earlier.
ORDERING = ("caused_by", "responds_to", "follows")
STEPS = 3
LIMIT = 12


@dataclass(frozen=True)
class Link:
    """One event of a chain: its JSON, how it is linked, with which other, by which claim.

    `kind` is read from the later event: the later one is `kind` the earlier one.
    """

    event: dict
    kind: str
    other: dict
    claim: dict

    @property
    def day(self) -> str:
        """What orders it among its neighbours: the latest day on which it may have begun; undated ones come last."""
        extent = self.event.get("extent") or {}
        return extent.get("start_latest") or extent.get("start_earliest") or "9999"


def links_of(event: dict, kinds: tuple[str, ...] = ()) -> list[dict]:
    """The claims by which an event links to other entries, those of `kinds` alone where some are named."""
    return [
        claim
        for claim in event["claims"]
        if claim["predicate"] == "linked" and claim.get("object") and (not kinds or claim["kind"] in kinds)
    ]


def events_linking(faces: list[Face], moment: Moment, limit: int = 25) -> list[dict]:
    """Return up to `limit` events, begun by the day, that link to any of the entries, oldest first. Two queries."""
    numbers = [face.entry for face in faces]
    about = About.objects.at(moment.seq).filter(entry__in=numbers, predicate="linked", side=About.Side.OBJECT)
    rows = Face.objects.at(moment.seq).filter(entry__in=about.values("owner"), kind="event", state=Face.State.PUBLIC)
    if moment.as_of is not None:
        rows = rows.filter(s1__lte=moment.day_number)
    return documents(list(rows.order_by("sort_day", "entry")[:limit]), moment)


def before(event: dict, moment: Moment) -> list[Link]:
    """What a source calls the cause, the occasion or the forerunner of an event, and of those in turn; oldest first.

    Nothing stands after what it led to. Up to three steps and twelve events; two queries a step.
    """
    seen, newest, found = {event["id"]}, [event], []
    for _ in range(STEPS):
        named = [(claim, later) for later in newest for claim in links_of(later, ORDERING)]
        wanted = {claim["object"]["id"] for claim, _ in named} - seen
        if not wanted or len(found) >= LIMIT:
            break
        rows = Face.objects.at(moment.seq).filter(public_id__in=wanted, kind="event", state=Face.State.PUBLIC)
        newest = documents(list(rows.order_by("sort_day", "entry")[:LIMIT]), moment)
        known = {entry["id"]: entry for entry in newest}
        for claim, later in named:
            if claim["object"]["id"] in known and claim["object"]["id"] not in seen:
                found.append(Link(known[claim["object"]["id"]], claim["kind"], later, claim))
                seen.add(claim["object"]["id"])
    return _in_order(found[:LIMIT], event["id"], back=True)[::-1]


def after(event: dict, face: Face, moment: Moment) -> list[Link]:
    """What a source calls the effect, the answer or the sequel of an event, and of those in turn; as `before`."""
    seen, newest, found = {event["id"]}, [(event, face)], []
    for _ in range(STEPS):
        below = {entry["id"]: entry for entry, _ in newest}
        later = [entry for entry in events_linking([one for _, one in newest], moment) if entry["id"] not in seen]
        fresh = []
        for entry in later:
            claim = next((claim for claim in links_of(entry, ORDERING) if claim["object"]["id"] in below), None)
            if claim is not None:
                found.append(Link(entry, claim["kind"], below[claim["object"]["id"]], claim))
                seen.add(entry["id"])
                fresh.append(entry)
        if not fresh or len(found) >= LIMIT:
            break
        faces = Face.objects.at(moment.seq).filter(public_id__in=[entry["id"] for entry in fresh])
        numbered = {str(one.public_id): one for one in faces.only("public_id", "entry")}
        newest = [(entry, numbered[entry["id"]]) for entry in fresh if entry["id"] in numbered]
    return _in_order(found[:LIMIT], event["id"], back=False)


def _in_order(links: list[Link], start: str, *, back: bool) -> list[Link]:
    """Links by date, each after the one that it hangs on: uncertain dates never turn a cause and its effect round."""
    placed, waiting, ordered = {start}, list(links), []
    while waiting:
        ready = [link for link in waiting if link.other["id"] in placed]
        choose = max if back else min
        chosen = choose(ready, key=lambda link: (link.day, link.event["title"]))
        waiting.remove(chosen)
        placed.add(chosen.event["id"])
        ordered.append(chosen)
    return ordered
