"""No query of the public site reads a whole table or sorts more than a page, but those of which it is said why."""

from collections import Counter

import pytest
from django.db import connection
from django.test import Client

from operation.plans import plan_of, scans, sorted_rows
from operation.queries import EXCUSED, LEFT_OUT, Query, addresses, collect, page, section, shape_of
from publication.models import Claim, Face


@pytest.mark.long
def test_every_query_that_grows_with_the_record_has_its_reason(whole_record, db, settings):
    settings.API_RATE = 0
    queries = collect()
    assert len(queries) > 200
    grow = [query for query in queries if query.grows]
    assert [(query.shape, query.plan, query.sorted, query.addresses[0]) for query in grow if not query.excuse] == []
    # And no reason is kept for what is no longer there.
    for pattern in EXCUSED:
        assert any(pattern.search(query.shape) for query in grow) or connection.vendor == "postgresql", pattern.pattern


def test_the_addresses_are_those_of_the_description_and_the_pages(small_record, db):
    asked = addresses()
    assert len(asked) > 500
    assert not [address for address in asked if address.startswith(LEFT_OUT)]
    for address in ("/", "/countries/", "/timeline/", "/api/v1/countries/", "/api/v1/events/?type=treaty"):
        assert address in asked, address
    # With the slug of the busiest entry of each kind.
    assert [address for address in asked if address.startswith("/events/") and address.count("/") == 3]
    statuses = Counter(Client().get(address).status_code for address in asked[::20])
    # A value that a list does not have is refused, and what cannot be drawn is not there, by a query as well.
    assert set(statuses) <= {200, 400, 404}, statuses
    assert statuses[200] > 20


@pytest.mark.parametrize(
    ("rows", "whole", "several"),
    [
        (lambda: Claim.objects.filter(number=5), True, False),
        (lambda: Claim.objects.filter(owner=5), False, False),
        (lambda: Claim.objects.order_by("sort_day", "id")[:10], False, False),
        (lambda: Claim.objects.order_by("number")[:10], True, True),
        (lambda: Claim.objects.filter(owner__gt=0).order_by("certainty"), None, True),
        (lambda: Face.objects.filter(target=5), False, False),
        (lambda: Claim.objects.filter(role="mediator").order_by("sort_day", "id")[:10], False, False),
        (lambda: Claim.objects.filter(level__gte=1), False, False),
    ],
)
def test_a_scan_and_a_sort_are_seen(small_record, db, rows, whole, several):
    sql = str(rows().query).replace("mediator", "'mediator'")
    plan = plan_of(sql)
    if whole is not None:
        assert scans(sql, plan) is whole, plan
    found = sorted_rows(sql, plan)
    assert found == (Claim.objects.count() if several else 0), plan


def test_the_shape_of_a_query_has_no_values():
    asked = """SELECT "publication_face"."id", "publication_face"."slug" FROM "publication_face"
        WHERE ("publication_face"."slug" IN ('it''s', 'x') AND "publication_face"."s1" <= -5) LIMIT 21"""
    assert " ".join(shape_of(" ".join(asked.split())).split()) == (
        "SELECT … FROM face WHERE (face.slug IN (…) AND face.s1 <= ?) LIMIT ?"
    )


def test_a_database_has_its_own_part_of_the_page(db):
    one = Query("SELECT … FROM face WHERE a | b", "", ["/", "/b/"], ["SEARCH"], sorted=3)
    mine = section([one])
    assert "| `SELECT … FROM face WHERE a \\| b` | SEARCH | 3 | `/` and 1 more |" in mine
    other = "## Another\n\n| query |\n"
    text = page(page("", other), mine)
    assert mine in text
    assert other in text
    assert page(text, mine) == text
