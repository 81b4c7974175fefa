"""What an event's page puts together: where it was, who took part as what, rival datings, what it hangs with."""

from dataclasses import replace
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from publication.chronology import FUTURE, PAST
from publication.drawing.bars import Bar
from publication.drawing.locator import Cutting, Place, cut_out, has_shape
from publication.drawing.when import when
from publication.models import Face
from publication.reading.dating import by_weight
from publication.reading.moment import Moment
from publication.reading.related import documents
from publication.templatetags.chancery import period_words, term
from relations.charts import bounds
from relations.worldmap import codes_on_day

# Roles in the order of a page, in words for one actor and for several: those of `events.models.Participation.Role`.
ROLES = {
    "host": (pgettext_lazy("one", "Host"), pgettext_lazy("several", "Hosts")),
    "speaker": (pgettext_lazy("one", "Speaker"), pgettext_lazy("several", "Speakers")),
    "addressee": (pgettext_lazy("one", "Spoken to"), pgettext_lazy("several", "Spoken to")),
    "initiator": (pgettext_lazy("one", "Initiator"), pgettext_lazy("several", "Initiators")),
    "proposer": (pgettext_lazy("one", "Proposer"), pgettext_lazy("several", "Proposers")),
    "sponsor": (pgettext_lazy("one", "Sponsor or co-sponsor"), pgettext_lazy("several", "Sponsors or co-sponsors")),
    "target": (pgettext_lazy("one", "Aimed at"), pgettext_lazy("several", "Aimed at")),
    "belligerent": (pgettext_lazy("one", "Belligerent"), pgettext_lazy("several", "Belligerents")),
    "supporter": (pgettext_lazy("one", "In support"), pgettext_lazy("several", "In support")),
    "opponent": (pgettext_lazy("one", "Opposed"), pgettext_lazy("several", "Opposed")),
    "negotiator": (pgettext_lazy("one", "Negotiator"), pgettext_lazy("several", "Negotiators")),
    "mediator": (pgettext_lazy("one", "Mediator"), pgettext_lazy("several", "Mediators")),
    "signatory": (pgettext_lazy("one", "Signatory"), pgettext_lazy("several", "Signatories")),
    "grantor": (pgettext_lazy("one", "Grantor"), pgettext_lazy("several", "Grantors")),
    "recipient": (pgettext_lazy("one", "Recipient"), pgettext_lazy("several", "Recipients")),
    "consenting": (pgettext_lazy("one", "Consenting state"), pgettext_lazy("several", "Consenting states")),
    "contributor": (pgettext_lazy("one", "Troop contributor"), pgettext_lazy("several", "Troop contributors")),
    "visitor": (pgettext_lazy("one", "Visitor"), pgettext_lazy("several", "Visitors")),
    "guest": (pgettext_lazy("one", "Guest"), pgettext_lazy("several", "Guests")),
    "observer": (pgettext_lazy("one", "Observer"), pgettext_lazy("several", "Observers")),
    "participant": (pgettext_lazy("one", "Took part"), pgettext_lazy("several", "Took part")),
    "victim": (pgettext_lazy("one", "Victim"), pgettext_lazy("several", "Victims")),
    "suspect": (pgettext_lazy("one", "Suspect"), pgettext_lazy("several", "Suspects")),
    "subject": (pgettext_lazy("one", "Concerned"), pgettext_lazy("several", "Concerned")),
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
            one, several = ROLES.get(role, (capfirst(term(role, "role")),) * 2)
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
    return [{"question": _("When and where was it?"), "readings": datings(occurrences), "dated": True, "reason": ""}]


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
    return period_words(claim) + (f", {term(standing, 'standing')}" if standing != "normal" else "")


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
    named = {"country": title, "place": place, "capital": capital}
    if claim.get("latitude") is not None and claim.get("longitude") is not None:
        point = (float(claim["longitude"]), float(claim["latitude"]))
        return Place(code, title, point, place), _by_its_source(named, filled=bool(code))
    at_capital = bool(capital) and capital in [part.strip() for part in place.split(",")]
    if country.get("latitude") is not None and (at_capital or not code):
        point = (float(country["longitude"]), float(country["latitude"]))
        if at_capital:
            filled = _("%(country)s is filled; the dot is %(capital)s, its capital.")
            return Place(code, title, point, capital), (filled if code else _("The dot is %(capital)s.")) % named
        known = _("The dot is %(capital)s, the capital of %(country)s.")
        return Place("", title, point, title), (
            known if capital else _("The dot is the capital of %(country)s.")
        ) % named
    if code:
        missing = _("%(country)s is filled. The record has no point for %(place)s.")
        return Place(code, title), (missing if place and place != title else _("%(country)s is filled.")) % named
    return None, ""


def _by_its_source(named: dict[str, str], *, filled: bool) -> str:
    """What a map says whose point is the occurrence's own."""
    if filled:
        known = _("%(country)s is filled; the dot is %(place)s, as its source has it.")
        return (
            known if named["place"] else _("%(country)s is filled; the dot is the place, as its source has it.")
        ) % named
    return (
        _("The dot is %(place)s, as its source has it.")
        if named["place"]
        else _("The dot is the place, as its source has it.")
    ) % named
