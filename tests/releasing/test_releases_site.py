"""Releases on the site: the pages, the JSON, the files; nothing else in the folder can be reached."""

import json

import pytest

from publication.verify import record_digest
from tests.releasing.conftest import folder_of, release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_without_a_release_the_lists_say_so(shelf, client):
    assert "No release yet." in client.get("/releases/").content.decode()
    assert client.get("/api/v1/releases/").json() == {"results": [], "next": None, "previous": None}
    said = client.get("/api/v1/releases/2026.1/")
    assert (said.status_code, said.headers["Content-Type"]) == (404, "application/problem+json")
    assert said.json()["detail"] == "There is no release of this number. Releases are: none yet."


def test_the_pages_name_what_is_needed_to_cite_and_check(shelf, client):
    made = release()
    page = client.get("/releases/").content.decode()
    assert 'href="/releases/2026.1/">2026.1</a>' in page
    page = client.get("/releases/2026.1/").content.decode()
    for text in (record_digest(), made.archive.sha256, made.citation, "sha256sum -c SHA256SUMS"):
        assert text in page
    for file in made.files:
        assert f'href="/releases/2026.1/{file.path}"' in page


def test_every_listed_file_can_be_had_as_it_was_written(shelf, client):
    made = release()
    listed = client.get("/api/v1/releases/2026.1/").json()
    assert listed["number"] == "2026.1"
    assert (listed["seq"], listed["digest"], listed["citation"]) == (17, record_digest(), made.citation)
    assert client.get("/api/v1/releases/").json()["results"] == [
        {key: value for key, value in listed.items() if key != "files"}
    ]
    assert [file["path"] for file in listed["files"]] == [file.path for file in made.files]
    for file in [*listed["files"], listed["archive"]]:
        response = client.get(file["url"])
        place = made.folder if file is listed["archive"] else folder_of(made)
        assert body_of(response) == (place / file["path"]).read_bytes()
        assert response.headers["Content-Length"] == str(file["bytes"])
        assert response.headers["Content-Type"].startswith(file["media_type"])
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["ETag"] == f'"{file["sha256"]}"'
        again = client.get(file["url"], headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.head("/releases/2026.1/claims.csv").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "2026.1/release.json",
        "2026.1/chancery-2026.1/claims.csv",
        "2026.1/nothing.csv",
        "2026.1/../.lock",
        "2026.1/%2e%2e/.lock",
        "2026.1/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "2026.1//etc/passwd",
        "2026.1/entries",
        "2026.1/entries/",
        "2026.1/claims.csv/",
        "2026.1/secret.txt",
        "2026.2/claims.csv",
        "../2026.1/claims.csv",
        ".lock/",
        "2026.1%00/claims.csv",
    ],
)
def test_nothing_else_can_be_reached(shelf, client, path):
    made = release()
    (folder_of(made) / "secret.txt").write_text("secret")
    assert client.get(f"/releases/{path}").status_code == 404


def test_a_file_that_was_deleted_is_not_there(shelf, client):
    made = release()
    (folder_of(made) / "claims.csv").unlink()
    assert client.get("/releases/2026.1/claims.csv").status_code == 404


def test_a_release_shows_from_the_state_on_that_it_holds(shelf, client):
    release()
    assert "No release yet." in client.get("/releases/?known_at=0").content.decode()
    assert client.get("/api/v1/releases/?known_at=0").json()["results"] == []
    assert client.get("/releases/2026.1/?known_at=17").status_code == 200
    assert client.get("/releases/2026.1/?known_at=0").status_code == 404


@pytest.mark.parametrize(
    "path", ["/releases/?page=2", "/releases/2026.1/claims.csv?x=1", "/api/v1/releases/?as_of=2010"]
)
def test_an_unknown_parameter_is_refused_by_name(shelf, client, path):
    release()
    response = client.get(path)
    assert response.status_code == 400
    assert path.partition("?")[2].partition("=")[0] in response.content.decode()


def test_a_list_that_has_not_changed_is_not_sent_again(shelf, client):
    release()
    first = client.get("/api/v1/releases/")
    held = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/api/v1/releases/", headers=held).status_code == 304
    release("2026.2")
    second = client.get("/api/v1/releases/", headers=held)
    assert [found["number"] for found in json.loads(second.content)["results"]] == ["2026.2", "2026.1"]
