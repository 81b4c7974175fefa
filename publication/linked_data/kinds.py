"""What schema.org can say of each kind of entry."""

import re

from publication.kinds import KINDS
from publication.linked_data.terms import ISO_DATE, LICENCE, all_named, edtf_interval, iso_date, named, told, when

_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,14}", re.ASCII)
ORGANIZATIONS = {"media": "NewsMediaOrganization", "company": "Corporation"}
SOURCES = {
    "article": "Article",
    "book": "Book",
    "dataset": "Dataset",
    "encyclopedia": "Article",
    "news": "NewsArticle",
    "web": "WebPage",
}


def _about(entry: dict, absolute) -> list[dict]:
    return all_named(entry.get("topics", []), absolute)


def _codes(entry: dict) -> dict:
    """Identifiers; those that are addresses by their very form also as `sameAs`."""
    codes = [(claim["scheme"], claim["value"]) for claim in told(entry, "identified")]
    items = [value for scheme, value in codes if scheme == "wikidata" and _WIKIDATA.fullmatch(value)]
    return {
        "identifier": [{"@type": "PropertyValue", "propertyID": scheme, "value": value} for scheme, value in codes],
        "sameAs": [f"https://www.wikidata.org/wiki/{value}" for value in items],
    }


def _actor(entry: dict, absolute) -> dict:
    names = [entry.get("abbreviation"), entry.get("title_ru"), *(claim["name"] for claim in told(entry, "named"))]
    others = dict.fromkeys(name for name in names if name and name != entry["title"])
    return {"alternateName": list(others), **_codes(entry)}


def _country(entry: dict, absolute) -> dict:
    place = [entry.get("latitude"), entry.get("longitude")]
    capital = {"@type": "City", "name": entry.get("capital")}
    if all(place):
        capital["geo"] = {"@type": "GeoCoordinates", "latitude": place[0], "longitude": place[1]}
    return {**_actor(entry, absolute), "containsPlace": capital if entry.get("capital") else None}


def _organization(entry: dict, absolute) -> dict:
    existed = told(entry, "existed")
    return {
        **_actor(entry, absolute),
        "@type": ORGANIZATIONS.get(entry.get("type"), "Organization"),
        "foundingDate": iso_date(existed, "start"),
        "dissolutionDate": iso_date(existed, "end"),
        "parentOrganization": named(entry.get("parent"), absolute),
    }


def _person(entry: dict, absolute) -> dict:
    roles = [
        {
            "@type": "Role",
            "roleName": claim["title"],
            **{key: day for key, day in (("startDate", start), ("endDate", end)) if day},
        }
        for claim in told(entry, "office")
        for start, end in [(iso_date([claim], "start"), iso_date([claim], "end"))]
    ]
    return {**_actor(entry, absolute), "hasOccupation": roles}


def _dataset(entry: dict, absolute, **more) -> dict:
    return {
        "license": LICENCE,
        "isAccessibleForFree": True,
        "dateModified": entry["revision"]["recorded_at"],
        "version": str(entry["revision"]["number"]),
        "publisher": {"@type": "Organization", "name": "Chancery", "url": absolute("/")},
        "distribution": [_download(absolute(f"/api/v1{entry['url']}"), "application/json")],
        **more,
    }


