"""Every query that public addresses make, with the way in which the database answers it: for docs/queries.md.

The queries are the real ones: each address of the API's description is asked, once as it is and once with each of its
parameters, and each page, about the entry of its kind that has the most claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from operation.plans import PAGE, plan_of, scans, sorted_rows
from publication.kinds import KINDS
from publication.models import Claim, Face
from publication.openapi.document import document
from publication.openapi.examples import examples
from publication.reading import names
from publication.reading.moment import resolve

# Not the record's: the desk, what is on disk or in the letterbox, and what waits.
LEFT_OUT = (
    "/admin/",
    "/api/v1/desk/",
    "/releases/",
    "/suggest/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/v1/releases/",
)
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# Letters of a query that are shown.
LONGEST = 600
HEAD = """# The public site's queries

Written by `manage.py list_queries --write docs/queries.md`, once on each database with the collection loaded. Every
address of the API was asked with each of its parameters, and every page; here is each query that they made, by its
shape: values are `?`, columns `…`, a list of values `(…)`. *Sorted* says how many rows are sorted before the first is
known, where no index has them in order. A test fails when a query comes to read a whole table, or to sort more than a
page of 1,000 rows, and `operation/queries.py` does not say why it may.

SQLite's `SCAN … USING INDEX` in a query with a limit walks an index in the order that is asked for, and stops when the
page is full. PostgreSQL was told neither to scan nor to sort (`enable_seqscan`, `enable_sort`), since it does both to
small tables whatever indexes there are: where it still does, no index fits.
"""
_LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w\".])-?\d+(?:\.\d+)?\b|\b(?:NULL|True|False)\b")
_LIST = re.compile(r"\(\?(?:, \?)+\)")
_SELECTED = re.compile(r"SELECT (DISTINCT )?(?!COUNT|MIN|MAX|EXISTS|1 AS)(?:(?!SELECT | FROM ).)+ FROM ")

# Queries that may read everything, by what they are, with the reason.
EXCUSED = {
    re.compile(r"FROM claim U0 WHERE .*U0\.(certainty|standing) IN"): (
        "certainty and standing have a few words that most claims share, so that no index would choose between them"
    ),
    re.compile(r"^SELECT COUNT\(\*\)"): "an exact count, only where it is asked for",
    re.compile(r"FROM face WHERE .*face\.state = \?\) GROUP BY"): (
        "what the record holds by kind; the pages that say so are kept until the next publication"
    ),
    re.compile(r"FROM claim WHERE .*region IN"): "the claims about all countries of a region, by day",
}


@dataclass
class Query:
    """One query: its shape, as it was asked first, and the addresses that ask it."""

    shape: str
    sql: str
    addresses: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    scans: bool = False
    sorted: int = 0

    @property
    def grows(self) -> bool:
        """Whether its cost grows with the record."""
        return self.scans or self.sorted > PAGE

    @property
    def excuse(self) -> str:
        """Why it may, '' if nobody has said so."""
        return next((said for pattern, said in EXCUSED.items() if pattern.search(self.shape)), "") if self.grows else ""


def addresses() -> list[str]:
    """Return the public addresses to ask, the API's with each parameter, the pages' by themselves."""
    moment = resolve(None, None)
    found = dict.fromkeys(described_addresses(document("http://testserver", examples(moment))))
    found |= dict.fromkeys(_of_pages())
    return [address for address in found if not address.startswith(LEFT_OUT) and "wait=" not in address]


def described_addresses(described: dict) -> Iterator[str]:
    """What an OpenAPI document lets one read: each address as it is, and with the example of each parameter."""
    for path, methods in described["paths"].items():
        asked, needed = [], {}
        parameters = [*methods.get("parameters", ()), *methods.get("get", {}).get("parameters", ())]
        for parameter in parameters if "get" in methods else ():
            if "$ref" in parameter:
                parameter = described["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
            example = parameter.get("example", parameter["schema"].get("example"))
            text = ",".join(map(str, example)) if isinstance(example, list) else str("" if example is None else example)
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", text)
            elif parameter["in"] == "query" and text:
                asked.append((parameter["name"], text))
                if parameter.get("required"):
                    needed[parameter["name"]] = text
        if "get" in methods:
            yield path + _query(needed)
        for name, text in asked:
            yield path + _query({**needed, name: text})


def _query(asked: dict[str, str]) -> str:
    return "?" + "&".join(f"{name}={text}" for name, text in asked.items()) if asked else ""


def _of_pages() -> Iterator[str]:
    busiest = {}
    for kind in KINDS:
        rows = Face.objects.open().filter(kind=kind, state=Face.State.PUBLIC).values_list("entry", "slug")
        slugs = dict(rows)
        counted = Claim.objects.open().filter(owner__in=slugs).values_list("owner").annotate(n=Count("id"))
        if slugs:
            owner = max(counted, key=lambda pair: pair[1], default=(next(iter(slugs)), 0))[0]
            busiest[KINDS[kind].folder] = slugs[owner]
    for route in _routes(get_resolver().url_patterns, ""):
        folder = route.split("/")[0]
        if "<" not in route:
            yield f"/{route}"
        elif "<str:slug>" in route and folder in busiest:
            yield "/" + route.replace("<str:slug>", busiest[folder])
    actor = busiest.get("countries", "")
    for path in ("timeline", "network", "matrix", "compare"):
        yield f"/{path}/?actor={actor}"
    yield f"/search/?q={actor}"
    yield f"/search/names/?q={actor[:2]}"


def _routes(patterns, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, here)
        elif not here.startswith("api/v1/"):
            yield here


def collect() -> list[Query]:
    """Ask every address and return the queries by shape, in the order in which they were met, each with its plan."""
    found: dict[str, Query] = {}
    client = Client()
    for address in addresses():
        names.forget()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            b"".join(response)
        for one in captured.captured_queries:
            if one["sql"].startswith(("SELECT", "WITH")):
                query = found.setdefault(shape_of(one["sql"]), Query(shape_of(one["sql"]), one["sql"]))
                if address not in query.addresses:
                    query.addresses.append(address)
    for query in found.values():
        query.plan = plan_of(query.sql)
        query.scans = scans(query.sql, query.plan)
        query.sorted = sorted_rows(query.sql, query.plan)
    return list(found.values())


def shape_of(sql: str) -> str:
    """Return a query without its values and its columns: what two askings of the same have in common."""
    sql = _LIST.sub("(…)", _LITERAL.sub("?", sql))
    sql = _SELECTED.sub(r"SELECT \1… FROM ", sql)
    return sql.replace('"', "").replace("publication_", "")


def section(queries: list[Query]) -> str:
    """Return the part of docs/queries.md for the database that is used, as Markdown."""
    lines = [
        f"## {ENGINES[connection.vendor]}",
        "",
        "| query | how it is answered | sorted | asked by |",
        "|---|---|--:|---|",
    ]
    for query in sorted(queries, key=lambda one: (-one.grows, one.shape)):
        plan = "<br>".join(_cell(step) for step in query.plan)
        if query.grows:
            plan += f"<br>**grows with the record**: {query.excuse or 'nobody has said why it may'}"
        more = f" and {len(query.addresses) - 1} more" if len(query.addresses) > 1 else ""
        asked = f"`{_cell(query.addresses[0])}`{more}"
        lines.append(f"| `{_cell(query.shape[:LONGEST])}` | {plan} | {query.sorted or ''} | {asked} |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'")


def page(text: str, part: str) -> str:
    """Return docs/queries.md with one database's part made anew, the other's as it is in `text`."""
    title = part.partition("\n")[0]
    kept = [f"## {other}" for other in text.split("\n## ")[1:]]
    parts = [one.strip() + "\n" for one in kept if not one.startswith(title)] + [part]
    return "\n".join([HEAD, *sorted(parts, reverse=True)])
