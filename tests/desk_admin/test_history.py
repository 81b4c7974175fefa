"""The desk's own history: what is kept of each way of writing, and the page that tells it."""

import html
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import workflow
from desk.beginning import begin_history
from desk.history import forget, histories, history_of
from desk.importing.undo import undo
from desk.models import Claim, Entry
from desk.schema import schema
from desk.story import Story
from publication.models import Revision
from relations.models import Country, Membership, Organization, Phase, Tagging
from sources.models import Citation, Remark, Source
from tests.conftest import SMALL
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.screens import form_data, list_url, new_row, pk, said, step_url, url_of
from tests.importing.conftest import written


def in_words(pieces: list[tuple[str, str]]) -> str:
    """Return a change as 'old -> new'."""
    old = "".join(text for what, text in pieces if what != "added")
    new = "".join(text for what, text in pieces if what != "removed")
    return f"{old} -> {new}"


def moments(client, entry, **query) -> list[tuple]:
    """Return what an entry's page tells: who, and what with each part."""
    response = client.get(url_of(entry, "history"), query)
    assert response.status_code == 200
    return [
        (
            moment.by,
            [
                (one.what, one.part, one.title, {change.label: in_words(change.pieces) for change in one.changes})
                for one in moment.told
            ],
        )
        for moment in response.context["moments"]
    ]


def text_of(response) -> str:
    """Return the words of a page's content."""
    body = response.content.decode().partition('<div id="content"')[2].partition("<footer")[0]
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", body)).split())


def kept(model) -> list[tuple]:
    """Return a model's history, oldest first: which row, what kind, whose."""
    key = model._meta.pk.attname
    return list(history_of(model).objects.order_by("history_id").values_list(key, "history_type", "by_name"))


def all_history() -> dict[str, int]:
    """Return how many rows each table of history has."""
    models = [model for model in apps.get_models() if hasattr(model, "history_id")]
    return {model.__name__: model.objects.count() for model in models}


def url_of_claim(claim, step: str = "change") -> str:
    """Return the address of a claim's own form."""
    opts = claim._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{step}", args=[claim.pk])


def forget_and_begin(entry: Entry) -> None:
    """Bring the database to where it was when its history began."""
    forget([entry])
    for model in apps.get_app_config("relations").get_models():
        if hasattr(model, "instance_type"):
            model.objects.all().delete()
    begin_history("relations")(apps, SimpleNamespace(connection=connection))


@pytest.fixture
def boss(collection):
    return signed_in(account("boss", "Administrators"))


def test_each_kind_claim_and_child_row_has_a_history_and_their_parents_none():
    kept_models = {model.instance_type for model in apps.get_models() if hasattr(model, "instance_type")}
    kinds = {kind.model for kind in schema.kinds.values()}
    parts = {part.model for kind in schema.kinds.values() for part in schema.parts_of(kind)}
    assert kept_models == kinds | parts | {Citation, Tagging}


def test_the_loader_keeps_each_row_once_as_made_by_the_operator(collection):
    for kind in schema.kinds.values():
        for model, rows in histories(kind, list(Entry.objects.values_list("pk", flat=True))):
            made = rows.filter(history_type="+").values_list(model._meta.pk.attname, "by_name", "history_user")
            assert sorted(made) == [(row, "", None) for row in sorted({row for row, _, _ in made})]
    assert len(kept(Phase)) == Phase.objects.count() == 3
    assert len(kept(Citation)) == Citation.objects.count()
    assert not history_of(Phase).objects.exclude(history_type="+").exists()
    before = all_history()
    call_command("load", SMALL)
    assert all_history() == before


