"""A release: what it holds, that it is described truly, that it is the same each time, and what is refused."""

import hashlib
import json
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
import yaml

from desk.models import Entry
from desk.publishing import publish, withdraw
from events.panel.columns import header
from publication.kinds import KINDS
from publication.models import Claim, Face, Revision
from publication.releasing import shelf as shelves
from publication.releasing.shelf import ReleaseRefused
from publication.releasing.writing import write
from publication.sheets import cell
from publication.verify import record_digest
from tests.releasing.conftest import folder_of, lines, release, rows, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]

READ = {
    ("string", "default"): str,
    ("string", "uuid"): UUID,
    ("integer", "default"): int,
    ("number", "default"): Decimal,
    ("boolean", "default"): ("True", "False").index,
    ("date", "default"): date.fromisoformat,
}


def test_it_holds_every_public_entry_and_claim_of_the_record(shelf):
    made = release()
    public = Face.objects.open().filter(state="public")
    assert [row["id"] for row in rows(made, "entries.csv")] == [
        str(found) for found in public.order_by("entry").values_list("public_id", flat=True)
    ]
    for kind in KINDS.values():
        slugs = list(public.filter(kind=kind.name).order_by("entry").values_list("slug", flat=True))
        assert [row["slug"] for row in rows(made, f"entries/{kind.folder}.csv")] == slugs
        assert [found["slug"] for found in lines(made, f"entries/{kind.folder}.ndjson")] == slugs
    ids = [str(found) for found in Claim.objects.open().order_by("id").values_list("claim_id", flat=True)]
    assert (
        [row["id"] for row in rows(made, "claims.csv")]
        == [found["id"] for found in lines(made, "claims.ndjson")]
        == ids
    )
    cited = [(claim["id"], cite["locator"]) for claim in lines(made, "claims.ndjson") for cite in claim["citations"]]
    assert [(row["claim"], row["locator"]) for row in rows(made, "citations.csv")] == cited
    assert len(cited) > 30


def test_an_entry_stands_in_it_as_the_api_serves_it(shelf, client):
    made = release()
    [north] = [found for found in lines(made, "entries/countries.ndjson") if found["slug"] == "north"]
    assert north == client.get("/api/v1/countries/north/").json()


def test_the_panel_has_a_row_for_each_dyad_and_year_up_to_the_records_last(shelf):
    made = release()
    found = rows(made, "dyad-years.csv")
    last = Revision.objects.head().recorded_at.year
    dyads = list(Face.objects.open().filter(kind="relationship").values_list("slug", flat=True))
    years = sorted({int(row["year"]) for row in found})
    assert years == list(range(years[0], last + 1))
    assert sorted((row["relationship"], int(row["year"])) for row in found) == sorted(
        (dyad, year) for dyad in dyads for year in years
    )
    assert {row["level_end"] for row in found} == {"-2", "1"}
    assert list(found[0]) == header(())


def test_its_descriptor_is_true_of_every_file_column_and_cell(shelf):
    made = release()
    place = folder_of(made)
    described = json.loads((place / "datapackage.json").read_text())
    assert (described["profile"], described["name"], described["version"]) == ("data-package", "chancery", "2026.1")
    head = Revision.objects.head()
    assert described["created"] == head.recorded_at.isoformat(timespec="microseconds")
    assert described["record"] == {
        "seq": 17, "digest": record_digest(), "recorded_at": described["created"], "previous": None
    }  # fmt: skip
    tables = {resource["name"]: resource for resource in described["resources"]}
    assert len(tables) == len(described["resources"])
    values = {}
    for resource in described["resources"]:
        raw = (place / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(raw), f"sha256:{hashlib.sha256(raw).hexdigest()}")
        assert resource["format"] == resource["path"].rpartition(".")[2]
        if "schema" in resource:
            found = rows(made, resource["path"])
            fields = resource["schema"]["fields"]
            assert raw.partition(b"\r\n")[0].decode().split(",") == [field["name"] for field in fields]
            for row in found:
                for field in fields:
                    check_cell(row[field["name"]], field)
            values[resource["name"]] = found
    for name, found in values.items():
        schema = tables[name]["schema"]
        key = schema.get("primaryKey", [])
        key = [key] if isinstance(key, str) else key
        assert not key or len({tuple(row[column] for column in key) for row in found}) == len(found), name
        for link in schema.get("foreignKeys", ()):
            there = {row[link["reference"]["fields"]] for row in values[link["reference"]["resource"]]}
            assert {row[link["fields"]] for row in found} - {""} <= there, (name, link)


def check_cell(text: str, field: dict) -> None:
    """A cell is empty or of its column's type, within its bounds."""
    if text == "":
        return
    value = READ[field["type"], field.get("format", "default")](text)
    bounds = field.get("constraints", {})
    assert bounds.get("minimum", value) <= value <= bounds.get("maximum", value), field


def test_its_checksums_are_those_of_all_other_files(shelf):
    made = release()
    done = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=folder_of(made), capture_output=True)
    assert done.returncode == 0, done.stdout
    listed = [line[66:] for line in (folder_of(made) / "SHA256SUMS").read_text().splitlines()]
    assert listed == sorted(set(texts(folder_of(made))) - {"SHA256SUMS"})


def test_the_archive_holds_the_same_files_with_no_time_of_their_own(shelf):
    made = release()
    with zipfile.ZipFile(made.folder / made.archive.path) as packed:
        assert packed.testzip() is None
        found = {info.filename: packed.read(info) for info in packed.infolist()}
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert found == {f"chancery-2026.1/{path}": raw for path, raw in texts(folder_of(made)).items()}


