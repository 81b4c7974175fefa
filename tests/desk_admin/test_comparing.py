"""Desk against record, revision against revision, and the way back."""

import pytest
from django.test import Client

from publication.models import Revision
from relations.models import Phase
from sources.models import Citation, Remark
from tests.desk_admin.screens import form_data, new_row, pk, record_now, said, step_url, url_of


def compared(response) -> tuple[dict, list]:
    """Return what the page shows: fields by label, claims as (what, part, title)."""
    found = response.context["comparison"]
    claims = [(claim.what, claim.part, claim.title) for claim in found.claims]
    return {change.label: change.pieces for change in found.fields}, claims


def words(found: list[tuple[str, str]], side: str) -> str:
    """Return one of the two texts that pieces were made of."""
    return "".join(text for what, text in found if what in ("kept", side))


@pytest.fixture
def changed(curator, dyad):
    """The dyad with a changed summary, a changed claim, one removed and one added at the desk."""
    data = {**form_data(curator, url_of(dyad)), "summary": "Wholly new.", "phase-0-text": "A changed text."}
    data = {**data, "phase-1-DELETE": "on"}
    data = new_row(data, "phase", topic=pk("overall"), level="2", text="An added text.", citations="atlas-2024 | p. 9")
    removed = data["phase-1-text"]
    assert curator.post(url_of(dyad), data).status_code == 302
    dyad.refresh_from_db()
    return dyad, removed


def test_the_desk_is_compared_with_what_was_published(curator, changed):
    dyad, removed = changed
    fields, claims = compared(curator.get(url_of(dyad, "compare")))
    assert list(fields) == ["summary"]
    assert words(fields["summary"], "added") == "Wholly new."
    assert sorted(claims) == [
        ("added", "phases", "An added text."),
        ("changed", "phases", "A changed text."),
        ("removed", "phases", removed),
    ]


def test_what_says_the_same_shows_no_difference(curator, dyad):
    response = curator.get(url_of(dyad, "compare"))
    assert compared(response) == ({}, [])
    assert "The two say the same." in response.content.decode()


def test_any_two_revisions_are_compared(editor, changed):
    dyad, _ = changed
    first = Revision.objects.of(dyad.public_id).last()
    editor.post(url_of(dyad), {**form_data(editor, url_of(dyad)), "_publish": "1"})
    second = Revision.objects.of(dyad.public_id).last()
    assert second.number == first.number + 1
    fields, claims = compared(editor.get(url_of(dyad, "compare"), {"old": second.seq, "new": first.seq}))
    assert words(fields["summary"], "removed") == "Wholly new."
    assert {what for what, _, _ in claims} == {"added", "changed", "removed"}
    assert compared(editor.get(url_of(dyad, "compare"))) == ({}, [])
    whole = compared(editor.get(url_of(dyad, "compare"), {"old": "nothing", "new": second.seq}))
    assert {what for what, _, _ in whole[1]} == {"added"}


@pytest.mark.parametrize("query", [{"old": "1"}, {"old": "x"}, {"new": "99999999999999999999"}])
def test_a_revision_of_another_entry_or_none_is_not_found(curator, dyad, query):
    assert curator.get(url_of(dyad, "compare"), query).status_code == 404


def test_going_back_sets_the_desk_and_nothing_public(curator, changed):
    dyad, removed = changed
    Remark.objects.create(owner=dyad.entry_ptr, text="Kept at the desk.", held_back=True)
    before = record_now()
    revision = Revision.objects.of(dyad.public_id).last()
    response = curator.post(url_of(dyad, "revert"), {"seq": revision.seq}, follow=True)
    assert any(text.startswith(f"The desk says what revision {revision.number} said.") for text in said(response))
    assert compared(curator.get(url_of(dyad, "compare"))) == ({}, [])
    texts = list(Phase.objects.filter(owner=dyad.pk).values_list("text", flat=True))
    assert removed in texts and "An added text." not in texts and "A changed text." not in texts
    assert Remark.objects.filter(owner=dyad.pk, text="Kept at the desk.").exists()
    assert Citation.objects.filter(claim__owner=dyad.pk).count() >= len(texts)
    assert record_now() == before


@pytest.mark.parametrize(
    "kind", ["country", "organization", "person", "event", "agreement", "statement", "topic", "source", "indicator"]
)
def test_going_back_restores_every_kind_to_the_letter(curator, collection, kind):
    from desk.publishing import digests, published_digests
    from desk.schema import schema

    entry = schema.kinds[kind].model._default_manager.order_by("pk").first()
    record = published_digests([entry])
    schema.kinds[kind].model._default_manager.filter(pk=entry.pk).update(title="Other", summary="Other")
    for claim in entry.claims.all()[:1]:
        claim.delete()
    assert digests([entry]) != record
    revision = Revision.objects.of(entry.public_id).content().last()
    assert curator.post(url_of(entry, "revert"), {"seq": revision.seq}).status_code == 302
    assert compared(curator.get(url_of(entry, "compare"))) == ({}, [])
    assert digests([entry]) == record


def test_only_who_may_change_an_entry_goes_back(curator, dyad):
    seq = Revision.objects.of(dyad.public_id).last().seq
    assert Client().post(url_of(dyad, "revert"), {"seq": seq})["Location"].startswith("/admin/login/")
    assert curator.get(url_of(dyad, "revert")).status_code == 405
    for wrong in ("", "x", "1", "9" * 30):
        assert curator.post(url_of(dyad, "revert"), {"seq": wrong}).status_code == 404


def test_save_and_compare_leads_to_what_publishing_would_change(editor, dyad, one_reader):
    data = {**form_data(editor, url_of(dyad)), "summary": "Anew.", "_compare": "1"}
    response = editor.post(url_of(dyad), data, follow=True)
    assert response.request["PATH_INFO"] == url_of(dyad, "compare")
    assert response.context["may_publish"]
    page = {"expect": response.context["expect"], "note": "Why."}
    assert response.context["publish_url"] == step_url(dyad, "publish")
    editor.post(step_url(dyad, "publish"), page)
    last = Revision.objects.of(dyad.public_id).last()
    assert (last.snapshot["summary"], last.note) == ("Anew.", "Why.")


def test_whoever_changed_an_entry_last_reads_there_why_somebody_else_publishes_it(editor, curator, dyad):
    data = {**form_data(editor, url_of(dyad)), "summary": "Anew.", "_compare": "1"}
    page = editor.post(url_of(dyad), data, follow=True)
    assert page.context["why_not"].startswith("was last changed by you.")
    assert 'name="expect"' not in page.content.decode()
    seq = Revision.objects.of(dyad.public_id).content().last().seq
    assert curator.post(url_of(dyad, "revert"), {"seq": seq}).status_code == 302
    dyad.refresh_from_db()
    assert dyad.changed_by.username == "curator"
