"""What an event's page puts together: where it was, who took part as what, rival datings, what it hangs with."""

from dataclasses import replace
from datetime import date

from publication.chronology import FUTURE, PAST
from publication.drawing.bars import Bar
from publication.drawing.locator import Cutting, Place, cut_out, has_shape
from publication.drawing.when import when
from publication.models import Face
from publication.reading.dating import by_weight
from publication.reading.moment import Moment
from publication.reading.related import documents
from publication.templatetags.chancery import period_words
from relations.charts import bounds
from relations.worldmap import codes_on_day

# Roles in the order of a page, in words for one actor and for several: those of `events.models.Participation.Role`.
ROLES = {
    "host": ("Host", "Hosts"),
    "speaker": ("Speaker", "Speakers"),
    "addressee": ("Spoken to", "Spoken to"),
    "initiator": ("Initiator", "Initiators"),
    "proposer": ("Proposer", "Proposers"),
    "sponsor": ("Sponsor or co-sponsor", "Sponsors or co-sponsors"),
    "target": ("Aimed at", "Aimed at"),
    "belligerent": ("Belligerent", "Belligerents"),
    "supporter": ("In support", "In support"),
    "opponent": ("Opposed", "Opposed"),
    "negotiator": ("Negotiator", "Negotiators"),
    "mediator": ("Mediator", "Mediators"),
    "signatory": ("Signatory", "Signatories"),
    "grantor": ("Grantor", "Grantors"),
    "recipient": ("Recipient", "Recipients"),
    "consenting": ("Consenting state", "Consenting states"),
    "contributor": ("Troop contributor", "Troop contributors"),
    "visitor": ("Visitor", "Visitors"),
    "guest": ("Guest", "Guests"),
    "observer": ("Observer", "Observers"),
    "participant": ("Took part", "Took part"),
    "victim": ("Victim", "Victims"),
    "suspect": ("Suspect", "Suspects"),
    "subject": ("Concerned", "Concerned"),
}
DATINGS = 8
UNDATED = (PAST, FUTURE, PAST, FUTURE)


def roles_of(participants: list[dict]) -> list[dict]:
    """Group who took part by role: {role (in words), claims}. Roles that this page does not know come last."""
    groups: dict[str, list[dict]] = {}
    for claim in participants:
        groups.setdefault(claim["role"], []).append(claim)
    order = [*ROLES, *sorted(groups.keys() - ROLES.keys())]
    found = []
    for role in order:
        if claims := groups.get(role):
            one, several = ROLES.get(role, (role.replace("_", " ").capitalize(),) * 2)
            found.append({"role": one if len(claims) == 1 else several, "claims": claims})
    return found


def datings(occurrences: list[dict]) -> list[dict]:
    """An event's datings by weight; at most eight are compared."""
    return by_weight(occurrences)[:DATINGS]


def rival_datings(occurrences: list[dict]) -> list[dict]:
    """The datings as rivals for the side-by-side component, if an editor weighed them against one another."""
    weighed = [claim for claim in occurrences if claim["standing"] != "normal"]
    if len(occurrences) < 2 or not weighed:
        return []
    return [{"question": "When and where was it?", "readings": datings(occurrences), "dated": True, "reason": ""}]


def line_of(occurrences: list[dict], moment: Moment, title: str) -> list:
    """The line of days, months or years with every dating; lettered as in the rival block where there are several."""
    dated = [claim for claim in datings(occurrences) if bounds(claim) != UNDATED]
    rows = [
        Bar(
            "ABCDEFGH"[place] if len(dated) > 1 else "",
            _said(claim),
            *bounds(claim),
            bool(claim["period"]["ongoing"]),
            thin=claim["standing"] in ("contested", "rejected"),
        )
        for place, claim in enumerate(dated)
    ]
    words = "; ".join(row.words for row in rows)
    return when(rows, moment.today.toordinal(), f"{title}: {words}")


def _said(claim: dict) -> str:
    standing = claim["standing"]
    return period_words(claim) + (f", {standing}" if standing != "normal" else "")


def places_named(occurrences: list[dict]) -> list[dict]:
    """Where the event was, each place once: {place, country}."""
    found = {}
    for claim in datings(occurrences):
        country = claim.get("country") or {}
        if claim.get("place") or country:
            found.setdefault((claim.get("place"), country.get("id")), claim)
    return list(found.values())


def is_exact(occurrences: list[dict]) -> bool:
    """Whether no dating leaves a day open: then nothing on the line is hatched."""
    return all(one == two and end == last for one, two, end, last in map(bounds, occurrences))


def where(occurrences: list[dict], moment: Moment) -> tuple[Cutting | None, list[str]]:
    """Return a map of the places that the datings name, and sentences that say what it fills and marks.

    A point is that of the occurrence; or the capital's, as the country's entry has it, where the place is the
    capital or the map has no shape of the country. No map without a country or a point. Three queries.
    """
    named = [claim for claim in occurrences if claim["standing"] != "rejected"]
    countries = _countries({claim["country"]["id"] for claim in named if claim.get("country")}, moment)
    codes = codes_on_day(list(countries), _on_its_day(named, moment)) if countries else {}
    places: dict[Place, str] = {}
    for claim in named:
        place, words = _place(claim, countries, codes)
        if place is not None:
            places.setdefault(place, words)
    cutting = cut_out(list(places))
    return cutting, list(dict.fromkeys(places.values())) if cutting else []


def _countries(ids: set[str], moment: Moment) -> dict[str, dict]:
    if not ids:
        return {}
    faces = Face.objects.at(moment.seq).filter(public_id__in=ids, state=Face.State.PUBLIC)
    return {country["id"]: country for country in documents(list(faces), moment)}


def _on_its_day(claims: list[dict], moment: Moment) -> Moment:
    """The moment on the event's own day: a country's code is that of the time."""
    for claim in claims:
        first, latest, _, _ = bounds(claim)
        day = latest if latest != FUTURE else first
        if day not in (PAST, FUTURE):
            return replace(moment, day=date.fromordinal(day))
    return moment


def _place(claim: dict, countries: dict[str, dict], codes: dict[str, str]) -> tuple[Place | None, str]:
    country = countries.get((claim.get("country") or {}).get("id"), {})
    code = codes.get(country.get("id"), "")
    code = code if has_shape(code) else ""
    title, place, capital = country.get("title", ""), claim.get("place") or "", country.get("capital") or ""
    filled = f"{title} is filled" if code else ""
    if claim.get("latitude") is not None and claim.get("longitude") is not None:
        point = (float(claim["longitude"]), float(claim["latitude"]))
        mark = f"dot is {place or 'the place'}, as its source has it."
        return Place(code, title, point, place), f"{filled}; the {mark}" if filled else f"The {mark}"
    at_capital = bool(capital) and capital in [part.strip() for part in place.split(",")]
    if country.get("latitude") is not None and (at_capital or not code):
        point = (float(country["longitude"]), float(country["latitude"]))
        if at_capital:
            return Place(code, title, point, capital), (
                f"{filled}; the dot is {capital}, its capital." if filled else f"The dot is {capital}."
            )
        return Place("", title, point, title), f"The dot is {capital or 'the capital'}, the capital of {title}."
    if code:
        missing = f" The record has no point for {place}." if place and place != title else ""
        return Place(code, title), f"{filled}.{missing}"
    return None, ""
