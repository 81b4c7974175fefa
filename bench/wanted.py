"""The four requests that are measured, and how the entries in an answer are read out of it."""

import json
import re
from dataclasses import dataclass

# How many times the rows of size S.
SIZES = {"S": 1, "M": 25, "L": 250}
# The country that every request asks for, with one event in five; and a word that twenty events hold.
HUB, WORD, FOUND = "country-000", "quorum", 20
EVENTS, DETAIL, SEARCH, PAGE = "list", "detail", "search", "page"
FIRST_DAY, LAST_DAY, LIMIT, ROWS = "1995-01-01", "2012-12-31", 100, 50


@dataclass(frozen=True)
class Wanted:
    """One request: its name in the table, its address at the site, and what it asks for in words."""

    name: str
    address: str
    words: str
    entries: int


WANTED = (
    Wanted(
        EVENTS,
        f"/api/v1/events/?actor={HUB}&date_after={FIRST_DAY}&date_before={LAST_DAY}&limit={LIMIT}",
        "list of 100 events filtered by country and years, JSON",
        LIMIT,
    ),
    Wanted(DETAIL, f"/api/v1/countries/{HUB}/", "country detail, JSON", 1),
    Wanted(SEARCH, f"/api/v1/search/?q={WORD}&limit={FOUND}", "search with 20 hits, JSON", FOUND),
    Wanted(PAGE, f"/timeline/?actor={HUB}&kind=event", "country's timeline, a page of HTML with 50 rows", ROWS),
)
BY_PATH = {wanted.address.partition("?")[0]: wanted.name for wanted in WANTED}


def slugs_in(wanted: Wanted, body: bytes) -> list[str]:
    """The slugs of the entries in an answer, in its order. Raises ValueError where it is not of the right form.

    A page links each entry or, Datasette's, has a column of slugs; JSON is an entry, a list, or a list in `results`.
    """
    if wanted.name == PAGE:
        return re.findall(r'(?:<a href="/events/|<td class="col-slug[^>]*>)([a-z0-9-]+)', body.decode())
    content = json.loads(body)
    entries = content if isinstance(content, list) else content.get("results", [content])
    return [entry["slug"] for entry in entries]
