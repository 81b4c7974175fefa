"""What the desk's forms refuse of names, texts, numbers, topics and claims on their own page; and accounts."""

from django.urls import reverse

from desk.models import Entry
from events.models import Event, Participation
from relations.models import Country, Membership, Person, Tagging, Tie, Topic
from sources.models import Citation, Source
from tests.desk_admin.screens import added, everything_but_changed_at, form_data, new_row, pk, refused, url_of

ADD_COUNTRY = "/admin/relations/country/add/"


def test_missing_and_too_long_texts_are_refused_by_name(curator):
    found = refused(curator, ADD_COUNTRY, added(curator, ADD_COUNTRY))
    assert found == {"title": ["This field is required."], "slug": ["This field is required."]}
    found = refused(curator, ADD_COUNTRY, added(curator, ADD_COUNTRY, title="x" * 301, slug="y" * 201))
    assert found == {
        "title": ["Ensure this value has at most 300 characters (it has 301)."],
        "slug": ["Ensure this value has at most 200 characters (it has 201)."],
    }


def test_control_characters_are_refused_by_name(curator):
    data = added(curator, ADD_COUNTRY, title="N\x00", slug="n", capital="C\x07", summary="a\x0bb")
    assert refused(curator, ADD_COUNTRY, data) == {
        "title": ["Null characters are not allowed."],
        "capital": ["Take out the control character U+0007; it cannot be published."],
        "summary": ["Take out the control character U+000B; it cannot be published."],
    }


def test_a_taken_address_is_refused_across_the_kinds_of_actors(curator):
    for address in ("/admin/relations/country/add/", "/admin/relations/person/add/"):
        found = refused(curator, address, {**form_data(curator, address), "title": "Another", "slug": "north"})
        assert found == {"slug": ["Another entry has this address. Choose another slug."]}
    free = {**form_data(curator, "/admin/events/event/add/"), "title": "Another", "slug": "north"}
    assert curator.post("/admin/events/event/add/", free).status_code == 302
    assert Event.objects.get(slug="north").kind == "event"


def test_an_actors_slug_has_no_double_hyphen(curator):
    address = "/admin/relations/person/add/"
    found = refused(curator, address, added(curator, address, title="A", slug="a--b"))
    assert found == {"slug": ["An actor's slug has no double hyphen: '--' joins two actors' names."]}


def test_a_very_long_text_is_kept_whole(curator):
    country, long = Country.objects.get(slug="north"), "word " * 100_000
    assert curator.post(url_of(country), {**form_data(curator, url_of(country)), "summary": long}).status_code == 302
    country.refresh_from_db()
    assert country.summary == long.strip()


def test_standing_and_inferred_dates_want_their_reasons(curator, dyad):
    data = {**form_data(curator, url_of(dyad)), "phase-0-standing": "preferred", "phase-1-inferred": "on"}
    assert refused(curator, url_of(dyad), data) == {
        "phase-0-standing_reason": ["Say why: a preferred, contested or rejected claim carries a printed reason."],
        "phase-1-basis": ["Say how the inferred date was worked out (basis)."],
    }


def test_a_choice_that_is_none_and_a_link_to_nothing_are_refused(curator, dyad):
    data = {
        **form_data(curator, url_of(dyad)),
        "tie-0-kind": "friendship",
        "tie-0-holder": "999999",
        "phase-0-level": "7",
    }
    found = refused(curator, url_of(dyad), data)
    assert list(found) == ["phase-0-level", "tie-0-kind", "tie-0-holder"]


def test_numbers_out_of_range_are_refused(curator):
    indicator = Entry.objects.get(slug="trust")
    data = {
        **form_data(curator, url_of(indicator)),
        "observation-0-value": "1e40",
        "observation-1-rank": "200",
        "observation-1-position": "99999999999999999999",
    }
    found = refused(curator, url_of(indicator), data)
    assert set(found) == {"observation-0-value", "observation-1-rank_of", "observation-1-position"}
    country = Country.objects.get(slug="north")
    data = {**form_data(curator, url_of(country)), "latitude": "91", "longitude": "-181"}
    assert refused(curator, url_of(country), data) == {
        "latitude": ["A latitude lies between -90 and 90."],
        "longitude": ["A longitude lies between -180 and 180."],
    }