def test_an_edit_in_the_admin_is_told_in_words(curator, dyad):
    data = {**form_data(curator, url_of(dyad)), "summary": "Two quarrelling neighbours.", "phase-0-level": "2"}
    data |= {"phase-0-citations": "atlas-2024 | p. 5\r\ngazette-2007 | p. 1", "phase-2-DELETE": "on"}
    data = new_row(data, "tagging", topic=pk("security"))
    data = new_row(data, "remark", text="A remark.", kind="remark", citations="atlas-2024 | p. 9")
    assert curator.post(url_of(dyad), data).status_code == 302
    (by, rows), *earlier = moments(curator, dyad)
    assert by == "curator"
    found = sorted(rows, key=str)
    claim = "The two got on well in the 1990s."
    gone = "North stopped applying the treaty on forces."
    assert found == sorted(
        [
            ("changed", "the entry itself", "", {"summary": "Two neighbours. -> Two quarrelling neighbours."}),
            ("made", "topic", "Security", {}),
            ("changed", "phase", claim, {"level": "+1 cooperative -> +2 friendly"}),
            (
                "deleted",
                "phase",
                gone,
                {
                    "start": "2007-12-12 -> ",
                    "standing": "contested -> ",
                    "standing reason": "The gazette gives another day. -> ",
                    "topic": "Conventional forces -> ",
                    "level": "−1 strained -> ",
                },
            ),
            ("made", "remark", "A remark.", {"kind": " -> remark"}),
            ("made", "citation of the remark", "A remark.", {"source": " -> The Small Atlas", "where": " -> p. 9"}),
            ("deleted", "citation of the phase", claim, {"source": "The Small Atlas -> ", "where": "p. 4 -> "}),
            ("made", "citation of the phase", claim, {"source": " -> The Small Atlas", "where": " -> p. 5"}),
            ("made", "citation of the phase", claim, {"source": " -> The Gazette", "where": " -> p. 1"}),
            ("deleted", "citation of the phase", gone, {"source": "The Gazette -> ", "where": "p. 1 -> "}),
        ],
        key=str,
    )
    assert {(by, what) for by, rows in earlier for what, *_ in rows} == {("load", ""), ("The operator", "made")}


def test_a_saved_form_in_which_nothing_was_typed_is_no_change(curator, dyad):
    before = all_history()
    assert curator.post(url_of(dyad), form_data(curator, url_of(dyad))).status_code == 302
    assert all_history() == before


def test_a_claim_of_its_own_form_and_its_deletion_are_told_with_the_entry(curator, collection):
    league = Organization.objects.get(slug="league")
    claim = Membership.objects.filter(owner=league).order_by("pk").first()
    page, title = url_of_claim(claim), str(claim.member)
    curator.post(page, {**form_data(curator, page), "status": "observer"})
    curator.post(page.replace("change", "delete"), {"post": "yes"})
    (_, deleted), *_ = told = moments(curator, league)
    rows = [row for by, some in told if by == "curator" for row in some]
    assert ("changed", "membership", f"{title}, observer, founding", {"status": "member -> observer"}) in rows
    assert [row[:3] for row in rows if row[0] == "deleted"] == [
        ("deleted", "membership", f"{title}, observer, founding"),
        ("deleted", "citation of the membership", f"{title}, observer, founding"),
    ]
    assert deleted
    # The claim's own history is the entry's.
    other = Membership.objects.filter(owner=league).first()
    response = curator.get(url_of_claim(other, "history"))
    assert (response.status_code, response["Location"]) == (302, url_of(league, "history"))


def test_the_page_says_it_in_these_words(editor, dyad, one_reader):
    data = {**form_data(editor, url_of(dyad)), "summary": "Two old neighbours.", "phase-2-DELETE": "on"}
    editor.post(url_of(dyad), {**data, "_publish": "1", "publication-note": "Corrected."})
    moment = datetime(2026, 5, 4, 10, 20, 30, tzinfo=UTC)
    for model in (type(dyad), Phase, Citation):
        history_of(model).objects.filter(by_name="editor").update(history_date=moment)
        history_of(model).objects.filter(by_name="").update(history_date=moment - timedelta(days=1))
    seq = Revision.objects.of(dyad.public_id).last().seq
    page = text_of(editor.get(url_of(dyad, "history")))
    assert re.search(rf"editor \d+ \w+ 20\d\d, [\d:]+ UTC Published, no. {seq} Corrected\. ", page)
    assert (
        "editor 4 May 2026, 10:20:30 UTC "
        "Changed the entry itself Summary Two old neighbours. "
        "Deleted phase: North stopped applying the treaty on forces. "
        "Start 2007-12-12 Standing contested "
        "Standing reason The gazette gives another day. Topic Conventional forces Level −1 strained "
        "Deleted citation of the phase: North stopped applying the treaty on forces. "
        "Source The Gazette Where p. 1"
    ) in page
    assert (
        "The operator 3 May 2026, 10:20:30 UTC "
        "Made the entry itself Slug north--south Title North – South Title in Russian Север – Юг "
        "Summary Two neighbours. First North Second South "
        "Made phase: The two got on well in the 1990s. Start 1992 End 2007-02 Topic Overall Level +1 cooperative"
    ) in page


