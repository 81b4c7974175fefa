"""What the record refuses: each with its exact words, and nothing written."""

import pytest

from publication.errors import PublicationRefused
from publication.log import Operation, append
from publication.models import Claim, Face, Revision
from publication.rebuild import derived_digest
from publication.verify import record_digest
from tests.publication.writing import claim, dyad, entry, id_of, operation, publish, ref, restore, withdraw

pytestmark = pytest.mark.django_db
ATLAS = entry("atlas", "source")


def refused(*operations) -> list[str]:
    """Append the operations, which must be refused without a trace, and return the problems."""
    before = record_digest(), derived_digest(), Revision.objects.count()
    with pytest.raises(PublicationRefused) as refusal:
        append(operations)
    assert (record_digest(), derived_digest(), Revision.objects.count()) == before
    return [str(problem) for problem in refusal.value.problems]


def published(*snapshots) -> list:
    return [Operation("publish", snapshot) for snapshot in snapshots]


def not_public(name: str) -> str:
    return (
        f"points to an entry that is not public ({id_of(name)}). Publish the two as one batch, or keep this claim at "
        "the desk."
    )


CONTENT = [
    (entry("north", "planet"), "North: kind: 'planet' is not a kind of entry."),
    (entry("north", title=""), f"{id_of('north')}: title: a published entry needs a title."),
    (entry("north", title="N" * 149), f"{'N' * 149}: title: has 149 characters where 148 fit."),
    (entry("north", title_ru="С" * 149), "North: title_ru: has 149 characters where 148 fit."),
    (entry("talks", "event", title="T" * 301), f"{'T' * 301}: title: has 301 characters where 300 fit."),
    (entry("north", slug="n" * 100), "North: slug: has 100 characters where 99 fit."),
    (entry("talks", "event", slug="t" * 201), "Talks: slug: has 201 characters where 200 fit."),
    *(
        (
            entry("north", slug=slug),
            f"North: slug: '{slug}' is not an address. Use lower-case letters, digits, hyphens.",
        )
        for slug in ("", "North", "north--south", "-north", "north-", "nörth", "a b", "north\n", "a---b")
    ),
    (
        entry("north", "country", claim("spoke", text="North spoke.", cites="")),
        "North: remarks 'North spoke.': has no citation. Cite the place in a source, or keep the claim at the desk.",
    ),
    (
        entry("north", "country", claim("spoke", cites="")),
        f"North: remarks '{id_of('spoke')}': has no citation. "
        "Cite the place in a source, or keep the claim at the desk.",
    ),
    (
        entry("north", "country", claim("spoke", text="So.", certainty="sure")),
        "North: remarks 'So.': has an unknown certainty or standing.",
    ),
    (
        entry("north", "country", claim("spoke", text="So.", standing="best")),
        "North: remarks 'So.': has an unknown certainty or standing.",
    ),
    (
        entry("north", "country", claim("spoke", text="So.", start="2008", end="2007")),
        "North: remarks 'So.': The start (2008: 2008-01-01 at the earliest) is after the end (2007: 2007-12-31 at the "
        "latest), so no day fits. Correct one of the two, or add ~ if it is only about right.",
    ),
    (
        entry("north", "country", claim("spoke", text="So.", start="..")),
        "North: remarks 'So.': '..' means 'still so' and fits only the end field. Leave this blank if it is not known.",
    ),
    (
        entry("north", "country", claim("spoke", text="So."), claim("spoke", text="So.")),
        "North: remarks 'So.': this claim stands twice.",
    ),
    (
        entry("north", "country", claim("spoke", text="So.", object=ref("south"))),
        f"North: remarks 'So.': {not_public('south')}",
    ),
    (
        entry("north", "country", claim("spoke", text="So.", cites="gazette")),
        f"North: remarks 'So.': {not_public('gazette')}",
    ),
    (entry("north", topics=[ref("energy")]), f"North: topics: {not_public('energy')}"),
]


@pytest.mark.parametrize(("snapshot", "message"), CONTENT, ids=range(len(CONTENT)))
def test_content_that_would_break_a_promise_is_refused(snapshot, message):
    publish(ATLAS)
    assert refused(*published(snapshot)) == [message]


