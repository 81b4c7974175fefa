"""The import's screens over HTTP: who may do what, the steps, the report, bad input."""

import csv
import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.importing.job import LEASE, working_on
from desk.models import Entry, Import, Mapping, Step
from publication.models import Face, Revision
from relations.models import Country
from tests.desk_admin.conftest import client_of, one_reader  # noqa: F401
from tests.importing.test_imports import MEMBERS, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collection")]
STATES = "slug,title\nisland,Island\nother,Other\n"


@pytest.fixture
def curator(collection) -> Client:
    """Somebody who imports and may not publish."""
    return client_of("curator", "Curators")


@pytest.fixture
def editor(collection) -> Client:
    """Somebody who may publish too."""
    return client_of("editor", "Editors")


def upload(client: Client, text: str, kind: str, name: str = "table.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post("/admin/desk/import/add/", {"file": file, "kind": kind, "encoding": ""})


def address(job: Import, step: str) -> str:
    return f"/admin/desk/import/{job.pk}/{step}/"


def work(client: Client, job: Import) -> dict:
    for _ in range(20):
        found = client.post(address(job, "work"), headers={"accept": "application/json"}).json()
        if found["state"] != "checking":
            break
    job.refresh_from_db()
    return found


def imported(client: Client, text: str = STATES, kind: str = "country") -> Import:
    upload(client, text, kind)
    job = Import.objects.latest("pk")
    assert work(client, job)["state"] == "checked"
    client.post(address(job, "write"))
    job.refresh_from_db()
    assert job.state == Import.State.WRITTEN
    return job


def test_a_curator_imports_drafts_and_an_editor_publishes_and_takes_back(curator, editor):
    job = imported(curator)
    assert set(Country.objects.filter(slug__in=["island", "other"]).values_list("state", flat=True)) == {"draft"}
    assert curator.post(address(job, "publish"), {"publish-note": ""}).status_code == 403
    head = Revision.objects.head().seq
    editor.post(address(job, "publish"), {"publish-note": "Two islands."})
    assert list(Revision.objects.filter(seq__gt=head).values_list("operation", "batch_end")) == [
        ("publish", head + 2),
        ("publish", head + 2),
    ]
    assert Client().get("/countries/island/").status_code == 200
    assert curator.post(address(job, "unpublish"), {"unpublish-reason": "Mistake."}).status_code == 403
    editor.post(address(job, "unpublish"), {"unpublish-reason": "Mistake."})
    assert list(Revision.objects.filter(seq__gt=head + 2).values_list("operation", "batch_end")) == [
        ("withdraw", head + 4),
        ("withdraw", head + 4),
    ]
    assert Client().get("/countries/island/").status_code == 410


@pytest.mark.usefixtures("one_reader")
def test_taking_back_shows_again_what_was_public_before(editor):
    job = imported(editor, "slug,title\nnorth,The North\nisland,Island\n")
    before = Face.objects.open().get(slug="north").title
    editor.post(address(job, "publish"), {"publish-note": ""})
    assert Face.objects.open().get(slug="north").title == "The North"
    editor.post(address(job, "unpublish"), {"unpublish-reason": "Mistake."})
    assert Face.objects.open().get(slug="north").title == before
    assert Country.objects.get(slug="north").state == Entry.State.PUBLISHED
    assert Country.objects.get(slug="north").title == "The North"


@pytest.mark.usefixtures("one_reader")
def test_a_later_publication_stops_taking_back(editor):
    job = imported(editor)
    editor.post(address(job, "publish"), {"publish-note": ""})
    other = imported(editor, "slug,title\nisland,An Island\n")
    editor.post(address(other, "publish"), {"publish-note": ""})
    head = Revision.objects.head().seq
    answer = editor.post(address(job, "unpublish"), {"unpublish-reason": "Mistake."}, follow=True)
    assert f"Island: has revision {head} since. Undo that first." in answer.content.decode().replace("&#x27;", "'")
    assert Revision.objects.head().seq == head


def test_whoever_imported_is_the_author_and_somebody_else_publishes(curator, editor):
    job = imported(editor)
    island = Entry.objects.get(slug="island")
    assert (island.created_by.username, island.changed_by.username) == ("editor", "editor")
    assert list(Country.history.filter(slug="island").values_list("history_type", "by_name")) == [("+", "editor")]
    answer = editor.post(address(job, "publish"), {"publish-note": ""}, follow=True)
    assert "Island: was last changed by you." in answer.content.decode()
    assert not Revision.objects.of(island.public_id).exists()
    client_of("reader", "Editors").post(address(job, "publish"), {"publish-note": ""})
    editor.post(address(job, "unpublish"), {"unpublish-reason": "Mistake."})
    steps = Step.objects.of(island).order_by("pk").values_list("action", "by__username", "before", "after")
    assert list(steps) == [
        ("publish", "reader", "draft", "published"),
        ("withdraw", "editor", "published", "withdrawn"),
    ]


def test_contributors_do_not_import(collection):
    contributor = client_of("contributor", "Contributors")
    assert upload(contributor, STATES, "country").status_code == 403
    assert not Import.objects.exists()


def test_undo_removes_what_was_made(curator):
    job = imported(curator)
    curator.post(address(job, "undo"))
    job.refresh_from_db()
    assert job.state == Import.State.UNDONE
    assert not Country.objects.filter(slug="island").exists()


def test_columns_are_mapped_on_the_screen_and_the_mapping_is_kept(curator):
    answer = upload(curator, "name,note,code\nPact,first,1\n", "organization")
    job = Import.objects.latest("pk")
    assert answer.headers["Location"] == address(job, "mapping")
    assert curator.get(address(job, "mapping")).status_code == 200
    post = {
        "target_0": "title",
        "target_1": "entry.slug",
        "target_2": "remarks.text",
        "words_2": "1 = It is the first.",
        "constants": "remarks.kind = remark",
        "create": "on",
        "source_slug": "atlas-2024",
        "locator": "row {row}",
        "name": "Pacts",
        "save": "1",
    }
    assert curator.post(address(job, "mapping"), post).headers["Location"] == address(job, "change")
    assert Mapping.objects.get().name == "Pacts"
    assert work(curator, job)["state"] == "checked"
    curator.post(address(job, "write"))
    claim = Entry.objects.get(slug="first").claims.get()
    assert (claim.text, claim.citations.get().locator) == ("It is the first.", "row 2")
    upload(curator, "name,note,code\nPact,first,1\n", "organization")
    again = Import.objects.latest("pk")
    curator.post(address(again, "mapping"), {"use": "named", "mapping": "Pacts"})
    assert work(curator, again)["state"] == "checked"
    assert again.counts == {"unchanged": 1}


def test_the_report_is_paged_filtered_and_downloaded(curator):
    rows = "".join(f"Pact,Nobody {n},1,1990,1\n" for n in range(150))
    upload(curator, TABLE + rows + "Pact,=1+1,1,1990,1\n", "organization")
    job = Import.objects.latest("pk")
    curator.post(address(job, "mapping"), {"use": "json", "json": json.dumps(MEMBERS)})
    assert work(curator, job)["state"] == "refused"
    page = curator.get(address(job, "change"), {"outcome": "error", "page": 2}).content.decode()
    assert (page.count('class="outcome-error"'), page.count('class="outcome-new"')) == (51, 0)
    text = b"".join(curator.get(f"/admin/desk/import/{job.pk}/rows.csv", {"outcome": "error"}).streaming_content)
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(lines) == 151
    assert lines[-1] == {
        "row": "155",
        "outcome": "error",
        "entry": "pact",
        "column": "who",
        "old or value": "'=1+1",
        "new": "",
        "reason": "no actor at the desk has '=1+1'.",
    }
    assert curator.post(address(job, "write")).status_code == 302
    assert not Entry.objects.filter(slug="pact").exists()


BAD_MAPPINGS = {
    "no JSON": ({"use": "json", "json": "{"}, "This is not JSON"),
    "a list": ({"use": "json", "json": "[]"}, "A mapping has:"),
    "no such mapping": ({"use": "named", "mapping": "nix"}, "there is no mapping"),
    "nothing chosen": ({}, "entry: say how a row"),
    "another form": ({"use": "own"}, "is no column of our own table"),
    "a wild target": ({"target_0": "state"}, "is nothing that a column can become"),
}


@pytest.mark.parametrize("case", BAD_MAPPINGS)
def test_a_bad_mapping_is_told_and_nothing_begins(curator, case):
    post, said = BAD_MAPPINGS[case]
    upload(curator, TABLE, "organization")
    job = Import.objects.latest("pk")
    answer = curator.post(address(job, "mapping"), post)
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    job.refresh_from_db()
    assert job.state == Import.State.UPLOADED


def test_a_bad_file_leaves_nothing_behind(curator):
    answer = upload(curator, "a,a\n", "country")
    assert answer.status_code == 400
    assert "Two columns are called" in answer.content.decode()
    assert Import.objects.count() == 0


STEPS = ["mapping", "work", "write", "undo", "publish", "unpublish"]


@pytest.mark.parametrize("step", STEPS)
def test_no_step_is_open_to_others(curator, step):
    job = imported(curator)
    client = Client()
    client.force_login(get_user_model().objects.create_user("guest", is_staff=True))
    assert client.post(address(job, step), {}).status_code == 403
    assert client.get(address(job, "change")).status_code == 403
    assert client.get(f"/admin/desk/import/{job.pk}/rows.csv").status_code == 403
    assert Client().post(address(job, step), {}).status_code == 302
    job.refresh_from_db()
    assert job.state == Import.State.WRITTEN


def test_only_one_works_on_an_import_at_a_time(curator):
    upload(curator, STATES, "country")
    job = Import.objects.latest("pk")
    with working_on(Import.objects.get(pk=job.pk)):
        found = curator.post(address(job, "work"), headers={"accept": "application/json"}).json()
        assert (found["state"], found["line"][:13]) == ("checking", "Somebody else")
    assert LEASE.total_seconds() == 600
    assert work(curator, job)["state"] == "checked"


def test_a_list_is_exported_as_it_is_filtered(curator):
    text = b"".join(curator.get("/admin/relations/country/export.csv", {"q": "North"}).streaming_content).decode(
        "utf-8-sig"
    )
    assert {row["slug"] for row in csv.DictReader(io.StringIO(text))} == {"north"}
    assert curator.get("/admin/relations/country/export.exe").status_code == 404
    page = curator.get("/admin/relations/country/", {"q": "North"}).content.decode()
    assert 'href="export.xlsx?q=North"' in page


def test_a_request_beyond_the_limit_is_refused_before_it_is_read(curator):
    answer = curator.generic(
        "POST",
        "/admin/desk/import/add/",
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(1 << 30),
    )
    assert answer.status_code == 413
    assert "What you sent has 1024 MB; at most 32 MB are taken." in answer.content.decode()
    assert curator.generic("POST", "/api/v1/desk/", b"", CONTENT_LENGTH=str(1 << 30)).json()["status"] == 413


def test_outside_the_desk_a_body_is_a_letter_at_most(curator):
    for path, status in (("/suggest/", 400), ("/ru/suggest/", 400), ("/", 405), ("/api/v1/", 405)):
        sent = {"content_type": "multipart/form-data; boundary=x"}
        assert curator.generic("POST", path, b"", **sent, CONTENT_LENGTH=str(1 << 20)).status_code == status
        assert curator.generic("POST", path, b"", **sent, CONTENT_LENGTH=str((1 << 20) + 1)).status_code == 413


def test_a_digit_that_is_no_number_names_no_import(curator):
    for path in ("/admin/desk/import/²/change/", "/admin/desk/import/²/"):
        assert curator.get(path, follow=True).status_code in (200, 404)
