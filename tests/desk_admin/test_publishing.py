"""Who may publish from the admin, what a refusal says, and that nothing is half done."""

import pytest

from desk.models import Entry, Signature
from events.models import Event, Participation
from publication.models import Face, Revision
from relations.models import Country, Existence, Relationship
from sources.models import Citation, Source
from tests.desk_admin.screens import (
    desk_now,
    everything_but_changed_at,
    form_data,
    list_url,
    new_row,
    record_now,
    said,
    step_url,
    url_of,
)


def draft(title="New Land", slug="new-land", **fields) -> Country:
    return Country.objects.create(title=title, slug=slug, **fields)


def record_words(client, model=Country) -> dict[str, str]:
    return {entry.slug: entry.compared.word for entry in client.get(list_url(model)).context["cl"].result_list}


# --- who may


@pytest.mark.parametrize("action", ["publish_action", "withdraw_action", "restore_action"])
def test_a_curator_cannot_take_a_publishing_action(curator, action):
    country, before, states = draft(), record_now(), list(Entry.objects.values_list("pk", "state"))
    offered = [value for value, _ in curator.get(list_url(Country)).context["action_form"].fields["action"].choices]
    assert "review_action" in offered and action not in offered
    for extra in ({}, {"_confirmed": "1", "reason": "Because.", "note": ""}):
        data = {"action": action, "_selected_action": [country.pk], **extra}
        curator.post(list_url(Country), data)
        curator.post(list_url(Entry), data)
    assert record_now() == before
    assert list(Entry.objects.values_list("pk", "state")) == states


@pytest.mark.parametrize("step", ["withdraw", "restore"])
def test_a_curator_cannot_use_the_addresses_behind_the_buttons(curator, step):
    before, dyad = record_now(), Relationship.objects.get()
    assert curator.get(step_url(dyad, step)).status_code == 403
    assert curator.post(step_url(dyad, step), {"reason": "Because.", "note": ""}).status_code == 403
    assert record_now() == before


def test_a_curator_cannot_press_a_button_that_was_not_shown(curator):
    country = Country.objects.get(slug="north")
    data, record, desk = form_data(curator, url_of(country)), record_now(), desk_now()
    assert 'name="_publish"' not in curator.get(url_of(country)).content.decode()
    response = curator.post(url_of(country), {**data, "capital": "Elsewhere", "_publish": "1"})
    assert response.status_code == 403
    assert (record_now(), desk_now()) == (record, desk)
    assert (
        curator.post("/admin/relations/country/add/", {"title": "X", "slug": "x", "_publish": "1"}).status_code == 403
    )
    assert not Country.objects.filter(slug="x").exists()


def test_publishing_needs_the_permission_and_not_the_group_name(collection):
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from desk.permissions import may_publish

    users = get_user_model().objects
    one, other, boss = users.create_user("one"), users.create_user("other"), users.create_superuser("boss")
    one.groups.add(Group.objects.get(name="Curators"))
    other.groups.add(Group.objects.get(name="Editors"))
    assert [may_publish(user) for user in (one, other, boss)] == [False, True, True]