def test_every_problem_of_a_batch_is_told_at_once():
    publish(ATLAS)
    bad = entry("north", "country", claim("one", cites=""), claim("two", cites="none"), slug="North")
    assert refused(*published(bad, entry("south", title=""))) == [
        f"North: remarks '{id_of('one')}': has no citation. Cite the place in a source, or keep the claim at the desk.",
        f"North: remarks '{id_of('two')}': {not_public('none')}",
        f"{id_of('south')}: title: a published entry needs a title.",
        "North: slug: 'North' is not an address. Use lower-case letters, digits, hyphens.",
    ]


def test_entries_that_point_at_one_another_are_published_as_one_batch():
    publish(
        entry("north", "country", claim("one", object=ref("south"))),
        entry("south", "country", claim("two", object=ref("north"))),
        ATLAS,
    )
    assert Revision.objects.count() == 3


def test_an_unknown_operation_is_refused():
    publish(entry("north"))
    assert refused(operation("forget", "north")) == [
        "North: operation: 'forget' is not one that the log knows.",
    ]


def test_the_same_entry_twice_in_a_batch_is_refused():
    assert refused(*published(entry("north"), entry("north", title="Norden"))) == [
        f"{id_of('north')}: stands twice in this publication. Publish it once.",
        "Norden: slug: 'north' is also the address of another entry in this publication.",
    ]


def test_an_entry_keeps_its_kind():
    publish(entry("north"))
    assert refused(*published(entry("north", "person"))) == [
        "North: kind: it was published as a country and cannot become a person."
    ]


def test_a_slug_once_public_stays_reserved_for_its_entry():
    publish(entry("north"))
    publish(entry("north", slug="norden"))
    publish(entry("talks", "event"))
    withdraw("north")
    stays = "is or was the address of another entry and stays reserved."
    for slug in ("north", "norden"):
        assert refused(*published(entry("other", slug=slug))) == [f"Other: slug: '{slug}' {stays}"]
    # Actors share one set of slugs; other kinds have their own.
    assert refused(*published(entry("other", "person", slug="north"))) == [f"Other: slug: 'north' {stays}"]
    publish(entry("north-event", "event", slug="north"))
    publish(entry("north"))
    assert Face.objects.open().get(public_id=id_of("north")).slug == "north"


def test_two_entries_of_a_batch_cannot_share_an_address():
    assert refused(*published(entry("north"), entry("other", "person", slug="north"))) == [
        "Other: slug: 'north' is also the address of another entry in this publication."
    ]


def test_withdrawing_needs_something_public():
    publish(entry("north"))
    withdraw("north")
    message = "is not public, so it cannot be withdrawn or merged."
    assert refused(operation("withdraw", "north")) == [f"North: {message}"]
    assert refused(operation("withdraw", "nowhere")) == [f"{id_of('nowhere')}: {message}"]
    assert refused(operation("merge", "north", into=ref("nowhere"))) == [f"North: {message}"]


def test_a_cited_source_is_not_withdrawn():
    publish(ATLAS, entry("north", "country", claim("one")), entry("south", "country", claim("two")))
    assert refused(operation("withdraw", "atlas", "source")) == [
        "Atlas: citations: published claims of 2 other entries cite it. Change those in the same batch."
    ]
    publish(entry("south"))
    assert refused(operation("withdraw", "atlas", "source")) == [
        "Atlas: citations: published claims of 1 other entry cites it. Change those in the same batch."
    ]
    append([operation("withdraw", "atlas", "source"), *published(entry("north"))])
    assert Face.objects.open().get(public_id=id_of("atlas")).state == "withdrawn"


def test_a_side_of_a_public_relationship_is_not_withdrawn_alone():
    publish(entry("north"), entry("south"), dyad("north", "south"))
    assert refused(operation("withdraw", "south")) == [
        "South: relationships: it is one side of a public relationship. Withdraw that in the same batch."
    ]
    append([operation("withdraw", "south"), operation("withdraw", "north--south", "relationship")])
    assert Face.objects.open().filter(state="withdrawn").count() == 2


def test_what_is_withdrawn_in_a_batch_is_not_public_for_the_rest_of_it():
    publish(ATLAS, entry("north"), entry("south"))
    pointing = entry("north", "country", claim("one", text="So.", object=ref("south")))
    assert refused(operation("withdraw", "south"), *published(pointing)) == [
        f"North: remarks 'So.': {not_public('south')}"
    ]


def test_only_what_is_gone_can_be_restored():
    publish(entry("north"))
    message = "only a withdrawn or merged entry can be restored."
    assert refused(Operation("restore", entry("north"))) == [f"North: {message}"]
    assert refused(Operation("restore", entry("south"))) == [f"South: {message}"]


