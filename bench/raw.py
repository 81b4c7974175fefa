"""The least that could answer: sqlite3, SQL by hand and orjson behind a bare WSGI application; HTML from f-strings.

It reads the desk's tables, since whoever writes such a thing has no record. It offers neither of the two clocks.
"""

import html
import os
import sqlite3
import threading
from uuid import UUID

import orjson

from bench.sql import ASKED
from bench.wanted import BY_PATH, DETAIL, EVENTS, HUB, PAGE, SEARCH

_kept = threading.local()

_CLAIMS = """SELECT c.id, c.public_id, c.owner_id, c.start, c.end, c.certainty, c.standing, c.text, c.note, p.role,
    o.place, x.status, a.public_id, a.kind, a.slug, a.title
    FROM desk_claim c LEFT JOIN events_participation p ON p.claim_ptr_id = c.id
    LEFT JOIN events_occurrence o ON o.claim_ptr_id = c.id LEFT JOIN relations_existence x ON x.claim_ptr_id = c.id
    LEFT JOIN desk_entry a ON a.id = p.actor_id WHERE c.owner_id IN ({}) ORDER BY c.position, c.id"""
_CITED = """SELECT t.claim_id, t.locator, t.quotation, t.note, s.public_id, s.slug, s.title
    FROM sources_citation t JOIN desk_entry s ON s.id = t.source_id
    WHERE t.claim_id IN ({}) ORDER BY t.position, t.id"""


def application(environ, start_response):
    """Answer one of the four requests."""
    name = BY_PATH.get(environ["PATH_INFO"])
    if name is None:
        start_response("404 Not Found", [("Content-Length", "0")])
        return []
    body = ANSWERS[name](_connection())
    kind = "text/html; charset=utf-8" if name == PAGE else "application/json"
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def _connection() -> sqlite3.Connection:
    if not hasattr(_kept, "connection"):
        _kept.connection = sqlite3.connect(os.environ["BENCH_DATABASE"])
        _kept.connection.executescript("PRAGMA query_only=ON; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;")
    return _kept.connection


def _events(db) -> bytes:
    return orjson.dumps({"results": whole(db, db.execute(*ASKED[EVENTS]).fetchall())})


def _detail(db) -> bytes:
    return orjson.dumps(whole(db, db.execute(*ASKED[DETAIL]).fetchall(), ("capital", "region"))[0])


def _search(db) -> bytes:
    return orjson.dumps({"results": [_entry(row) for row in db.execute(*ASKED[SEARCH])]})


def _page(db) -> bytes:
    told = (map(html.escape, row) for row in db.execute(*ASKED[PAGE]))
    rows = "".join(
        f'<li><time>{start}</time> <a href="/events/{slug}/">{title}</a> <p>{text}</p>'
        f'<cite><a href="/sources/{source}/">{called}</a>, {where}</cite></li>'
        for slug, title, start, text, source, called, where in told
    )
    return f"<!doctype html><html lang=en><title>{HUB}</title><h1>{HUB}</h1><ol>{rows}</ol></html>".encode()


def _entry(row) -> dict:
    return {"id": UUID(row[1]), "kind": row[2], "slug": row[3], "title": row[4], "summary": row[5]}


def whole(db, rows, fields=("type", "status")) -> list[dict]:
    """Entries with their claims and citations: a query for each of the three."""
    made = {row[0]: {**_entry(row), **dict(zip(fields, row[6:], strict=True)), "claims": []} for row in rows}
    claims = {}
    for row in db.execute(_CLAIMS.format(",".join("?" * len(made))), list(made)):
        actor = row[12] and {"id": UUID(row[12]), "kind": row[13], "slug": row[14], "title": row[15]}
        names = ("start", "end", "certainty", "standing", "text", "note", "role", "place", "status")
        claims[row[0]] = {
            "id": UUID(row[1]),
            **dict(zip(names, row[3:12], strict=True)),
            "subject": actor,
            "citations": [],
        }
        made[row[2]]["claims"].append(claims[row[0]])
    for row in db.execute(_CITED.format(",".join("?" * len(claims))), list(claims)):
        source = {"id": UUID(row[4]), "kind": "source", "slug": row[5], "title": row[6]}
        claims[row[0]]["citations"].append({"locator": row[1], "quotation": row[2], "note": row[3], "source": source})
    return list(made.values())


ANSWERS = {EVENTS: _events, DETAIL: _detail, SEARCH: _search, PAGE: _page}
