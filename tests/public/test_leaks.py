"""Promise 1: nothing of the desk reaches the public, whatever is asked."""

import json
import re
import sqlite3
import uuid
from zlib import crc32

import pytest
from django.db import connection
from django.urls import get_resolver
from django.utils.timezone import now

from desk.models import Entry
from desk.schema import schema
from events.models import Event, Occurrence, Participation, Statement, Utterance
from letterbox.models import Suggestion
from operation.releases import more_parts
from publication.kinds import KINDS
from publication.models import Face
from publication.releasing.writing import write
from relations.models import (
    ActorName,
    Country,
    Identifier,
    Membership,
    Organization,
    Phase,
    Relationship,
    Tagging,
    Topic,
)
from sources.models import Citation, Remark, Source

MARK = "zzdraftzz"
DESK_TABLES = (
    *("letterbox_", "accounts_", "desk_", "sources_", "relations_", "events_"),
    *("auth_", "otp_", "axes_", "django_session"),
)


@pytest.fixture
def marked(site, tmp_path, settings):
    """Drafts of every kind, unpublished changes in every text of every published entry, all marked; and a release."""
    for kind in schema.kinds.values():
        for entry in kind.model.objects.all():
            for field in kind.model._meta.concrete_fields:
                text = field.get_internal_type() in ("CharField", "TextField") and not field.choices
                if text and field.name not in ("slug", "kind", "namespace", "published", "as_of", "accessed"):
                    setattr(entry, field.name, f"{MARK} {field.name}"[: field.max_length])
            entry.desk_note = MARK
            entry.save()
    north, source = Country.objects.get(slug="north"), Source.objects.get(slug="atlas-2024")
    drafts = []
    for kind in schema.kinds.values():
        more = (
            {"first": north, "second": Organization.objects.get(slug="league")} if kind.name == "relationship" else {}
        )
        if kind.name == "indicator":
            more["unit"] = MARK
        slug = f"{MARK}-{kind.name}"
        drafts.append(kind.model.objects.create(slug=slug, title=f"{MARK} {kind.name}", summary=MARK, **more))
    by_kind = {draft.kind: draft for draft in drafts}
    claims = [
        Remark.objects.create(owner=north, text=MARK),
        ActorName.objects.create(owner=north, name=MARK),
        Identifier.objects.create(owner=north, scheme="iso2", value=MARK),
        Membership.objects.create(owner=Organization.objects.get(slug="league"), member=by_kind["country"]),
        Phase.objects.create(
            owner=Relationship.objects.get(slug="north--south"),
            topic=Topic.objects.get(slug="overall"),
            level=3,
            text=MARK,
        ),
        Occurrence.objects.create(owner=Event.objects.get(slug="harbour-speech"), place=MARK),
        Participation.objects.create(
            owner=Event.objects.get(slug="harbour-speech"), actor=by_kind["person"], stance=MARK
        ),
        Utterance.objects.create(
            owner=Statement.objects.get(slug="south-replies"), speaker=by_kind["person"], text=MARK
        ),
    ]
    for claim in claims:
        Citation.objects.create(claim=claim, source=source, locator=MARK, note=MARK)
    Tagging.objects.create(entry=Event.objects.get(slug="harbour-speech"), topic=by_kind["topic"])
    Suggestion.objects.create(
        about=north.public_id, about_title=MARK, seq=1, text=MARK, source=MARK, contact=MARK, answer=MARK, sent_at=now()
    )
    settings.RELEASES_DIR = tmp_path / "releases"
    write("2026.1", more_parts)
    return drafts


