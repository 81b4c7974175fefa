"""What a page may weigh, compressed: the heaviest of each kind, and every list."""

import gzip
import re

import pytest

from publication.kinds import KINDS
from publication.models import Face
from tests.conftest import ROOT

PAGE, SHEET = 60_000, 30_000


def weight(client, address: str) -> int:
    response = client.get(address)
    assert response.status_code == 200, address
    return len(gzip.compress(response.content))


@pytest.mark.parametrize("kind", KINDS)
def test_the_heaviest_pages_of_a_kind(whole_record, db, client, kind):
    faces = list(Face.objects.open().filter(kind=kind))
    faces.sort(key=lambda face: -len(face.document))
    folder = KINDS[kind].folder
    heavy = {f"/{folder}/{face.slug}/": weight(client, f"/{folder}/{face.slug}/") for face in faces[:3]}
    assert {address: size for address, size in heavy.items() if size > PAGE} == {}


def test_home_the_focus_country_and_every_list(whole_record, db, client):
    lists = [f"/{kind.folder}/" for kind in KINDS.values()]
    weights = {address: weight(client, address) for address in ["/", "/claims/", "/countries/russia/", *lists]}
    assert {address: size for address, size in weights.items() if size > PAGE} == {}


def test_the_sheet_is_light_and_entry_pages_load_no_script(whole_record, db, client):
    assert len(gzip.compress((ROOT / "static/css/chancery.css").read_bytes())) <= SHEET
    html = client.get("/events/munich-speech-2007/").content.decode()
    scripts = re.findall(r"<script(?![^>]*application/ld\+json)[^>]*>", html)
    assert scripts == []
