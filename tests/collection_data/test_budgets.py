"""What a page may weigh, compressed: the heaviest of each kind, and every list."""

import gzip
import re

import pytest

from publication.kinds import KINDS
from publication.models import Face
from tests.conftest import ROOT

PAGE, SHEET, SCRIPTS = 60_000, 30_000, 150_000


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


SCRIPT = re.compile(r'<script(?![^>]*application/ld\+json)[^>]*src="/([^"?]+)"[^>]*>')


def test_the_sheet_is_light_and_entry_pages_load_no_script(whole_record, db, client):
    assert len(gzip.compress((ROOT / "static/css/chancery.css").read_bytes())) <= SHEET
    for kind in KINDS.values():
        face = Face.objects.open().filter(kind=kind.name).order_by("entry").first()
        html = client.get(f"/{kind.folder}/{face.slug}/").content.decode()
        assert re.findall(r"<script(?![^>]*application/ld\+json)[^>]*>", html) == [], kind.name


def test_the_pages_with_scripts_load_few(whole_record, db, client):
    loaded = {
        path: SCRIPT.findall(client.get(path).content.decode()) for path in ("/", "/search/", "/timeline/", "/network/")
    }
    weights = {
        path: sum(len(gzip.compress((ROOT / name).read_bytes())) for name in names) for path, names in loaded.items()
    }
    assert [len(names) for names in loaded.values()] == [2, 1, 0, 0]
    assert {path: size for path, size in weights.items() if size > SCRIPTS} == {}
