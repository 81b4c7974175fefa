"""Pages and API say the same: members, levels and dates, on random days of the world and states of the record."""

import random
import re
from html import unescape

import pytest

from publication.models import Face, Revision
from publication.templatetags.chancery import period_words, signed

pytestmark = pytest.mark.long

KINDS = {"organization": "organizations", "relationship": "relationships", "event": "events"}
TRIPLES = 200


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html).replace("⁠", ""))).strip()


def rows_of(html: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, as text."""
    part = re.search(rf"<h2>{heading}</h2>.*?</section>", html, flags=re.DOTALL)
    if part is None:
        return []
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", part[0], flags=re.DOTALL)[1:]
    return [[plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)] for row in rows]


def members_agree(answer: dict, html: str) -> None:
    said = [claim for claim in answer["claims"] if claim["part"] == "members"]
    shown = [(row[0], row[1].split(",")[0], row[2].split(" (")[0]) for row in rows_of(html, "Members")]
    assert [(name, status) for name, status, _ in shown] == [
        (claim["subject"]["title"], claim["status"]) for claim in said
    ]
    for (_, _, when), claim in zip(shown, said, strict=True):
        assert when.startswith(plain(period_words(claim)))


def phases_agree(answer: dict, html: str) -> None:
    said = [claim for claim in answer["claims"] if claim["part"] == "phases"]
    part = re.search(r'<details[^>]*class="phases">.*?</details>', html, flags=re.DOTALL)
    assert bool(said) == bool(part)
    shown = re.findall(r"<li>(.*?)</li>", part[0], flags=re.DOTALL) if part else []
    texts = sorted(plain(row) for row in shown)
    wanted = sorted((plain(period_words(claim)), signed(claim["level"]), plain(claim["text"])) for claim in said)
    assert len(texts) == len(wanted)
    for when, level, text in wanted:
        assert any(row.startswith(when) and level in row and text in row for row in texts), text


def dates_agree(answer: dict, html: str) -> None:
    page = plain(html)
    for claim in answer["claims"]:
        if claim["part"] == "occurrences":
            assert plain(period_words(claim)) in page


AGREE = {"organization": members_agree, "relationship": phases_agree, "event": dates_agree}


@pytest.mark.parametrize("part", range(4))
def test_pages_and_api_agree_at_random_moments(whole_record, db, client, part):
    chance = random.Random(part)
    head = Revision.objects.order_by("-seq").values_list("seq", flat=True).first()
    faces = list(Face.objects.open().filter(kind__in=KINDS).order_by("entry").values("kind", "slug", "seq_from"))
    for _ in range(TRIPLES // 4):
        face = chance.choice(faces)
        clocks = f"?as_of={chance.randint(1990, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        clocks += f"&known_at={chance.randint(1, head)}" if chance.random() < 0.3 else ""
        address = f"/{KINDS[face['kind']]}/{face['slug']}/"
        answer, page = client.get(f"/api/v1{address}{clocks}"), client.get(f"{address}{clocks}")
        assert answer.status_code == page.status_code, address + clocks
        if answer.status_code == 200:
            AGREE[face["kind"]](answer.json(), page.content.decode())
