"""New entries: what they resemble is shown first; sources from what is pasted; copies; looking up by other names."""

import pytest
from django.urls import reverse

from desk.models import Entry
from events.models import Event, Occurrence, Participation
from publication.models import Revision
from relations.models import ActorName, Country, Identifier
from sources.models import Source
from sources.pasting import PasteError, read_pasted
from tests.desk_admin.screens import added, complaints, desk_now, form_data, new_row, pk, url_of

ADD = "/admin/{}/add/"
EVENT, COUNTRY, SOURCE = (ADD.format(name) for name in ("events/event", "relations/country", "sources/source"))


def resembled(response) -> dict[str, list[str]]:
    """Return what the form names: titles with their reasons."""
    assert complaints(response)["__all__"] == ["It may be here already: look at the entries that it resembles."]
    return {one.entry.title: one.reasons for one in response.context["adminform"].form.likely}


def test_a_new_event_with_a_title_that_is_there_is_shown_first_and_made_if_one_says_so(curator):
    data = added(curator, EVENT, title="The Harbour speech", slug="harbour-speech-again")
    before = desk_now()
    response = curator.post(EVENT, data)
    [(title, reasons)] = resembled(response).items()
    assert (title, reasons) == (Event.objects.get(slug="harbour-speech").title, ["the same title"])
    assert desk_now() == before
    assert 'name="_anyway"' in response.content.decode()
    assert curator.post(EVENT, {**data, "_anyway": "1"}).status_code == 302
    assert Event.objects.filter(slug="harbour-speech-again").exists()


def test_a_new_event_with_the_same_actors_at_the_time_is_shown(curator, collection):
    old = Event.objects.create(slug="old", title="Talks on the lake")
    Occurrence.objects.create(owner=old.entry_ptr, start="2015-05-03", end="2015-05-04")
    for slug in ("north", "south"):
        Participation.objects.create(owner=old.entry_ptr, actor_id=pk(slug))
    data = added(curator, EVENT, title="Completely unlike", slug="new")
    data = new_row(data, "occurrence", start="2015-05-20")
    data = new_row(
        new_row(data, "participation", actor=pk("north"), role="participant"),
        "participation",
        actor=pk("south"),
        role="participant",
    )
    assert resembled(curator.post(EVENT, data)) == {
        "Talks on the lake": ["the same actors at about the same time"],
    }
    later = {**data, "occurrence-0-start": "2015-07-20"}
    assert curator.post(EVENT, later).status_code == 302


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"title": "Norðland"}, "is also called 'Norðland'"),
        ({"title": "Elsewhere", "code": "QN"}, "the same value 'qn'"),
        ({"title": "north"}, "is called 'north'"),
    ],
)
def test_a_new_actor_with_a_name_or_code_that_is_taken_is_shown(curator, collection, typed, reason):
    north = Country.objects.get(slug="north")
    ActorName.objects.create(owner=north.entry_ptr, name="Norðland")
    Identifier.objects.create(owner=north.entry_ptr, scheme="iso2", value="QN")
    data = added(curator, COUNTRY, title=typed["title"], slug="another")
    if "code" in typed:
        data = new_row(data, "identifier", scheme="iso2", value="qn")
    assert reason in resembled(curator.post(COUNTRY, data))["North"]


def test_the_same_code_of_another_scheme_is_nobody(curator, collection):
    north = Country.objects.get(slug="north")
    Identifier.objects.create(owner=north.entry_ptr, scheme="cow", value="365")
    data = new_row(added(curator, COUNTRY, title="Elsewhere", slug="e"), "identifier", scheme="m49", value="365")
    assert curator.post(COUNTRY, data).status_code == 302


def test_a_source_at_an_address_that_is_there_is_shown(curator, collection):
    Source.objects.create(slug="old", title="Old", source_url="https://example.org/a")
    data = added(curator, SOURCE, title="Unlike", slug="new", source_url="https://example.org/a")
    assert resembled(curator.post(SOURCE, data)) == {"Old": ["the same URL"]}


def test_an_old_entry_is_saved_without_being_asked(curator, dyad):
    event = Event.objects.get(slug="harbour-speech")
    Event.objects.create(slug="twin", title=event.title)
    assert curator.post(url_of(event), form_data(curator, url_of(event))).status_code == 302