def _download(address: str, media_type: str) -> dict:
    return {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": address}


def _relationship(entry: dict, absolute) -> dict:
    sides = [side for side in (entry.get("first"), entry.get("second")) if side]
    extent = entry.get("extent") or {}
    until = ".." if extent.get("ongoing") else extent.get("end_latest") or ""
    names = " and ".join(side["title"] for side in sides)
    asked = f"How {names} stood to one another, from −3 (war) to +3 (allied), by topic and period."
    data = _dataset(entry, absolute, about=all_named([*sides, *entry.get("topics", [])], absolute))
    data["distribution"].append(_download(absolute(f"{entry['url']}levels.csv"), "text/csv"))
    return {
        **data,
        "description": " ".join(filter(None, (entry.get("summary"), asked))),
        "variableMeasured": "Level of the relation, −3 to +3",
        "temporalCoverage": f"{extent['start_earliest'] or ''}/{until}" if extent else None,
    }


def _event(entry: dict, absolute) -> dict:
    occurred, took_part = told(entry, "occurred"), told(entry, "participant")
    places = [
        {"@type": "Place", "name": ", ".join(filter(None, (claim["place"], (claim["country"] or {}).get("title"))))}
        for claim in occurred
        if claim["place"] or claim["country"]
    ]
    states = {"cancelled": "https://schema.org/EventCancelled"}
    return {
        "startDate": iso_date(occurred, "start"),
        "endDate": iso_date(occurred, "end"),
        "disambiguatingDescription": when(occurred),
        "location": places[0] if places else None,
        "eventStatus": states.get(entry.get("status"), "https://schema.org/EventScheduled"),
        "about": all_named([*(claim["object"] for claim in took_part), *entry.get("topics", [])], absolute),
    }


def _agreement(entry: dict, absolute) -> dict:
    steps = told(entry, "step")
    parties = [claim["object"] for claim in told(entry, "party")]
    return {
        "genre": (entry.get("type") or "").replace("_", " "),
        "dateCreated": iso_date([step for step in steps if step.get("kind") == "signed"], "start"),
        "temporalCoverage": edtf_interval([step for step in steps if step.get("kind") == "in_force"]),
        "about": all_named([*parties, *entry.get("topics", [])], absolute),
    }


def _statement(entry: dict, absolute) -> dict:
    said = told(entry, "said")
    speakers = [claim["subject"] for claim in said]
    printed = [{"@type": "Thing", "name": c["speaker_as_printed"]} for c in said if c.get("speaker_as_printed")]
    day = iso_date(said, "start")
    return {
        "genre": (entry.get("type") or "").replace("_", " "),
        "abstract": said[0]["text"] if said else None,
        "creator": all_named(speakers, absolute) or printed[:1],
        "dateCreated": day,
        "temporalCoverage": None if day else edtf_interval(said),
        "about": all_named([c["object"] for c in told(entry, "about")], absolute) + _about(entry, absolute),
        "citation": all_named([cited["source"] for claim in said for cited in claim["citations"]], absolute),
    }


def _topic(entry: dict, absolute) -> dict:
    folder = absolute(f"/{KINDS['topic'].folder}/")
    terms = {"@type": "DefinedTermSet", "@id": folder, "name": "Chancery: topics", "url": folder}
    return {"inDefinedTermSet": terms, "alternateName": entry.get("title_ru")}


def _indicator(entry: dict, absolute) -> dict:
    measured = {"@type": "PropertyValue", "name": entry["title"], "unitText": entry.get("unit") or ""}
    return _dataset(
        entry,
        absolute,
        creator=named(entry.get("producer"), absolute),
        description=entry.get("question") or entry.get("summary"),
        variableMeasured=measured,
        about=_about(entry, absolute),
    )


def _source(entry: dict, absolute) -> dict:
    published = entry.get("published") or ""
    publisher = entry.get("publisher")
    return {
        "@type": SOURCES.get(entry.get("type"), "CreativeWork"),
        "creditText": entry.get("authors"),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "datePublished": published if ISO_DATE.fullmatch(published) else None,
        "inLanguage": entry.get("language"),
        # Its own address, where it has one; what we say of it stands at mainEntityOfPage.
        **({"url": entry["source_url"]} if entry.get("source_url") else {}),
        "archivedAt": entry.get("archived_url"),
    }


BY_KIND = {
    "country": _country,
    "organization": _organization,
    "person": _person,
    "relationship": _relationship,
    "event": _event,
    "agreement": _agreement,
    "statement": _statement,
    "topic": _topic,
    "indicator": _indicator,
    "source": _source,
}