def test_the_groups_hold_what_the_desk_needs(db):
    from django.contrib.auth.models import Group

    held = {
        group.name: {
            f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }
    assert held["Editors"] - held["Curators"] == {"desk.publish_entry"}
    assert held["Curators"] - held["Editors"] == set()
    assert {"relations.add_tie", "relations.delete_tie", "sources.delete_citation", "relations.delete_tagging"} <= held[
        "Curators"
    ]
    assert {"events.view_event", "events.add_event", "events.change_event"} <= held["Curators"]
    assert "events.delete_event" not in held["Curators"]
    assert {name for name in held["Curators"] if "signature" in name} == {"desk.view_signature"}


# --- publishing


def test_an_editor_publishes_from_the_list(editor):
    one, two = draft(), draft("Second Land", "second-land")
    chosen = {"action": "publish_action", "_selected_action": [one.pk, two.pk]}
    asked = editor.post(list_url(Country), chosen)
    assert asked.status_code == 200
    assert not Face.objects.filter(slug="new-land").exists()
    done = editor.post(list_url(Country), {**chosen, "_confirmed": "1", "note": "Two at once."}, follow=True)
    assert said(done) == ["2 entries: published."]
    last = Revision.objects.order_by("-seq")[:2]
    assert {revision.entry_id for revision in last} == {one.public_id, two.public_id}
    assert {revision.note for revision in last} == {"Two at once."}
    assert Signature.objects.first().by_name == "editor"
    assert record_words(editor)["new-land"] == "published"


def test_save_and_publish_does_both(editor, one_reader):
    country = Country.objects.get(slug="south")
    data = form_data(editor, url_of(country))
    done = editor.post(
        url_of(country),
        {**data, "capital": "Southport", "_publish": "1", "publication-note": "The capital."},
        follow=True,
    )
    assert said(done)[0] == "South: published."
    last = Revision.objects.head()
    assert (last.entry_id, last.note, last.snapshot["capital"]) == (country.public_id, "The capital.", "Southport")


def test_editing_what_is_public_changes_nothing_public(curator, editor):
    country, before = Country.objects.get(slug="south"), record_now()
    data = form_data(curator, url_of(country))
    assert curator.post(url_of(country), {**data, "capital": "Southport", "title": "The South"}).status_code == 302
    assert record_now() == before
    assert record_words(curator) == {"north": "published", "old-union": "published", "south": "unpublished changes"}
    data = form_data(editor, url_of(country))
    editor.post(url_of(country), {**data, "_publish": "1"})
    assert record_words(editor)["south"] == "published"
    assert Face.objects.open().get(slug="south").title == "The South"


def test_saving_a_form_unchanged_changes_nothing(curator):
    firsts = {entry.kind: entry for entry in Entry.objects.order_by("-pk")}
    for entry in firsts.values():
        before = everything_but_changed_at()
        response = curator.post(url_of(entry), form_data(curator, url_of(entry)))
        assert response.status_code == 302
        assert everything_but_changed_at() == before
    page = curator.get(list_url(Entry))
    assert {entry.compared.word for entry in page.context["cl"].result_list} == {"published"}


def test_a_refusal_names_entry_claim_and_reason_and_publishes_nothing(editor):
    bad, good = draft(), draft("Second Land", "second-land")
    Existence.objects.create(owner=bad.entry_ptr, text="New Land arose.", start="1900")
    before = record_now()
    chosen = {"action": "publish_action", "_selected_action": [bad.pk, good.pk], "_confirmed": "1", "note": ""}
    done = editor.post(list_url(Country), chosen, follow=True)
    assert said(done) == [
        "New Land: existence 'New Land arose.': has no citation. "
        "Cite the place in a source, or keep the claim at the desk.",
        "Nothing was published.",
    ]
    assert record_now() == before
    assert set(Entry.objects.filter(pk__in=[bad.pk, good.pk]).values_list("state", flat=True)) == {"draft"}


def test_save_and_publish_keeps_what_was_typed_when_publishing_is_refused(editor, one_reader):
    country, before = Country.objects.get(slug="south"), record_now()
    data = new_row(form_data(editor, url_of(country)), "existence", text="South arose.", start="1900")
    done = editor.post(url_of(country), {**data, "_publish": "1"}, follow=True)
    assert "has no citation" in said(done)[0]
    assert done.redirect_chain[-1][0] == url_of(country)
    assert record_now() == before
    assert Existence.objects.get(owner=country.pk).text == "South arose."


def test_a_refusal_names_the_entry_that_is_not_public(editor):
    land, event = draft(), Event.objects.get(slug="harbour-speech")
    claim = Participation.objects.create(owner=event.entry_ptr, actor=land.actor_ptr, role="guest")
    Citation.objects.create(claim=claim, source=Source.objects.get(slug="atlas-2024"))
    done = editor.post(url_of(event), {**form_data(editor, url_of(event)), "_publish": "1"}, follow=True)
    assert said(done)[0] == (
        "The harbour speech: participants 'New Land, guest': points to an entry that is not public "
        "(New Land (country)). Publish the two as one batch, or keep this claim at the desk."
    )
    both = {"action": "publish_action", "_selected_action": [land.pk, event.pk], "_confirmed": "1", "note": ""}
    assert said(editor.post(list_url(Entry), both, follow=True)) == ["2 entries: published."]


# --- review, withdrawing, restoring


def test_a_curator_sends_to_review(curator):
    country = draft()
    done = curator.post(list_url(Country), {"action": "review_action", "_selected_action": [country.pk]}, follow=True)
    assert said(done) == ["New Land: sent to review."]
    country.refresh_from_db()
    assert country.state == "in_review"
    data = form_data(curator, url_of(country))
    curator.post(url_of(country), {**data, "state": "published"})
    country.refresh_from_db()
    assert country.state == "in_review"


def test_save_and_send_to_review_and_nothing_to_review(curator):
    country = Country.objects.get(slug="south")
    done = curator.post(url_of(country), {**form_data(curator, url_of(country)), "_review": "1"}, follow=True)
    assert said(done)[0] == "South: has nothing to review: the desk says what the record says."
    data = {**form_data(curator, url_of(country)), "capital": "Southport", "_review": "1"}
    assert said(curator.post(url_of(country), data, follow=True))[0] == "South: sent to review."
    country.refresh_from_db()
    assert country.state == "in_review"


def test_an_editor_withdraws_with_a_reason_and_restores(editor):
    dyad = Relationship.objects.get()
    assert editor.get(step_url(dyad, "withdraw")).status_code == 200
    empty = editor.post(step_url(dyad, "withdraw"), {"reason": " "})
    assert empty.context["form"].errors == {"reason": ["This field is required."]}
    assert Face.objects.open().get(kind="relationship").state == "public"
    done = editor.post(step_url(dyad, "withdraw"), {"reason": "Merged by mistake."}, follow=True)
    assert said(done) == ["North – South: withdrawn."]
    assert Revision.objects.head().note == "Merged by mistake."
    assert record_words(editor, Relationship) == {"north--south": "withdrawn"}
    page = editor.get(url_of(dyad)).content.decode()
    assert step_url(dyad, "restore") in page and step_url(dyad, "withdraw") not in page
    done = editor.post(step_url(dyad, "restore"), {"note": ""}, follow=True)
    assert said(done) == ["North – South: restored."]
    assert record_words(editor, Relationship) == {"north--south": "published"}


def test_an_editor_withdraws_from_the_list_and_a_refusal_is_told(editor):
    source, before = Source.objects.get(slug="atlas-2024"), record_now()
    chosen = {"action": "withdraw_action", "_selected_action": [source.pk]}
    assert editor.post(list_url(Source), chosen).context["form"].errors == {}
    done = editor.post(list_url(Source), {**chosen, "_confirmed": "1", "reason": "Wrong."}, follow=True)
    assert said(done)[0].startswith("The Small Atlas: citations: published claims of ")
    assert said(done)[-1] == "Nothing was withdrawn."
    assert record_now() == before
    source.refresh_from_db()
    assert source.state == "published"


# --- deleting


def test_what_was_public_cannot_be_deleted_and_a_draft_can(collection, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("boss"))
    country, land = Country.objects.get(slug="old-union"), draft()
    assert client.post(url_of(country, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [country.pk, land.pk], "post": "yes"}
    client.post(list_url(Country), chosen)
    assert Country.objects.filter(pk__in=[country.pk, land.pk]).count() == 2
    client.post(url_of(land, "delete"), {"post": "yes"})
    assert not Country.objects.filter(pk=land.pk).exists()
    assert not Entry.objects.filter(pk=land.pk).exists()


def test_a_curator_cannot_delete_an_entry(curator):
    land = draft()
    assert curator.post(url_of(land, "delete"), {"post": "yes"}).status_code == 403
    assert Country.objects.filter(pk=land.pk).exists()
