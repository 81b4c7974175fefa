"""Every screen of the desk answers, for both groups, and asks the database a fixed number of times."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.models import Claim, Entry
from desk.schema import schema
from events.models import Event, Participation
from relations.models import Country, Membership, Organization, Relationship
from sources.models import Citation, Source
from tests.desk_admin.screens import list_url, said, settle, step_url, url_of

DESK_MODELS = [model for model in admin.site._registry if issubclass(model, Entry | Claim)]


KINDS = [kind.model for kind in schema.kinds.values()]


@pytest.mark.parametrize(
    ("model", "account"),
    [(model, "curator") for model in DESK_MODELS] + [(model, "editor") for model in KINDS],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_screen_of_a_model_answers(model, account, request):
    client = request.getfixturevalue(account)
    assert client.get(list_url(model)).status_code == 200
    assert client.get(list_url(model), {"q": "north"}).status_code == 200
    opts = model._meta
    adding = client.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_add")).status_code
    assert adding == (403 if model.__name__ in ("Entry", "Actor") else 200)
    rows = list(model._default_manager.order_by("pk")[:1])
    assert rows, "the small collection has each kind and each class of claims"
    for row in rows:
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
        response = client.get(address)
        if model.__name__ in ("Entry", "Actor"):
            assert (response.status_code, response["Location"]) == (302, url_of(row))
        else:
            assert response.status_code == 200


def test_all_kinds_and_all_classes_of_claims_are_registered():
    wanted = {kind.model for kind in schema.kinds.values()}
    wanted |= {part.model for kind in schema.kinds.values() for part in schema.parts_of(kind)}
    assert wanted - set(admin.site._registry) == set()


def test_the_index_lists_kinds_and_hides_claims(curator):
    page = curator.get("/admin/")
    shown = {model["object_name"] for app in page.context["app_list"] for model in app["models"]}
    assert shown == {kind.model.__name__ for kind in schema.kinds.values()} | {
        "Entry",
        "Import",
        "Mapping",
        "Suggestion",
    }


@pytest.mark.parametrize("model", [Country, Event, Membership, Participation, Entry])
def test_a_list_asks_as_often_for_three_rows_as_for_one(editor, model):
    def queries(rows):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            response = editor.get(list_url(model), {"pk__in": ",".join(str(row.pk) for row in rows)})
        assert response.status_code == 200
        assert len(response.context["cl"].result_list) == len(rows)
        return len(caught)

    if model is Entry:
        rows = list(Entry.objects.filter(kind="relationship")) + list(Entry.objects.filter(kind="event"))
        alone = rows[:1] + rows[1:2]
    else:
        order = model._default_manager.order_by("pk")
        rows = list(order)[:3]
        if model is Event:
            rows = [*rows, copy_of(rows[0])]
        if model is Country:
            give_claims(rows)
        alone = rows[:1]
    assert len(rows) == 3
    queries(rows)
    assert queries(alone) == queries(rows)


def copy_of(event: Event) -> Event:
    """Make a third event with a claim of each part that the first one has."""
    copy = Event.objects.create(slug="a-third", title="A third")
    for part in schema.parts_of(schema.kinds["event"]):
        for claim in part.model._default_manager.filter(owner_id=event.pk):
            values = {name: getattr(claim, name) for name in part.fields}
            fresh = part.model.objects.create(owner=copy.entry_ptr, **values)
            Citation.objects.create(claim=fresh, source=Source.objects.first())
    return copy


def give_claims(countries: list[Country]) -> None:
    """Give each country an existence, so that none of them is read for less."""
    from relations.models import Existence

    for country in countries:
        claim = Existence.objects.create(owner=country.entry_ptr, start="1900")
        Citation.objects.create(claim=claim, source=Source.objects.first())


def test_a_long_part_gives_way_to_a_list(curator, monkeypatch):
    league = Organization.objects.get(slug="league")
    member = Country.objects.get(slug="north")
    for year in range(50):
        Membership.objects.create(owner=league.entry_ptr, member=member, start=str(1900 + year), position=9)
    response = curator.get(url_of(league))
    prefixes = [inline.formset.prefix for inline in response.context["inline_admin_formsets"]]
    assert "membership" not in prefixes and "actorname" in prefixes
    [part] = response.context["long_parts"]
    assert (part["label"], part["count"]) == ("members", 53)
    assert curator.get(part["list"]).context["cl"].result_count == 53
    adding = curator.get(part["add"])
    assert adding.context["adminform"].form["owner"].value() == str(league.pk)


def test_a_form_shown_with_rows_keeps_them_when_the_part_grows_meanwhile(curator):
    from tests.desk_admin.screens import form_data, new_row

    league = Organization.objects.get(slug="league")
    member = Country.objects.get(slug="north")
    data = new_row(form_data(curator, url_of(league)), "membership", member=member.pk, status="observer", start="1980")
    for year in range(60):
        Membership.objects.create(owner=league.entry_ptr, member=member, start=str(1900 + year))
    response = curator.post(url_of(league), data)
    assert response.status_code == 409
    assert settle(curator, url_of(league), response).status_code == 302
    assert Membership.objects.get(status="observer").start == "1980"
    assert Membership.objects.filter(owner=league.entry_ptr).count() == 64


def test_boxes_look_entries_up_and_name_their_kind(curator):
    asked = {"app_label": "relations", "model_name": "relationship", "field_name": "first", "term": "nor"}
    found = curator.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [row["text"] for row in found] == ["Ann North (person)", "North (country)"]
    cyrillic = curator.get(reverse("admin:autocomplete"), {**asked, "term": "Север"}).json()["results"]
    assert [row["text"] for row in cyrillic] == ["North (country)"]


def test_nobody_sees_the_desk_without_an_account(collection):
    dyad = Relationship.objects.get()
    for address in (list_url(Country), url_of(dyad), step_url(dyad, "withdraw"), step_url(dyad, "restore")):
        assert Client().get(address).status_code == 302
        assert Client().post(address, {"reason": "x"}).status_code == 302


def test_an_account_that_may_only_look_sees_claims_with_their_citations(collection):
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Permission

    reader = get_user_model().objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(reader)
    dyad = Relationship.objects.get()
    page = client.get(url_of(dyad)).content.decode()
    assert "atlas-2024 | p. 4" in page
    assert 'name="_save"' not in page
    assert client.post(url_of(dyad), {}).status_code == 403
    claim = dyad.claims.order_by("pk").first()
    opened = client.get(reverse("admin:relations_phase_change", args=[claim.pk]))
    assert "atlas-2024 | p. 4" in opened.content.decode()


def test_the_bar_says_how_desk_and_record_stand(editor):
    country = Country.objects.get(slug="north")
    page = editor.get(url_of(country)).content.decode()
    assert "You are on the desk. The public cannot see this." in page
    assert "which says the same" in page
    assert 'href="/countries/north/"' in page
    Country.objects.filter(pk=country.pk).update(capital="Elsewhere")
    assert "the desk differs from it" in editor.get(url_of(country)).content.decode()


def test_a_draft_with_an_unpublishable_character_does_not_break_the_list(editor):
    Country.objects.filter(slug="north").update(capital="Nor\x01th")
    response = editor.get(list_url(Country))
    words = {entry.slug: entry.compared.word for entry in response.context["cl"].result_list}
    assert words == {"north": "unpublished changes", "old-union": "published", "south": "published"}


def test_strange_addresses_are_answered_politely(editor):
    for address in ("/admin/relations/country/999/change/", "/admin/relations/country/x%00y/change/"):
        response = editor.get(address, follow=True)
        assert response.status_code == 200
        assert "doesn’t exist" in said(response)[0]
    assert editor.get("/admin/relations/country/999/withdraw/").status_code == 302
    assert editor.get(list_url(Country), {"owner__x": "1"}, follow=True).status_code == 200


def test_character_0_in_an_address_is_taken_out_with_a_word(editor):
    for place in (list_url(Country), url_of(Country.objects.get(slug="north"), "compare"), "/admin/quality/drafts/"):
        response = editor.get(place, {"q": "\0", "old": "\0'", "page": "\0"}, follow=True)
        assert response.redirect_chain == [(place, 302)]
        assert said(response) == ["The address held a character that no value has, number 0."]


@pytest.mark.parametrize("query", [{"id__in": f"1,{1 << 63}"}, {"id": str(-1 << 63)}, {"p": "9" * 400}])
def test_a_number_too_long_for_any_row_is_said(editor, query):
    response = editor.get(list_url(Country), query, follow=True)
    assert response.redirect_chain == [(list_url(Country), 302)]
    assert said(response) == [f"Nothing here has a number of more than 18 digits, as '{next(iter(query))}' asks."]


@pytest.mark.parametrize(("typed", "searched"), [("a " * 1000, "+".join("a" * 12)), ("x" * 5000, "x" * 200)])
def test_a_search_for_too_much_is_made_for_its_beginning(editor, typed, searched):
    response = editor.get(list_url(Country), {"q": typed, "o": "1"}, follow=True)
    assert response.redirect_chain == [(f"{list_url(Country)}?q={searched}&o=1", 302)]
    assert said(response) == ["Only the first 12 words are searched for, of 200 letters at most."]
    assert editor.get(list_url(Country), {"q": f"{1 << 80} north"}).status_code == 200


def test_an_unknown_address_of_the_desk_leads_back_to_it_and_names_nothing(curator):
    response = curator.get("/admin/desk/entry/99999999999999999999/review/")
    assert response.status_code == 404
    assert '<p class="lede"><a href="/admin/">Back to the desk</a></p>' in response.content.decode()
    assert 'class="tree"' not in response.content.decode()


@pytest.mark.parametrize("typed", ["Север", "север", "СЕВЕР"])
def test_a_list_is_searched_in_any_case_of_cyrillic(curator, typed):
    assert Country.objects.filter(title_ru="Север").exists()
    found = curator.get(list_url(Country), {"q": typed}).context["cl"].result_list
    assert [country.slug for country in found] == ["north"]