def test_an_import_is_told_and_its_undoing_takes_its_history_along(curator, collection, settings, tmp_path):
    settings.IMPORT_DIR = tmp_path / "imports"
    before = all_history()
    job = written("slug,title,capital\nisle,Isle,Port\nsouth,South,Newtown\n", "country")
    south, isle = Country.objects.get(slug="south"), Country.objects.get(slug="isle")
    [_, (by, changed), *_] = [None, *moments(curator, south)]
    assert (by, [row[:3] for row in changed]) == ("The operator", [("changed", "the entry itself", "")])
    assert [what for _, rows in moments(curator, isle) for what, *_ in rows] == ["made"]
    undo(job)
    assert kept(Country)[-1] == (south.pk, "~", "")
    after = all_history()
    assert after.pop("HistoricalCountry") - before.pop("HistoricalCountry") == 2  # South, there and back
    assert after == before
    assert curator.get(url_of(isle, "history"), follow=True).redirect_chain[0][0] == "/admin/"


def test_a_merger_is_told_where_it_moved_something(editor):
    union, south = Entry.objects.get(slug="old-union"), Entry.objects.get(slug="south")
    north = Country.objects.get(slug="north")
    tie = Remark.objects.create(owner=north.entry_ptr, text="Of the union.", concerns=union)
    editor.post(step_url(union, "merge"), {"into": south.pk, "note": "One and the same."})
    rows = [row for by, some in moments(editor, north) if by == "editor" for row in some]
    assert ("changed", "remark", "Of the union.", {"concerns": "Old Union -> South"}) in rows
    assert kept(Remark)[-1] == (tie.pk, "~", "editor")
    told = text_of(editor.get(url_of(union, "history")))
    assert "published → merged" in told and "Into South. One and the same." in told


def test_citations_that_a_merger_makes_one_are_told(editor):
    atlas, gazette = Source.objects.get(slug="atlas-2024"), Source.objects.get(slug="gazette-2007")
    claim = Phase.objects.order_by("pk").first().claim_ptr
    claim.citations.all().delete()
    for source in (atlas, gazette):
        Citation.objects.create(claim=claim, source=source, locator="p. 1")
    editor.post(step_url(gazette, "merge"), {"into": atlas.pk, "note": ""})
    assert Citation.objects.filter(claim=claim).count() == 1
    rows = [row for by, some in moments(editor, claim.owner) if by == "editor" for row in some]
    title = Phase.objects.get(pk=claim.pk).text
    gone = ("deleted", "citation of the phase", title, {"source": "The Gazette -> ", "where": "p. 1 -> "})
    assert gone in rows
    moved = [row for row in rows if row[0] == "changed"]
    assert {str(row[3]) for row in moved} == {"{'source': 'The Gazette -> The Small Atlas'}"}


def test_redaction_takes_the_history_along(boss, collection):
    south, north = Entry.objects.get(slug="south"), Entry.objects.get(slug="north")
    remark = Remark.objects.create(owner=south, text="Ann lives there.")
    Citation.objects.create(claim=remark, source=Source.objects.get(slug="atlas-2024"), locator="Ann")
    remark.delete()
    stays = Remark.objects.create(owner=south, text="It stays.")
    citation = Citation.objects.create(claim=stays, source=Source.objects.get(slug="atlas-2024"), locator="p. 1")
    Entry.objects.filter(pk=south.pk).update(summary="Without the name.")
    workflow.publish([south], by=account("ed", "Editors"))
    first = Revision.objects.of(south.public_id).first()
    beside = [rows.count() for _, rows in histories(schema.of(north), [north.pk])]
    done = boss.post(
        step_url(south, "redact"), {"seqs": [first.seq], "reason": "Named Ann.", "sure": "on"}, follow=True
    )
    assert said(done) == ["South: redacted."]
    assert [rows.count() for _, rows in histories(schema.of(south), [south.pk])] == [0] * len(beside)
    assert not history_of(Remark).objects.filter(text__contains="Ann").exists()
    assert not history_of(Citation).objects.filter(locator="Ann").exists()
    assert [rows.count() for _, rows in histories(schema.of(north), [north.pk])] == beside
    assert [row[1].partition(",")[0] for _, rows in moments(boss, south) for row in rows] == [
        "redacted",
        "published",
        "published",
    ]
    # What is changed next begins anew.
    page = url_of(south)
    boss.post(page, {**form_data(boss, page), "capital": "Newtown"})
    citation.note = "Read again."
    citation.save()
    told = text_of(boss.get(url_of(south, "history")))
    assert "UTC Changed the entry itself What it said before is not kept." in told
    assert f"Changed citation: {citation.source} | {citation.locator} | Read again. What it said before is not" in told