def crawl(site, drafts, limit=1200):
    """Yield every public answer that can be reached: routes, slugs, ids, filters, formats, links.

    Of the pages in Russian, which are made of the same, every eighth is met, and those that a draft's name asks for.
    """
    slugs = {name: [] for name in KINDS}
    for face in Face.objects.open():
        slugs[face.kind].append(face.slug)
    todo = [
        "/",
        "/search/",
        f"/search/?q={MARK}",
        "/search/?q=north",
        "/api/v1/",
        "/search/names/?q=no",
        "/api/v1/claims/?limit=1000",
    ]
    todo += [
        f"/search/names/?q={MARK}",
        f"/api/v1/search/?q={MARK}",
        "/api/v1/search/?q=north",
        f"/search/?q=a&topic={MARK}",
    ]
    todo += [f"/{route}" for route in public_routes() if "<" not in route]
    todo += ["/ru/", f"/ru/search/?q={MARK}", "/ru/search/names/?q=no"]
    todo += ["/sitemaps/entries-1.xml", f"/events/calendar.ics?actor={MARK}-country"]
    todo += [f"/api/v1/crosswalk/?scheme={scheme}" for scheme in ("iso2", "iso3", "cow")]
    todo += [f"/api/v1/crosswalk/?scheme=iso2&code={MARK}", f"/api/v1/network/?actor={MARK}-country"]
    todo += [f"/api/v1/dyad-years/?from=1990&format={form}" for form in ("json", "ndjson", "csv")]
    todo += [f"/api/v1/claims/?format={form}" for form in ("ndjson", "csv")]
    todo += [f"/api/v1/claims/?expand=owner,subject,object,source&organization={MARK}-organization"]
    for draft in drafts:
        todo.append(f"/id/{draft.public_id}/")
    for kind in KINDS.values():
        for prefix in ("", "/api/v1"):
            folder = f"{prefix}/{kind.folder}/"
            todo += [
                folder,
                f"{folder}?limit=1000",
                f"{folder}?q={MARK}",
                f"{folder}?as_of=2010-01-01",
                f"{folder}?known_at=5",
            ]
            todo += [f"{folder}?actor={MARK}-country", f"{folder}?topic={MARK}-topic", f"{folder}?source={MARK}-source"]
            if prefix:
                todo += [f"{folder}?format={form}" for form in ("ndjson", "csv", "geojson", "jsonld")]
                todo += [f"{folder}{slug}/?format=jsonld" for slug in slugs[kind.name]]
                todo += [f"/api/v1/timemap/{kind.folder}/{slug}/" for slug in slugs[kind.name]]
                todo += [f"/api/v1/timemap/{kind.folder}/{MARK}-{kind.name}/"]
            todo += [f"{folder}{slug}/" for slug in slugs[kind.name]]
            todo += [f"{folder}{slug}/?as_of=2010-01-01" for slug in slugs[kind.name]]
            todo += [f"{folder}{draft.slug}/" for draft in drafts if draft.kind == kind.name]
            # What hangs below an entry, of one public entry and of one draft.
            below = [f"/{route}" for route in public_routes() if f"/{route}".startswith(f"{folder}<str:slug>")]
            some = slugs[kind.name][:1] + [draft.slug for draft in drafts if draft.kind == kind.name][:1]
            todo += [re.sub("<[^>]+>", slug, route) for route in below for slug in some]
        todo += [f"/ru/{kind.folder}/{draft.slug}/" for draft in drafts if draft.kind == kind.name]
    seen = set()
    while todo and len(seen) < limit:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        response = site.get(path)
        # A PNG file is no text; the SVG file beside it has the same words.
        body = b"".join(response).decode(errors="replace")
        yield path, response, body
        for found in re.findall(r'(?:href|"url"|"next"|"previous")[=:]\s?"(?:http://testserver)?(/[^"#]*)', body):
            found = found.replace("&amp;", "&")
            if not found.startswith(("/static/", "/admin/")) and not (
                found.startswith("/ru/") and crc32(found.encode()) % 8
            ):
                todo.append(found)


def without_echo(path, body):
    """A body without what the visitor typed: an answer may repeat the question."""
    asked = re.findall(rf"{MARK}[a-z-]*", path)
    return body if not asked else re.sub("|".join(sorted(asked, key=len, reverse=True)), "", body)


