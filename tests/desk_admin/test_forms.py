"""What the desk's forms refuse: at the field, in words, with nothing written and nothing typed lost."""

import pytest
from django.urls import reverse

from relations.models import Country, Membership, Organization, Phase, Relationship, Tie
from sources.models import Citation
from tests.desk_admin.screens import (
    added,
    complaints,
    form_data,
    new_row,
    pk,
    refused,
    url_of,
)

ADD_DYAD = "/admin/relations/relationship/add/"


# --- dates


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2007-13", "'2007-13' has no thirteenth month. Did you mean 2007-12?"),
        ("last spring", None),
        ("9" * 70, None),
        ("2007\x00", "Null characters are not allowed."),
        ("2007-02-30", None),
        ("[2008..2007]", None),
        ("99999999999999999999-01", None),
    ],
)
def test_a_broken_date_is_refused_at_its_field(curator, dyad, typed, message):
    data = {**form_data(curator, url_of(dyad)), "phase-0-start": typed, "summary": "Typed and kept."}
    response = curator.post(url_of(dyad), data)
    found = complaints(response)
    assert set(found) == {"phase-0-start"}
    assert message is None or found["phase-0-start"] == [message]
    page = response.content.decode()
    assert "Typed and kept." in page
    assert 'href="#id_phase-0-start"' in page


def test_a_period_that_no_day_fits_is_refused_at_the_start(curator, dyad):
    data = {**form_data(curator, url_of(dyad)), "phase-0-start": "2009", "phase-0-end": "2008"}
    assert list(refused(curator, url_of(dyad), data)) == ["phase-0-start"]


def test_a_source_with_a_broken_date_is_refused(curator):
    address = "/admin/sources/source/add/"
    found = refused(curator, address, added(curator, address, title="S", slug="s", as_of="2007-13"))
    assert found == {"as_of": ["'2007-13' has no thirteenth month. Did you mean 2007-12?"]}


# --- citations


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ("atlas-2042 | p. 4", ["Line 1: no source 'atlas-2042'. Did you mean 'atlas-2024'?"]),
        (
            "\natlas-2024 | p. 4\n\nzzz\natlas-204",
            [
                "Line 4: no source 'zzz'. Name a source by its slug; add it first if it is new.",
                "Line 5: no source 'atlas-204'. Did you mean 'atlas-2024'?",
            ],
        ),
        ("atlas-2024 | p. 4\natlas-2024 | p. 4", ["Line 2 says the same as an earlier line. Leave one out."]),
        (
            "atlas-2024 | p. 4\natlas-2024 | p. 4 | | a note",
            ["Line 2 cites the same place as an earlier line. Leave one out."],
        ),
        ("| p. 4", ["Line 1: begin with the source, for example 'wikipedia-2021 | lead'."]),
        (
            "atlas-2024 | " + "p" * 201,
            ["Line 1, where: Ensure this value has at most 200 characters (it has 201)."],
        ),
        (
            "atlas-2024 | p. 1 | | " + "n" * 301,
            ["Line 1, note: Ensure this value has at most 300 characters (it has 301)."],
        ),
        ("atlas-2024 | p. 4\x01", ["Take out the control character U+0001; it cannot be published."]),
        ("atlas-2024 | p. 4\x00", ["Null characters are not allowed."]),
    ],
)
def test_a_broken_citation_is_refused_by_line(curator, dyad, typed, messages):
    data = {**form_data(curator, url_of(dyad)), "tie-0-citations": typed}
    assert refused(curator, url_of(dyad), data) == {"tie-0-citations": messages}


def test_a_country_is_not_a_source(curator, dyad):
    data = {**form_data(curator, url_of(dyad)), "tie-0-citations": "north"}
    assert list(refused(curator, url_of(dyad), data)) == ["tie-0-citations"]


def test_the_box_shows_the_rows_and_saving_keeps_those_that_stay(curator):
    league = Organization.objects.get(slug="league")
    claim = Membership.objects.get(status="suspended")
    data = form_data(curator, url_of(league))
    [prefix] = [
        name.removesuffix("-claim_ptr")
        for name, value in data.items()
        if name.endswith("-claim_ptr") and value == str(claim.pk)
    ]
    assert data[f"{prefix}-citations"] == "atlas-2024 | p. 2\r\ngazette-2007 | p. 1 | | a forecast"
    atlas, gazette = Citation.objects.filter(claim=claim).order_by("position")

    def save(lines: str) -> list[tuple]:
        assert (
            curator.post(
                url_of(league), {**form_data(curator, url_of(league)), f"{prefix}-citations": lines}
            ).status_code
            == 302
        )
        rows = Citation.objects.filter(claim=claim).order_by("position")
        return [(row.pk, row.position, row.source.slug, row.locator, row.quotation, row.note) for row in rows]

    moved = save("gazette-2007 | p. 1 | | a forecast\r\natlas-2024 | p. 2")
    assert moved == [
        (gazette.pk, 0, "gazette-2007", "p. 1", "", "a forecast"),
        (atlas.pk, 1, "atlas-2024", "p. 2", "", ""),
    ]
    noted = save("gazette-2007 | p. 1 | | still a forecast\r\natlas-2024 | p. 2")
    assert [row[0] for row in noted] == [gazette.pk, atlas.pk]
    assert noted[0][-1] == "still a forecast"
    grown = save('atlas-2024 | p. 2\r\natlas-2024 | p. 3 | "nobody is safe"')
    assert grown[0][:2] == (atlas.pk, 0)
    assert grown[1][2:] == ("atlas-2024", "p. 3", "nobody is safe", "")
    assert grown[1][0] not in (atlas.pk, gazette.pk)
    assert not Citation.objects.filter(pk=gazette.pk).exists()