def test_a_deleted_draft_keeps_its_history_at_its_address(boss, curator):
    land = Country.objects.create(slug="draft", title="Draft land", capital="Port")
    remark = Remark.objects.create(owner=land.entry_ptr, text="A remark.")
    page = url_of(land, "history")
    assert boss.post(url_of(land, "delete"), {"post": "yes"}).status_code == 302
    assert not Claim.objects.filter(pk=remark.pk).exists()
    (by, rows), (_, made) = moments(curator, land)
    assert (by, [row[:3] for row in rows]) == (
        "boss",
        [("deleted", "the entry itself", ""), ("deleted", "remark", "A remark.")],
    )
    assert len(made) == 2
    for nowhere in ("0", "99999999999999999999", "x"):
        assert curator.get(page.replace(str(land.pk), nowhere)).status_code == 302


def test_what_was_there_before_is_kept_as_found(curator, dyad):
    forget_and_begin(dyad)
    page = text_of(curator.get(url_of(dyad, "history")))
    assert "UTC The entry itself It stood at the desk when its history began." in page
    curator.post(url_of(dyad), {**form_data(curator, url_of(dyad)), "summary": "Changed."})
    assert moments(curator, dyad)[0] == (
        "curator",
        [("changed", "the entry itself", "", {"summary": "Two neighbours. -> Changed."})],
    )


def test_the_page_asks_as_often_for_fifty_changes_as_for_one(curator, dyad):
    def queries(**query) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert curator.get(url_of(dyad, "history"), query).status_code == 200
        return len(caught)

    phase, source = Phase.objects.order_by("pk").first(), Source.objects.get(slug="atlas-2024")

    def change(number: int) -> None:
        phase.text = f"Text {number}."
        phase.save()
        citation = Citation.objects.create(claim=phase.claim_ptr, source=source, locator=f"p. {number + 100}")
        citation.note = "x"
        citation.save()

    change(0)
    few = queries()
    for number in range(1, 20):
        change(number)
    later = datetime.now(UTC) + timedelta(hours=1)
    history_of(Phase).objects.filter(text__startswith="Text").update(history_date=later)
    many = queries()
    # Other tables have their rows on the second page now.
    assert many <= few
    for number in range(20, 40):
        change(number)
    assert queries() == many
    story = Story(dyad)
    first, second = (curator.get(url_of(dyad, "history"), {"p": page}).context for page in (1, 2))
    assert first["page"].paginator.count == story.count() > 100
    assert [sum(len(moment.told) for moment in one["moments"]) for one in (first, second)] == [50, 50]
    assert curator.get(url_of(dyad, "history"), {"p": "x"}).context["page"].number == 1


def test_no_account_can_touch_the_history(boss, curator, collection):
    models = [model for model in apps.get_models() if hasattr(model, "instance_type")]
    assert len(models) == 30
    assert not Permission.objects.filter(content_type__model__startswith="historical").exists()
    for model in models:
        assert boss.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code == 404
    north = Country.objects.get(slug="north")
    before = all_history()
    assert boss.post(url_of(north, "history"), {"delete": "1"}).status_code == 200
    assert all_history() == before
    visitor = signed_in(account("visitor", staff=False))
    nobody = signed_in(account("nobody"))
    assert visitor.get(url_of(north, "history")).status_code == 302
    assert nobody.get(url_of(north, "history")).status_code == 403


def test_a_deleted_account_leaves_its_name(curator, dyad):
    curator.post(url_of(dyad), {**form_data(curator, url_of(dyad)), "summary": "Changed."})
    [row] = history_of(type(dyad)).objects.filter(by_name="curator")
    assert row.history_user.username == "curator"
    Entry.objects.update(changed_by=None)
    reader = signed_in(account("reader", "Contributors"))
    row.history_user.delete()
    row.refresh_from_db()
    assert (row.history_user, row.by_name, moments(reader, dyad)[0][0]) == (None, "curator", "curator")


def test_lists_and_forms_lead_to_the_history(curator, dyad):
    assert f'href="{url_of(dyad, "history")}"' in curator.get(url_of(dyad)).content.decode()
    assert curator.get(list_url(Entry)).status_code == 200
    response = curator.get(f"/admin/desk/entry/{dyad.pk}/history/")
    assert (response.status_code, response["Location"]) == (302, url_of(dyad, "history"))
