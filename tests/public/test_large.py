"""A page stays small and its queries few, however many claims point at its entry."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.publication.writing import claim, dyad, entry, publish, ref

pytestmark = pytest.mark.long

BUDGET = 60_000


@pytest.fixture
def crowded(db, client):
    """Country `north` with 10,000 claims about it: memberships, dyads with phases and ties, events."""
    publish(entry("atlas", "source"), entry("overall", "topic"), entry("north"))
    for number in range(20):
        members = [
            claim(f"m{number}-{at}", "member", part="members", subject=ref("north"), status="observer", object=None)
            | {
                "object": {"$ref": str(entry(f"league-{number}")["id"])},
                "start": str(1900 + at % 100),
                "text": "A seat.",
            }
            for at in range(400)
        ]
        publish(entry(f"league-{number}", "organization", *members))
    for number in range(200):
        other = f"state-{number}"
        said = [
            claim(
                f"p{number}-{at}", "phase", part="phases", subject=ref("north"), object=ref(other), topic=ref("overall")
            )
            | {"level": at % 7 - 3, "trend": "", "start": str(1990 + at), "text": f"Phase {at} of {number}."}
            for at in range(10)
        ]
        publish(entry(other), dyad("north", other, *said))
    return client


def test_a_page_with_ten_thousand_claims_is_paged_and_small(crowded):
    with CaptureQueriesContext(connection) as queries:
        response = crowded.get("/countries/north/")
    assert response.status_code == 200
    assert len(queries) <= 40
    assert len(gzip.compress(response.content)) <= BUDGET
    html = response.content.decode()
    rest = re.search(r'href="(/claims/\?predicate=member&amp;actor=north)"', html)
    assert rest, "the rest of the memberships has no link"
    seen, address = 0, rest[1].replace("&amp;", "&")
    pages = 0
    while address and pages < 5:
        page = crowded.get(address)
        assert len(gzip.compress(page.content)) <= BUDGET
        text = page.content.decode()
        seen += text.count('<p class="label">')
        following = re.search(r'href="([^"]+)" rel="next"', text)
        address = following and following[1].replace("&amp;", "&").replace("http://testserver", "")
        pages += 1
    assert (pages, seen) == (5, 250)