def test_a_topic_twice_is_refused_whether_stored_or_new(curator):
    event = Event.objects.get(slug="harbour-speech")
    data = form_data(curator, url_of(event))
    again = new_row(data, "tagging", topic=pk("security"))
    assert refused(curator, url_of(event), again) == {"tagging-1-topic": ["The entry has this topic already."]}
    twice = new_row(new_row(data, "tagging", topic=pk("overall")), "tagging", topic=pk("overall"))
    assert refused(curator, url_of(event), twice) == {"tagging-2-topic": ["This stands here twice. Leave one out."]}
    once = new_row(data, "tagging", topic=pk("overall"))
    assert curator.post(url_of(event), once).status_code == 302
    assert set(Tagging.objects.filter(entry=event.pk).values_list("topic__slug", flat=True)) == {"overall", "security"}


def test_a_claim_on_its_own_page_belongs_to_an_entry_that_has_such_claims(curator):
    address = reverse("admin:relations_membership_add")
    data = {
        "owner": pk("north"),
        "member": pk("south"),
        "status": "member",
        "certainty": "asserted",
        "standing": "normal",
    }
    message = "Choose an entry that was not merged, of this kind: organization."
    assert refused(curator, address, data) == {"owner": [message]}
    ok = {**data, "owner": pk("league"), "start": "1999", "citations": "atlas-2024 | p. 2"}
    assert curator.post(address, ok).status_code == 302
    claim = Membership.objects.get(start="1999")
    assert [row.locator for row in claim.citations.all()] == ["p. 2"]
    page = reverse("admin:relations_membership_change", args=[claim.pk])
    changed = {**form_data(curator, page), "citations": "gazette-2007", "owner": pk("north")}
    assert curator.post(page, changed).status_code == 302
    claim.refresh_from_db()
    assert ([row.source.slug for row in claim.citations.all()], claim.owner_id) == (["gazette-2007"], pk("league"))


def test_a_curator_deletes_a_claim_with_its_citations(curator, dyad):
    data = form_data(curator, url_of(dyad))
    claim = Tie.objects.order_by("position").first()
    assert curator.post(url_of(dyad), {**data, "tie-0-DELETE": "on"}).status_code == 302
    assert not Tie.objects.filter(pk=claim.pk).exists()
    assert not Citation.objects.filter(claim_id=claim.pk).exists()


def test_a_topic_below_itself_and_a_statement_answering_itself_are_refused(curator):
    topic = Topic.objects.get(slug="security")
    data = {**form_data(curator, url_of(topic)), "parent": pk("conventional-forces")}
    assert list(refused(curator, url_of(topic), data)) == ["parent"]
    statement = Entry.objects.get(slug="south-replies")
    data = {**form_data(curator, url_of(statement)), "reply_to": statement.pk}
    assert refused(curator, url_of(statement), data) == {"reply_to": ["A statement cannot answer itself."]}


def test_a_part_that_the_form_did_not_show_is_left_alone(curator):
    person = Person.objects.get()
    before = everything_but_changed_at()
    data = {name: value for name, value in form_data(curator, url_of(person)).items() if "office" not in name}
    assert curator.post(url_of(person), data).status_code == 302
    assert everything_but_changed_at() == before


def test_make_accounts_makes_two_once(db, capsys):
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("make_accounts")
    printed = capsys.readouterr().out
    lines = dict(line.split() for line in printed.splitlines() if line.startswith("    "))
    assert set(lines) == {"curator", "editor"}
    assert min(len(password) for password in lines.values()) >= 16
    for name, group in (("curator", "Curators"), ("editor", "Editors")):
        user = get_user_model().objects.get(username=name)
        assert user.check_password(lines[name])
        assert (user.is_staff, user.is_superuser, [g.name for g in user.groups.all()]) == (True, False, [group])
    call_command("make_accounts")
    assert capsys.readouterr().out == "There are accounts already; none was made.\n"
    assert get_user_model().objects.count() == 2


def test_sources_and_participations_are_not_confused(curator):
    event = Event.objects.get(slug="harbour-speech")
    data = new_row(form_data(curator, url_of(event)), "participation", actor=pk("atlas-2024"), role="guest")
    found = refused(curator, url_of(event), data)
    assert list(found) == ["participation-2-actor"]
    assert Participation.objects.count() == 3
    assert Source.objects.count() == 2
