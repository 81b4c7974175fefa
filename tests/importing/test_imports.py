"""From a table to drafts: the dry run, writing, doing it again, taking it back."""

import pytest

from desk.collection.load import desk_drafts
from desk.importing.catalogue import mapping_named, shipped
from desk.importing.finding import Finder
from desk.importing.mapping import Mapped
from desk.importing.refusal import FileRefused
from desk.importing.undo import undo
from desk.importing.values import MappingError
from desk.importing.write import ImportRefused, write
from desk.models import Entry, Import
from desk.publishing import publish
from publication.models import Revision
from relations.models import Country, Membership, Organization
from sources.models import Source
from tests.importing.conftest import checked, errors, outcomes, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("collection")]

MEMBERS = {
    "kind": "organization",
    "entry": {"find": {"column": "org", "find": {"by": "name"}}, "slug": {"column": "org", "slug": True}},
    "fields": {"title": "org"},
    "claims": [
        {
            "part": "members",
            "key": ["member", "start"],
            "fields": {
                "member": {"column": "who", "find": {"by": "name"}},
                "status": {"column": "how", "translate": {"1": "member", "3": "observer"}},
                "start": {"date": ["year", "month"], "empty": ["-9"]},
            },
        }
    ],
    "source": {"slug": "lists", "title": "Lists of members", "type": "dataset"},
    "locator": "{org}, {who}",
}
TABLE = "org,who,how,year,month\nPact,North,1,1990,-9\nPact,South,3,1991,2\nClub,South,1,-9,-9\n"


def digests() -> dict[str, str]:
    return {draft.id: draft.digest for draft in desk_drafts(list(Entry.objects.order_by("pk")))}


def test_several_rows_make_one_entry_with_cited_claims():
    job = written(TABLE, "organization", MEMBERS)
    assert outcomes(job) == [(2, "new"), (3, "new"), (4, "new")]
    pact = Organization.objects.get(slug="pact")
    said = pact.claims.order_by("position").values_list(
        "membership__member__slug", "membership__status", "start", "citations__source__slug", "citations__locator"
    )
    assert list(said) == [
        ("north", "member", "1990", "lists", "Pact, North"),
        ("south", "observer", "1991-02", "lists", "Pact, South"),
    ]
    assert Organization.objects.get(slug="club").state == Entry.State.DRAFT
    assert Source.objects.get(slug="lists").title == "Lists of members"
    assert not Revision.objects.filter(entry_id=pact.public_id).exists()


def test_a_dry_run_writes_nothing():
    before, claims = digests(), Membership.objects.count()
    assert checked(TABLE, "organization", MEMBERS).state == Import.State.CHECKED
    assert (digests(), Membership.objects.count()) == (before, claims)


def test_the_same_file_again_changes_nothing():
    written(TABLE, "organization", MEMBERS)
    before = digests()
    again = written(TABLE, "organization", MEMBERS)
    assert outcomes(again) == [(2, "unchanged"), (3, "unchanged"), (4, "unchanged")]
    assert digests() == before


def test_a_changed_row_says_what_it_changes():
    written(TABLE, "organization", MEMBERS)
    job = written(TABLE.replace("South,3", "South,1"), "organization", MEMBERS)
    assert outcomes(job) == [(2, "unchanged"), (3, "changed"), (4, "unchanged")]
    assert job.outcomes.get(number=3).detail == [["members.status", "observer", ""]]
    assert Membership.objects.get(owner__slug="pact", member__slug="south").status == "member"


def test_what_a_table_does_not_mention_stays():
    written(TABLE, "organization", MEMBERS)
    pact = Organization.objects.get(slug="pact")
    Organization.objects.filter(pk=pact.pk).update(summary="By hand.")
    written("org,who,how,year,month\nPact,North,1,1995,-9\n", "organization", MEMBERS)
    assert Organization.objects.get(slug="pact").summary == "By hand."
    assert list(pact.claims.order_by("start").values_list("start", flat=True)) == ["1990", "1991-02", "1995"]


BROKEN = {
    "an unknown actor": ("Nowhere,1,1990,1", "who", "Nowhere", "no actor at the desk has 'Nowhere'."),
    "no translation": ("North,2,1990,1", "how", "2", "has no translation. Accepted are: 1, 3."),
    "no number": ("North,1,199o,1", "year", "199o", "is no number of a date. Leave it empty if it is not known."),
    "no month": (
        "North,1,1990,13",
        "year, month",
        "1990-13",
        "'1990-13' has no thirteenth month. Did you mean 1990-12?",
    ),
    "too few cells": ("North,1", "", "", "3 cells where 5 columns are named."),
}


@pytest.mark.parametrize("case", BROKEN)
def test_an_error_names_row_column_value_and_what_is_accepted(case):
    row, column, value, reason = BROKEN[case]
    job = checked(TABLE + f"Pact,{row}\n", "organization", MEMBERS)
    assert [(number, where, what) for number, where, what, _ in errors(job)] == [(5, column, value)]
    assert errors(job)[0][3] == reason
    assert [outcome for _, outcome in outcomes(job)] == ["new", "new", "new", "error"]
    assert job.state == Import.State.REFUSED
    with pytest.raises(FileRefused):
        write(job)
    assert not Organization.objects.filter(slug="pact").exists()


