"""SQL by hand over the desk's tables for the four requests, as whoever knows them would write it."""

from bench.wanted import DETAIL, EVENTS, FIRST_DAY, FOUND, HUB, LAST_DAY, LIMIT, PAGE, ROWS, SEARCH, WORD

_ENTRY = "e.id, e.public_id, e.kind, e.slug, e.title, e.summary"
_WITH_HUB = """e.id IN (SELECT c.owner_id FROM events_participation p JOIN desk_claim c ON c.id = p.claim_ptr_id
    WHERE p.actor_id = (SELECT id FROM desk_entry WHERE namespace = 'actor' AND slug = :actor))"""
_EVENTS = f"""SELECT {_ENTRY}, v.type, v.status FROM desk_entry e JOIN events_event v ON v.entry_ptr_id = e.id
    JOIN desk_claim oc ON oc.owner_id = e.id JOIN events_occurrence o ON o.claim_ptr_id = oc.id
    WHERE e.state = 'published' AND {_WITH_HUB} AND oc.start_latest >= :first
    AND oc.start_earliest <= :last ORDER BY oc.start_earliest, e.id LIMIT :most"""  # noqa: S608 -- constants
ALL_EVENTS = f"""SELECT {_ENTRY}, v.type, v.status FROM desk_entry e JOIN events_event v ON v.entry_ptr_id = e.id
    WHERE e.state = 'published' ORDER BY e.id"""  # noqa: S608 -- the same
_DETAIL = f"""SELECT {_ENTRY}, c.capital, c.region FROM desk_entry e
    JOIN relations_country c ON c.actor_ptr_id = e.id
    WHERE e.namespace = 'actor' AND e.slug = :slug AND e.state = 'published'"""  # noqa: S608 -- the same
_SEARCH = f"""SELECT {_ENTRY} FROM desk_entry e WHERE e.state = 'published'
    AND (e.title LIKE :word OR e.summary LIKE :word) ORDER BY e.title, e.id LIMIT :most"""  # noqa: S608 -- the same
_PAGE = f"""SELECT e.slug, e.title, oc.start, oc.text, s.slug AS source, s.title AS called, t.locator FROM desk_entry e
    JOIN desk_claim oc ON oc.owner_id = e.id JOIN events_occurrence o ON o.claim_ptr_id = oc.id
    JOIN sources_citation t ON t.claim_id = oc.id JOIN desk_entry s ON s.id = t.source_id
    WHERE e.state = 'published' AND {_WITH_HUB} ORDER BY oc.start_earliest, oc.id LIMIT :most"""  # noqa: S608 -- the same

# SQL and values, by request.
ASKED = {
    EVENTS: (_EVENTS, {"actor": HUB, "first": FIRST_DAY, "last": LAST_DAY, "most": LIMIT}),
    DETAIL: (_DETAIL, {"slug": HUB}),
    SEARCH: (_SEARCH, {"word": f"%{WORD}%", "most": FOUND}),
    PAGE: (_PAGE, {"actor": HUB, "most": ROWS}),
}