def test_its_citation_is_of_the_format_and_names_the_state(shelf):
    made = release()
    said = yaml.safe_load((folder_of(made) / "CITATION.cff").read_text())
    assert set(said) >= {"cff-version", "message", "title", "authors", "type", "version", "date-released", "license"}
    assert (said["cff-version"], said["version"], said["license"]) == ("1.2.0", "2026.1", "CC-BY-4.0")
    assert said["identifiers"][0]["value"] == f"sha256:{record_digest()}"


def test_the_same_record_gives_the_same_bytes_whatever_was_published_after(shelf, tmp_path):
    first = release()
    again = release(folder=tmp_path / "elsewhere")
    north = Entry.objects.get(slug="north")
    north.title = "Northern"
    north.save()
    publish(north, by="tests")
    later = release(folder=tmp_path / "later", known_at="17")
    newest = release(folder=tmp_path / "newest")
    assert texts(first.folder) == texts(again.folder) == texts(later.folder)
    assert texts(newest.folder)["release.json"] != texts(first.folder)["release.json"]


def test_its_changes_name_what_came_changed_and_went(shelf):
    first = release()
    title = Entry.objects.get(slug="south-replies").title
    north = Entry.objects.get(slug="north")
    north.capital = "Newport"
    north.save()
    publish(north, by="tests", note="The capital *moved*.")
    withdraw(Entry.objects.get(slug="south-replies"), by="tests", reason="A test.")
    second = release("2026.2")
    told = (folder_of(second) / "CHANGES.md").read_text()
    assert told.startswith(
        f"# Changes in release 2026.2\n\nState of the record: no. 19, digest `{record_digest()}`.\n"
        f"Before it: release 2026.1, no. 17, digest `{first.digest}`.\n"
    )
    assert "## Changed (1)\n\n- country: North (`/countries/north/`): The capital \\*moved\\*.\n" in told
    assert f"## Withdrawn (1)\n\n- statement: {title} (`/statements/south-replies/`): A test.\n" in told
    assert "## Added" not in told
    given = release("2026.3", previous="2026.1:17")
    assert (folder_of(given) / "CHANGES.md").read_text() == told.replace("2026.2", "2026.3")
    assert "The first release" in (folder_of(release("2026.4", previous="none")) / "CHANGES.md").read_text()


@pytest.mark.parametrize(
    "number", ["", "1", "2026", "2026.0", "2026.01", "2026.1000", "v2026.1", "../2026.1", "2026.١"]
)
def test_a_bad_number_is_refused(shelf, number):
    with pytest.raises(ReleaseRefused, match=r"is not a release's number\. Give a year and a count: 2026\.1"):
        release(number)
    assert not shelf.exists()


@pytest.mark.parametrize(
    ("number", "more", "words"),
    [
        ("2026.2", {}, "release 2026.2 exists. What is released stays as it is: take another number."),
        ("2026.1", {}, "2026.2 has been released already. Take a number after it."),
        ("2026.3", {"known_at": "99"}, "--known-at: the record ends at number 17; 99 is not written yet."),
        ("2026.3", {"known_at": "0"}, "the record is empty. Publish something first."),
        ("2026.3", {"previous": "2026.2:18"}, "--previous: '18' is not a sequence number from 1 to 17."),
        ("2026.3", {"previous": "2026.2:"}, "--previous: '' is not a sequence number from 1 to 17."),
        ("2026.3", {"previous": "2026.3:5"}, "'2026.3' is not the number of an earlier release"),
        ("2026.3", {"previous": "x"}, "'x' is not the number of an earlier release"),
    ],
)
def test_what_cannot_be_released_is_refused_and_leaves_nothing(shelf, number, more, words):
    release("2026.2")
    before = texts(shelf)
    with pytest.raises(ReleaseRefused) as refusal:
        release(number, **more)
    assert words in str(refusal.value)
    assert texts(shelf) == before


def test_a_failure_half_way_leaves_nothing_and_the_next_run_clears_what_a_killed_one_left(shelf):
    def broken(moment):
        raise OSError(28, "No space left on device")

    with pytest.raises(ReleaseRefused, match=r"No space left on device. No release was written."):
        write("2026.1", broken)
    assert [path.name for path in shelf.iterdir()] == [".lock"]
    (shelf / "2026.1.partial" / "chancery-2026.1").mkdir(parents=True)
    assert shelves.releases() == []
    release()
    assert sorted(path.name for path in shelf.iterdir()) == [".lock", "2026.1"]


def test_releases_are_in_the_order_of_their_numbers_and_a_broken_card_hides_one_alone(shelf, caplog):
    for number in ("2026.9", "2026.10", "2027.1"):
        release(number)
    (shelf / "2026.10" / "release.json").write_text("{}")
    assert [found.number for found in shelves.releases()] == ["2027.1", "2026.9"]
    assert "The card of release 2026.10 cannot be read." in caplog.text


@pytest.mark.parametrize(
    ("value", "written"),
    [("-33.9", "-33.9"), ("-3", "-3"), ("-3+1", "'-3+1"), ("=1+1", "'=1+1"), ("@x", "'@x"), ("-", "-"), (-3, "-3")],
)
def test_a_cell_keeps_a_number_and_disarms_a_formula(value, written):
    assert cell(value) == written