def test_a_thousand_broken_rows_are_all_reported_and_nothing_is_written():
    rows = "".join(f"Pact,Nobody {n},1,1990,1\n" for n in range(1000))
    before = digests()
    job = checked(TABLE + rows, "organization", MEMBERS)
    assert [number for number, *_ in errors(job)] == list(range(5, 1005))
    assert job.counts == {"new": 3, "error": 1000}
    assert digests() == before


def test_what_only_the_desks_rules_refuse_is_found_by_the_rehearsal():
    table = "slug,title,latitude\nisland,Island,91\nother,Other,12.5\n"
    job = checked(table, "country")
    assert errors(job) == [(2, "", "", "A latitude lies between -90 and 90.")]
    assert outcomes(job) == [(2, "error"), (3, "new")]
    assert not Country.objects.filter(slug="other").exists()


def test_an_undone_import_leaves_no_trace():
    before = digests()
    written(TABLE, "organization", MEMBERS)
    between = digests()
    second = written(TABLE.replace("South,3", "South,1") + "Pact,North,1,2001,1\n", "organization", MEMBERS)
    undo(second)
    assert digests() == between
    undo(Import.objects.exclude(pk=second.pk).get())
    assert digests() == before
    assert not Source.objects.filter(slug="lists").exists()


def test_undoing_refuses_what_was_changed_published_or_used_since():
    job = written(TABLE, "organization", MEMBERS)
    Organization.objects.filter(slug="club").update(title="The Club")
    publish(Source.objects.get(slug="lists"), by="test")
    before = digests()
    with pytest.raises(ImportRefused) as refusal:
        undo(job)
    assert [(problem.row, problem.column) for problem in refusal.value.problems] == [(0, "lists"), (4, "club")]
    assert digests() == before


def test_an_identifier_is_looked_up_on_a_day():
    table = (
        "slug,title,claim.part,claim.scheme,claim.value,claim.start,claim.end,claim.cite\n"
        "oldland,Oldland,,,,,,\noldland,,identifiers,cow,9,1900,1950,atlas-2024\n"
        "newland,Newland,,,,,,\nnewland,,identifiers,cow,9,1951,,atlas-2024\n"
    )
    written(table, "country")
    spec = MEMBERS | {
        "claims": [
            {
                "part": "members",
                "fields": {
                    "member": {"column": "who", "find": {"by": "identifier", "scheme": "cow", "on": "year"}},
                    "start": "year",
                },
            }
        ]
    }
    job = checked("org,who,year\nPact,9,1920\nPact,9,1960\nPact,9,1890\n", "organization", spec)
    assert [(number, outcome) for number, outcome in outcomes(job)] == [(2, "new"), (3, "new"), (4, "error")]
    assert errors(job) == [
        (
            4,
            "who",
            "9",
            "nobody had cow 9 then. oldland has it from 1900-01-01 to 1950-12-31; "
            "newland has it from 1951-01-01 to now.",
        )
    ]


def test_an_entry_changed_between_check_and_writing_stops_the_whole_import():
    written(TABLE, "organization", MEMBERS)
    job = checked(TABLE.replace("South,3", "South,1"), "organization", MEMBERS)
    Organization.objects.filter(slug="pact").update(title="Other Pact")
    with pytest.raises(ImportRefused) as refusal:
        write(job)
    assert "changed at the desk since the check" in str(refusal.value)
    assert Membership.objects.get(owner__slug="pact", member__slug="south").status == "observer"


WRONG = {
    "a column that is missing": ({"entry": {"slug": "nix"}}, "entry.slug: the file has no column 'nix'."),
    "an unknown field": ({"fields": {"tilte": "org"}}, "fields: 'tilte' is not known."),
    "no source": ({"source": {}}, "source: is needed."),
    "a source without title": ({"source": {"slug": "new"}}, "source: the desk has no source 'new'. Give its title"),
    "an unknown part": ({"claims": [{"part": "nix"}]}, "claims 1: part is one of"),
    "another kind": ({"kind": "nix"}, "kind: choose one of"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_mapping_that_does_not_fit_is_refused_before_anything_is_checked(case):
    change, said = WRONG[case]
    with pytest.raises(MappingError) as refusal:
        checked(TABLE, "organization", MEMBERS | change)
    assert str(refusal.value).startswith(said)


def test_the_mappings_that_come_along_can_be_followed():
    columns = {
        "EU restrictive measures": ["number", "title", "programme", "publication_date", "country", "remark"],
        "Wikidata memberships": ["organization", "member", "start", "end"],
    }
    assert set(columns) < set(shipped())
    for name, found in columns.items():
        assert Mapped(shipped()[name], found, Finder()).source["slug"]


def test_results_of_a_wikidata_query_become_memberships():
    head = "slug,title,claim.part,claim.scheme,claim.value,claim.cite\n"
    for kind, slug, item in (("country", "north", "Q1"), ("organization", "pact", "Q2")):
        title = slug.title()
        claim = f"{slug},,identifiers,wikidata,{item},atlas-2024"
        written(f"{head}{slug},{title},,,,\n{claim}\n", kind)
    item = "http://www.wikidata.org/entity/"
    table = f"organization,member,start,end\n{item}Q2,{item}Q1,1991-12-26T00:00:00Z,\n"
    written(table, "organization", mapping_named("Wikidata memberships"))
    assert list(Membership.objects.filter(owner__slug="pact").values_list("member__slug", "start")) == [
        ("north", "1991-12-26")
    ]
