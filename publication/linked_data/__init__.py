"""An entry as JSON-LD in schema.org's terms, from what its page says and nothing else.

A date stands where schema.org asks for one only if the record has it as an ISO 8601 date (a day, a month, a year);
where schema.org takes text, it stands as EDTF (ISO 8601-2) with all its doubt. Contested, rejected and uncertain
claims are left out: there is no mark to put beside them.
"""

import json
from collections.abc import Callable

from publication.linked_data.kinds import BY_KIND
from publication.linked_data.terms import LICENCE, TYPES, site


def script_text(data: dict) -> str:
    """JSON that may stand within a script element: no '<', so neither '</script' nor '<!--'."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def site_data(absolute: Callable[[str], str]) -> dict:
    """The site itself, with its search; for the home page."""
    return {
        "@context": "https://schema.org",
        **site(absolute),
        "description": "An open, sourced record of how states and organizations stand to one another.",
        "license": LICENCE,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": absolute("/search/") + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def entry_data(entry: dict, absolute: Callable[[str], str]) -> dict:
    """One entry, as its document has it; `absolute` makes a path an address."""
    address = absolute(entry["url"])
    data = {
        "@context": "https://schema.org",
        "@type": TYPES[entry["kind"]],
        "@id": absolute(f"/id/{entry['id']}/"),
        "name": entry["title"],
        "url": address,
        "description": entry.get("summary"),
        **BY_KIND[entry["kind"]](entry, absolute),
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": address,
            "inLanguage": "en",
            "dateModified": entry["revision"]["recorded_at"],
            "version": str(entry["revision"]["number"]),
            "license": LICENCE,
            "isPartOf": site(absolute),
        },
    }
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