# --- pasted sources


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "https://www.example.org/2024/03/the-treaty.html",
            {
                "source_url": "https://www.example.org/2024/03/the-treaty.html",
                "publisher": "example.org",
                "slug": "example-the-treaty-html",
            },
        ),
        (
            "doi: 10.1000/xyz.123",
            {"source_url": "https://doi.org/10.1000/xyz.123", "slug": "10-1000-xyz-123", "type": "article"},
        ),
        (
            "https://doi.org/10.1000/182",
            {"source_url": "https://doi.org/10.1000/182", "slug": "10-1000-182", "type": "article"},
        ),
        (
            '@article{Mueller2014,\n author = {M{\\"u}ller, Anna and Ivan Petrov},\n title = {The {NATO}\n Question},'
            "\n journal = {Affairs}, year = 2014, month = mar, doi = {10.1000/5}, language = {english}\n}",
            {
                "title": "The NATO Question",
                "authors": "Müller, Anna; Petrov, Ivan",
                "publisher": "Affairs",
                "published": "2014-03",
                "source_url": "https://doi.org/10.1000/5",
                "language": "en",
                "type": "article",
                "slug": "mueller2014",
            },
        ),
        (
            "@online{kremlin, title = {Speech}, date = {2007-02-10}, url = {http://example.org/s},"
            " urldate = {2024-01-02}}",
            {
                "title": "Speech",
                "published": "2007-02-10",
                "source_url": "http://example.org/s",
                "accessed": "2024-01-02",
                "type": "web",
                "slug": "kremlin",
            },
        ),
    ],
)
def test_a_source_is_read_from_what_is_pasted(text, found):
    assert read_pasted(text) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is neither a web address"),
        ("javascript:alert(1)", "'javascript:alert(1)' is neither a web address"),
        ("http://[", "'http://[' is neither a web address"),
        ("@article{a, title = {One}} @article{b, title = {Two}}", "Paste one BibTeX entry"),
        ('@string{a = "x"}', "Paste one BibTeX entry"),
        ("@article{a, title = {never closed", "This BibTeX entry cannot be read"),
        ("@article{a, title = undefined_macro}", "This BibTeX entry cannot be read"),
        ("@", "Paste one BibTeX entry"),
        ("x" * 10_001, "That has 10001 characters where 10000 fit."),
    ],
)
def test_what_is_no_source_is_refused_in_words(text, message):
    with pytest.raises(PasteError) as refused:
        read_pasted(text)
    assert str(refused.value).startswith(message)


def test_what_is_pasted_fills_in_the_form(curator, collection):
    before = desk_now()
    response = curator.post("/admin/sources/source/paste/", {"pasted": "@book{k, title = {A Book}, author = {Ann Bo}}"})
    assert response["Location"] == "/admin/sources/source/add/?pasted=1"
    form = curator.get(response["Location"]).context["adminform"].form
    assert [form[name].value() for name in ("title", "authors", "type", "slug")] == ["A Book", "Bo, Ann", "book", "k"]
    assert desk_now() == before
    refused = curator.post("/admin/sources/source/paste/", {"pasted": "nonsense"}, follow=True)
    assert "is neither a web address" in refused.content.decode()
    assert curator.get("/admin/sources/source/paste/").status_code == 405


# --- copies


def test_a_copy_is_a_form_with_all_that_the_old_one_says_and_nothing_saved(curator, collection):
    event = Event.objects.get(slug="harbour-speech")
    before, head = desk_now(), Revision.objects.head().seq
    response = curator.get(url_of(event, "copy"))
    assert complaints(response) == {"__all__": ["This is a copy. Nothing of it is saved yet."]}
    assert 'action="/admin/events/event/add/"' in response.content.decode()
    form = response.context["adminform"].form
    assert (form["title"].value(), form["slug"].value()) == (event.title, "harbour-speech-copy")
    rows = {inline.formset.prefix: len(inline.formset.forms) for inline in response.context["inline_admin_formsets"]}
    assert rows["participation"] == Participation.objects.filter(owner=event.pk).count()
    assert (desk_now(), Revision.objects.head().seq) == (before, head)


def test_a_pair_has_no_copy(curator, dyad):
    assert "Make a copy" not in curator.get(url_of(dyad)).content.decode()


# --- looking up by other names


@pytest.mark.parametrize("term", ["norðl", "QN", "qn", "North", "СЕВЕР"])
def test_actors_are_looked_up_by_alias_and_code(curator, collection, term):
    north = Country.objects.get(slug="north")
    ActorName.objects.create(owner=north.entry_ptr, name="Norðland")
    Identifier.objects.create(owner=north.entry_ptr, scheme="iso2", value="QN")
    for model, field in (("relationship", "first"), ("membership", "member")):
        asked = {"app_label": "relations", "model_name": model, "field_name": field, "term": term}
        found = curator.get(reverse("admin:autocomplete"), asked).json()["results"]
        assert "North (country)" in [row["text"] for row in found]
    assert Entry.objects.get(slug="north") in curator.get("/admin/desk/entry/", {"q": term}).context["cl"].result_list