def test_a_merger_needs_another_public_entry_and_leaves_no_claim_behind():
    publish(ATLAS, entry("north"), entry("south", "country", claim("one", object=ref("north"))))
    into = "North: into: an entry is merged into another one that is public."
    left = "North: claims: published claims still point at it. Move them in the same batch."
    assert refused(operation("merge", "north", into=ref("nowhere"))) == [into, left]
    assert refused(operation("merge", "north", into=ref("north"))) == [into, left]
    assert refused(operation("merge", "north", into=ref("south"))) == [left]


def test_a_claim_belongs_to_one_entry_and_moves_only_with_both():
    said = claim("one", text="So.")
    publish(ATLAS, entry("north", "country", said), entry("south"))
    assert refused(*published(entry("south", "country", said))) == [
        f"South: claims: claim {id_of('one')} is part of 'North'. Publish the two as one batch."
    ]
    assert refused(*published(entry("south", "country", said), entry("north", "country", said))) == [
        "North: remarks 'So.': stands in another entry of this publication."
    ]
    publish(entry("north"), entry("south", "country", said))
    assert Claim.objects.open().get(claim_id=id_of("one")).owner == 3
    publish(entry("south"), entry("north", "country", said))
    assert Claim.objects.open().get(claim_id=id_of("one")).owner == 2


def test_a_merged_entry_is_restored_before_it_is_published():
    publish(entry("north"), entry("south"))
    append([operation("merge", "north", into=ref("south"))])
    assert refused(*published(entry("north"))) == ["North: it was merged into another entry. Restore it first."]
    restore(entry("north"))
    publish(entry("north", summary="Again."))


def test_a_relationship_stands_between_two_public_actors_once():
    publish(entry("north"), entry("south"), entry("east"))
    pair = "first and second"
    two = f"{pair}: a relationship needs two different actors."
    itself, nobody = dyad("north", "north"), {**dyad("north", "south"), "second": None}
    assert refused(*published(itself)) == [f"{itself['id']}: {two}"]
    assert refused(*published(nobody)) == [f"{nobody['id']}: {two}"]
    reversed_ = dyad("south", "north")
    assert refused(*published(dyad("north", "south"), reversed_)) == [
        f"{reversed_['id']}: {pair}: this publication holds another relationship of the two."
    ]
    publish(dyad("north", "south"))
    assert refused(*published(reversed_)) == [
        f"{reversed_['id']}: these two actors already have a public relationship, 'North – South'."
    ]


def test_a_batch_may_put_one_relationship_in_the_place_of_another():
    publish(entry("north"), entry("south"), entry("east"), dyad("north", "south"), dyad("north", "east"))
    append([operation("withdraw", "north--south", "relationship"), *published(dyad("south", "north"))])
    swapped = {**dyad("south", "north"), "second": ref("east")}, {**dyad("north", "east"), "second": ref("south")}
    publish({**swapped[0], "first": ref("north")}, swapped[1])
    faces = Face.objects.open().filter(kind="relationship", state="public").order_by("entry")
    assert list(faces.values_list("public_id", "slug")) == [
        (faces[0].public_id, "north--south"),
        (faces[1].public_id, "east--north"),
    ]
    assert [str(face.public_id) for face in faces] == [id_of("north--east"), id_of("south--north")]


def test_redaction_names_past_revisions_of_its_entry_that_have_a_body():
    publish(entry("north"))
    publish(entry("south"))
    publish(entry("north", summary="Again."))
    withdraw("south")
    append([operation("redact", "north", redacts=[1])])

    def asked(name: str, *targets: int) -> list[str]:
        return refused(operation("redact", name, redacts=list(targets)))

    now = "is what readers see now. Publish a corrected one or withdraw it first."
    assert asked("north") == ["North: redacts: name at least one revision by its sequence number."]
    assert asked("north", 1) == ["North: redacts: 1 has been redacted already."]
    assert asked("north", 2) == ["North: redacts: 2 is not a revision of this entry."]
    assert asked("north", 3) == [f"North: redacts: 3 {now}"]
    assert asked("north", 5) == ["North: redacts: 5 has no body to redact."]
    assert asked("north", 99) == ["North: redacts: 99 is not a revision of this entry."]
    assert asked("south", 4) == ["South: redacts: 4 has no body to redact."]
    assert asked("south", 2, 2) == ["South: redacts: names a revision twice."]
    append([operation("redact", "south", redacts=[2])])
    assert Revision.objects.filter(compressed=None).count() == 2