def public_routes():
    """Every route of the site but the desk's and its API's, as templates of addresses."""
    found = set()

    def collect(patterns, prefix=""):
        for pattern in patterns:
            here = prefix + str(pattern.pattern)
            if not hasattr(pattern, "url_patterns"):
                found.add(here)
            elif not here.startswith(("admin", "api/v1/desk")):
                collect(pattern.url_patterns, here)

    collect(get_resolver().url_patterns)
    # Asked with a draft's id in a test of its own.
    return found - {"api/v1/claims/<uuid:claim_id>/"}


def test_a_crawl_of_everything_public_meets_no_draft(site, marked):
    assert Entry.objects.filter(title__contains=MARK).count() > 20  # there is something to leak
    visited = set()
    for path, response, body in crawl(site, marked):
        assert response.status_code in (200, 308, 400, 404), (path, response.status_code)
        assert MARK not in without_echo(path, body), path
        assert MARK not in without_echo(path, str(dict(response.headers))), path
        visited.add(path.split("?")[0])
    for route in public_routes():
        shape = re.compile("^/" + re.sub(r"<[^>]+>", "[^/]+", route) + "$")
        assert any(shape.match(path) for path in visited), route


def test_the_desk_s_api_says_nothing_to_whoever_has_no_token(site, marked, django_assert_num_queries):
    draft = marked[0]
    folder = f"/api/v1/desk/{KINDS[draft.kind].folder}/"
    for path in ("/api/v1/desk/", "/api/v1/desk/batch/", folder, f"{folder}{draft.public_id}/"):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            with django_assert_num_queries(0):
                response = site.generic(method, path, "{}", content_type="application/json")
            assert (response.status_code, MARK in str(response.content)) == (401, False), (method, path)
    assert MARK not in site.get("/api/v1/desk/schema/").content.decode()


def test_public_code_runs_with_every_desk_table_denied(site, marked):
    if connection.vendor != "sqlite":
        pytest.skip("the authorizer is SQLite's")
    refused = []

    def authorize(action, table, *rest):
        if action == sqlite3.SQLITE_READ and table and table.startswith(DESK_TABLES):
            refused.append(table)
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    paths = []
    connection.connection.set_authorizer(authorize)
    try:
        for path, response, _ in crawl(site, marked):
            paths.append(path)
            assert response.status_code < 500, path
        with pytest.raises(Exception, match="prohibited"):
            list(Country.objects.all())
    finally:
        connection.connection.set_authorizer(None)
    assert len(paths) > 300
    assert set(refused) <= {"desk_entry", "relations_actor", "relations_country"}  # the planted query alone


def test_the_id_of_a_draft_answers_as_one_that_never_existed(site, marked):
    draft = marked[0]
    claim = Remark.objects.get(text=MARK)
    for known, prefix in ((draft.public_id, "/id/"), (claim.public_id, "/api/v1/claims/")):
        other = uuid.uuid4()
        there, never = site.get(f"{prefix}{known}/"), site.get(f"{prefix}{other}/")
        assert there.status_code == never.status_code == 404
        # The page names the same address in the other language.
        assert there.content.decode().replace(str(known), "") == never.content.decode().replace(str(other), "")


def test_the_slug_of_a_draft_answers_as_one_that_never_existed(site, marked):
    for kind in KINDS.values():
        there = json.loads(site.get(f"/api/v1/{kind.folder}/{MARK}-{kind.name}/").content)
        never = json.loads(site.get(f"/api/v1/{kind.folder}/{MARK}-{kind.name[::-1]}/").content)
        there.pop("suggestions", None), never.pop("suggestions", None)
        assert there == never


def test_editing_a_published_entry_changes_nothing_public_until_it_is_published_again(site):
    from desk.publishing import publish

    before = site.get("/api/v1/countries/north/").content
    north = Country.objects.get(slug="north")
    north.capital = "Newport"
    north.save()
    assert site.get("/api/v1/countries/north/").content == before
    publish(north, by="test")
    assert json.loads(site.get("/api/v1/countries/north/").content)["capital"] == "Newport"
