"""The desk's own history: what is kept of each way of writing, and what is forgotten."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command

from desk import workflow
from desk.history import histories, history_of
from desk.importing.undo import undo
from desk.models import Entry
from desk.schema import schema
from publication.models import Revision
from relations.models import Country, Phase, Tagging
from sources.models import Citation, Remark, Source
from tests.conftest import SMALL
from tests.desk_admin.accounts import account, signed_in
from tests.desk_admin.screens import form_data, said, step_url, url_of
from tests.desk_admin.told import all_history, kept, moments, text_of
from tests.importing.conftest import written
from tests.public.test_leaks import DESK_TABLES


@pytest.fixture
def boss(collection):
    return signed_in(account("boss", "Administrators"))


def test_each_kind_claim_and_child_row_has_a_history_and_their_parents_none():
    kept_models = {model.instance_type for model in apps.get_models() if hasattr(model, "instance_type")}
    assert all(
        model._meta.db_table.startswith(DESK_TABLES) for model in apps.get_models() if hasattr(model, "history_id")
    )
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


def test_a_saved_form_in_which_nothing_was_typed_is_no_change(curator, dyad):
    before = all_history()
    assert curator.post(url_of(dyad), form_data(curator, url_of(dyad))).status_code == 302
    assert all_history() == before


def test_claims_that_go_together_are_kept_with_their_citations(curator, dyad):
    source = Source.objects.get(slug="atlas-2024")
    remarks = [Remark.objects.create(owner=dyad.entry_ptr, text=f"Remark {number}.") for number in (1, 2)]
    for remark in remarks:
        Citation.objects.create(claim=remark, source=source, locator=remark.text)
    revision = Revision.objects.of(dyad.public_id).last()
    assert curator.post(url_of(dyad, "revert"), {"seq": revision.seq}).status_code == 302
    assert not Remark.objects.filter(owner=dyad).exists()
    deleted = [(remark.pk, "-", "curator") for remark in remarks]
    assert [row for row in kept(Remark) if row[1] == "-"] == deleted
    gone = history_of(Citation).objects.filter(history_type="-").order_by("history_id")
    assert [(row.locator, row.by_name, row.history_user.username) for row in gone] == [
        ("Remark 1.", "curator", "curator"),
        ("Remark 2.", "curator", "curator"),
    ]


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
