"""Schemas of the API's parameters: of filters from their filter sets, of all others from the table here."""

import re

import django_filters

from publication.kinds import KINDS
from publication.parameters import MOST_VALUES, AnyOf, EDTFFilter, RecordFilter
from publication.reading.keyset import MAX_LIMIT
from publication.serving.shaping import MOST_EXPANDED
from publication.shapes import EXPANDABLE

TEXT = {"type": "string", "minLength": 1, "maxLength": 200}
DAY = {"type": "string", "format": "date"}
# What each parameter is, in words, with a schema and an example.
PLAIN: dict[str, tuple[str, dict, object]] = {
    "as_of": ("The day in the world: what held then, each answer with `holds`.", DAY, "2007-02-10"),
    "known_at": (
        "The state of the record: a sequence number, a day (its end, UTC) or a time with an offset.", TEXT, "1",
    ),
    "cursor": ("Where a page begins: from `next` of the page before.", {"type": "string", "minLength": 1}, None),
    "limit": ("How many objects a page has.", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}, 100),
    "count": ("`exact` adds how many objects there are on all pages.", {"type": "string", "enum": ["exact"]}, "exact"),
    "q": ("Words of a name or of what is said.", TEXT, "treaty"),
    "decade": ("The first year of a decade.", {"type": "string", "pattern": "^[0-9]{0,3}0$"}, "2000"),
    "as_typed": ("1 searches for the words just as they are typed.", {"type": "string", "enum": ["1"]}, "1"),
    "scheme": ("The scheme of the codes: cow, gw, iso2, iso3, m49, wikidata.", TEXT, "{scheme}"),
    "code": ("One code, as the scheme writes it.", {**TEXT, "maxLength": 40}, "{code}"),
    "codes": ("Up to 500 codes, with commas between them.", TEXT, "{code}"),
    "on": ("The day on which the code was meant; today if not given.", DAY, "1980-01-01"),
    "to": ("With a scheme: also the code that the actor has in that one.", TEXT, "{scheme}"),
    "from": ("The first year.", {"type": "integer", "minimum": 1, "maximum": 9999}, 1991),
    "kind": ("The kind of entry.", {"type": "string", "enum": list(KINDS)}, "event"),
    "topic": ("A topic, by slug.", TEXT, "{topic}"),
    "actor": ("An actor, by slug.", TEXT, "{actor}"),
    "between": ("Two actors, by slug.", TEXT, "{first},{second}"),
    "folder": ("The kind's folder in addresses.", {"type": "string", "enum": [k.folder for k in KINDS.values()]}, None),
    "slug": ("The entry's slug.", TEXT, None),
    "seq": ("The revision's number.", {"type": "integer", "minimum": 0}, 1),
    "after": ("Only what comes after this number.", {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}, 1),
    "number": ("The release's number, a year and a count.", TEXT, None),
    "wait": (
        "Seconds to wait for something new where the record ends at `after`.",
        {"type": "integer", "minimum": 0, "maximum": 30},
        0,
    ),
    "entry": ("The entry's permanent id.", {"type": "string", "format": "uuid"}, "{entry_id}"),
    "claim_id": ("The claim's permanent id.", {"type": "string", "format": "uuid"}, None),
}  # fmt: skip
# Where a name means something else at one address.
SPECIAL: dict[tuple[str, str], tuple[str, dict, object]] = {
    ("DyadYears", "to"): ("The last year; this year if not given.", PLAIN["from"][1], 2024),
    ("DyadYears", "topic"): ("Up to 20 topics, by slug: each adds its own levels.", TEXT, "{topic}"),
    ("SearchList", "limit"): ("How many hits.", {"type": "integer", "minimum": 1, "maximum": 50}, 20),
}
REQUIRED = {("SearchList", "q"), ("Crosswalk", "scheme")}
EXAMPLES = {
    "actor": ["{actor}"], "not_actor": ["{actor}"], "between": ["{first}", "{second}"], "topic": ["{topic}"],
    "source": ["{source}"], "type": ["treaty"], "status": ["held"], "region": ["{region}"],
    "predicate": ["phase"], "role": ["mediator"], "certainty": ["asserted"], "standing": ["preferred"],
    "kind": ["event"], "member": ["{actor}"], "organization": ["{organization}"], "level_min": -3, "level_max": -2,
    "date_after": "1991", "date_before": "2007-02", "q": "treaty", "step": "suspended",
}  # fmt: skip


def query(name: str, description: str, schema: dict, example=None, required: bool = False, **more) -> dict:
    """One parameter of the query."""
    told = {} if example is None else {"example": example}
    needed = {"required": True} if required else {}
    return {"name": name, "in": "query", "description": description, **needed, "schema": schema, **told, **more}


def several(name: str, description: str, items: dict, most: int, example=None, least: int = 1) -> dict:
    """A parameter of several values with commas between them."""
    schema = {"type": "array", "items": items, "minItems": least, "maxItems": most}
    return query(name, description, schema, example, style="form", explode=False)


def plain(view: str, name: str) -> dict:
    """A parameter of the tables above."""
    description, schema, example = SPECIAL.get((view, name)) or PLAIN[name]
    return query(name, description, schema, example, (view, name) in REQUIRED)


def of_filters(filters: type[RecordFilter]) -> list[dict]:
    """The parameters of a filter set."""
    return [_of_filter(name, found) for name, found in filters.base_filters.items()]


def _of_filter(name: str, found: django_filters.Filter) -> dict:
    label = str(found.label or name)
    described = label[:1].upper() + label[1:] + "."
    example = EXAMPLES.get(name, EXAMPLES.get(name.removeprefix("not_")))
    if isinstance(found, AnyOf):
        items = {"type": "string", "minLength": 1}
        if found.choices:
            items["enum"] = list(found.choices)
        least, most = (2, 2) if found.pair else (1, MOST_VALUES)
        words = described if found.pair else f"{described} Several with commas: any of them."
        return several(name, words, items, most, example, least)
    if isinstance(found, EDTFFilter):
        return query(name, described, {"type": "string", "minLength": 4, "maxLength": 100}, example)
    if isinstance(found, django_filters.NumberFilter):
        return query(name, described, {"type": "integer", "minimum": -3, "maximum": 3}, example)
    return query(name, described, {"type": "string", "minLength": 1, "maxLength": 200}, example)


def shaping(fields: dict[str, str]) -> list[dict]:
    """`fields` and `expand` of objects with these members."""
    names = {"type": "string", "enum": list(fields)}
    expanded = {"type": "string", "enum": list(EXPANDABLE)}
    return [
        several("fields", "Only these members of each object, and its id.", names, MOST_VALUES, ["id"]),
        several("expand", "Whole entries in place of names under these members.", expanded, MOST_EXPANDED, ["source"]),
    ]


def ordering(orders: tuple[str, ...]) -> dict:
    """`ordering` of a list that knows these orders."""
    known = [word for name in orders for word in (name, f"-{name}")]
    return query("ordering", "The order; with '-' the other way round.", {"type": "string", "enum": known}, known[0])


def in_path(name: str, converter: str, example) -> dict:
    """A part of the path."""
    description, schema, _ = PLAIN[name]
    told = {} if example is None else {"example": example}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema, **told}


def words_of(text: str) -> str:
    """A docstring as plain text of one paragraph after another."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", "\n".join(line.strip() for line in (text or "").splitlines())).strip()