def test_a_claim_without_citation_is_saved_at_the_desk(curator, dyad):
    data = new_row(form_data(curator, url_of(dyad)), "phase", topic=pk("overall"), level="1", text="So they say.")
    assert curator.post(url_of(dyad), data).status_code == 302
    claim = Phase.objects.get(text="So they say.")
    assert (claim.citations.count(), claim.position) == (0, 3)


def test_a_new_claim_and_its_citations_are_saved_together(curator, dyad):
    data = new_row(
        form_data(curator, url_of(dyad)),
        "phase",
        topic=pk("overall"),
        level="1",
        start="2001-01",
        text="So they say.",
        citations="gazette-2007 | p. 9\r\natlas-2024",
    )
    assert curator.post(url_of(dyad), data).status_code == 302
    claim = Phase.objects.get(text="So they say.")
    assert [(row.source.slug, row.locator) for row in claim.citations.all()] == [
        ("gazette-2007", "p. 9"),
        ("atlas-2024", ""),
    ]
    assert (str(claim.start_earliest), str(claim.start_latest)) == ("2001-01-01", "2001-01-31")


# --- relations


def test_a_relationship_with_itself_is_refused(curator):
    data = {**form_data(curator, ADD_DYAD), "first": pk("north"), "second": pk("north")}
    assert refused(curator, ADD_DYAD, data) == {"second": ["Choose two different actors."]}


def test_a_pair_in_the_other_order_is_refused(curator):
    data = {**form_data(curator, ADD_DYAD), "first": pk("south"), "second": pk("north")}
    assert refused(curator, ADD_DYAD, data) == {"second": ["These two actors already have a relationship entry."]}


def test_a_new_dyad_takes_its_names_from_its_actors(curator):
    data = {**form_data(curator, ADD_DYAD), "first": pk("south"), "second": pk("old-union"), "summary": "One.\r\nTwo."}
    data = new_row(data, "tie", kind="base", subject=pk("south"), object=pk("old-union"), text="A base.")
    assert curator.post(ADD_DYAD, data).status_code == 302
    dyad = Relationship.objects.get(slug="old-union--south")
    assert (dyad.title, dyad.kind, dyad.state, dyad.summary) == (
        "Old Union – South",
        "relationship",
        "draft",
        "One.\nTwo.",
    )
    assert Tie.objects.get(text="A base.").owner_id == dyad.pk


def test_a_tie_between_others_is_refused_in_an_old_dyad_and_in_a_new_one(curator, dyad):
    wrong = {"kind": "base", "subject": pk("north"), "object": pk("old-union"), "text": "A base."}
    message = ["A tie stands between the two actors of its relationship."]
    data = new_row(form_data(curator, url_of(dyad)), "tie", **wrong)
    assert refused(curator, url_of(dyad), data) == {"tie-2-subject": message}
    new = {**form_data(curator, ADD_DYAD), "first": pk("south"), "second": pk("old-union")}
    assert refused(curator, ADD_DYAD, new_row(new, "tie", **wrong)) == {"tie-0-subject": message}
    alone = {"owner": dyad.pk, "certainty": "asserted", "standing": "normal", **wrong}
    assert refused(curator, reverse("admin:relations_tie_add"), alone) == {"subject": message}


def test_a_tie_of_one_with_itself_is_refused(curator, dyad):
    data = new_row(form_data(curator, url_of(dyad)), "tie", kind="base", subject=pk("north"), object=pk("north"))
    message = "A tie stands between the two actors of its relationship."
    assert refused(curator, url_of(dyad), data) == {"tie-2-subject": [message]}


def test_names_that_do_not_fit_together_are_refused(curator):
    one = Country.objects.create(slug="a" * 150, title="A" * 200)
    two = Country.objects.create(slug="b" * 150, title="B" * 200)
    data = {**form_data(curator, ADD_DYAD), "first": one.pk, "second": two.pk}
    assert refused(curator, ADD_DYAD, data) == {"second": ["The two slugs together pass 200 characters."]}


def test_a_renamed_actor_renames_its_dyads_at_the_desk(curator, dyad):
    country = Country.objects.get(slug="south")
    data = {**form_data(curator, url_of(country)), "title": "The South", "slug": "the-south"}
    assert curator.post(url_of(country), data).status_code == 302
    dyad.refresh_from_db()
    assert (dyad.slug, dyad.title) == ("north--the-south", "North – The South")
