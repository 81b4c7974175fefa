"""The preview: the public page of what the desk says, seen at the desk alone, with nothing written."""

import pytest
from django.test import Client

from events.models import Event, Occurrence
from publication.models import Revision
from publication.rebuild import derived_digest
from publication.verify import verify
from relations.models import Country, Phase, Relationship
from sources.models import Citation, Source
from tests.desk_admin.screens import form_data, url_of


@pytest.fixture
def changed(dyad):
    """The dyad with a new summary and one more phase at the desk."""
    dyad.summary = "Only the desk says this."
    dyad.save()
    topic = Phase.objects.filter(owner=dyad.pk).first().topic
    phase = Phase.objects.create(owner=dyad.entry_ptr, topic=topic, level=2, start="2015", text="A thaw of the desk.")
    Citation.objects.create(claim=phase, source=Source.objects.first())
    return dyad


def page_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_preview_shows_what_the_desk_says_and_says_that_it_is_one(curator, changed):
    response = curator.get(url_of(changed, "preview"))
    page = page_of(response)
    assert "<strong>Preview.</strong>" in page and "<title>Preview: " in page
    assert "Only the desk says this." in page and "A thaw of the desk." in page
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
    public = Client().get("/relationships/north--south/").content.decode()
    assert "Only the desk says this." not in public and "Preview" not in public


def test_a_preview_writes_nothing_and_leaves_no_gap(curator, editor, changed):
    before, head, rows = derived_digest(), Revision.objects.head().seq, Revision.objects.count()
    page_of(curator.get(url_of(changed, "preview")))
    assert (derived_digest(), Revision.objects.head().seq, Revision.objects.count()) == (before, head, rows)
    editor.post(url_of(changed), {**form_data(editor, url_of(changed)), "_publish": "1"})
    assert Revision.objects.head().seq == head + 1
    assert verify() is None


def test_what_keeps_it_from_publishing_is_said_and_what_lacks_a_citation_is_shown(curator, changed):
    Phase.objects.create(owner=changed.entry_ptr, topic_id=changed.claims.first().phase.topic_id, level=1, text="Bare.")
    page = page_of(curator.get(url_of(changed, "preview")))
    assert "It cannot be published as it is" in page
    assert "has no citation" in page and "Bare." in page


def test_a_draft_that_was_never_public_has_a_preview(curator, collection):
    event = Event.objects.create(slug="new-event", title="A new event", summary="Not public.")
    claim = Occurrence.objects.create(owner=event.entry_ptr, start="2015-05-01", end="2015-05-01")
    Citation.objects.create(claim=claim, source=Source.objects.first())
    page = page_of(curator.get(url_of(event, "preview")))
    assert "A new event" in page and "Not public." in page
    assert Client().get("/events/new-event/").status_code == 404


def test_the_world_clock_of_a_preview_can_be_set(curator, changed):
    page = page_of(curator.get(url_of(changed, "preview"), {"as_of": "2001-06-01", "known_at": "1"}))
    assert "1 June 2001" in page.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_a_pair_with_an_actor_that_is_not_public_is_told_what_is_missing(curator, collection):
    country = Country.objects.create(slug="hidden", title="Hidden")
    pair = Relationship(first_id=country.pk, second=Country.objects.get(slug="north"))
    pair.slug, pair.title = "hidden--north", "Hidden – North"
    pair.save()
    response = curator.get(url_of(pair, "preview"))
    assert "The page cannot be shown before this is mended" in page_of(response)
    assert "no-store" in response["Cache-Control"]


def test_an_address_that_another_entry_has_is_told(curator, collection):
    country = Country.objects.create(slug="unnamed", title="Unnamed")
    Country.objects.filter(slug="north").update(slug="elsewhere")
    Country.objects.filter(pk=country.pk).update(slug="north")
    assert "cannot be shown" in page_of(curator.get(url_of(country, "preview")))


def test_nobody_sees_a_preview_without_an_account(changed):
    response = Client().get(url_of(changed, "preview"))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize(
    "kind", ["country", "organization", "person", "event", "agreement", "statement", "topic", "source", "indicator"]
)
def test_every_kind_has_its_preview(curator, collection, kind):
    from desk.schema import schema

    entry = schema.kinds[kind].model._default_manager.order_by("pk").first()
    page = page_of(curator.get(url_of(entry, "preview")))
    assert "<strong>Preview.</strong>" in page
    assert "It cannot be published as it is" not in page
