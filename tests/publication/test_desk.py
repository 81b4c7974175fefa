"""From the desk to the record: publishing, taking back, and mergers with all that points at the loser."""

import pytest
from django.db import transaction

from desk.merging import merge_collisions
from desk.models import Entry, Signature
from desk.publishing import (
    digests,
    merge,
    publish,
    publish_batch,
    published_digests,
    restore,
    withdraw,
)
from publication.errors import PublicationRefused
from publication.models import Claim, Face, Revision
from publication.verify import verify
from relations.models import Country, Membership, Phase, Relationship, Succession, Tagging, Tie, Topic
from sources.models import Citation, Remark, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]
WHO = "tests"


def one(slug: str) -> Entry:
    return Entry.objects.get(slug=slug)


def cited(claim):
    """Give a claim a citation."""
    Citation.objects.create(claim=claim, source=Source.objects.get(slug="atlas-2024"), locator="p. 9")
    return claim


def related(first: str, second: str, level: int = 1) -> Relationship:
    """A dyad at the desk with one phase and one tie."""
    pair = sorted((Country.objects.get(slug=first), Country.objects.get(slug=second)), key=lambda actor: actor.slug)
    slug = Relationship.pair_slug(first, second)
    dyad = Relationship.objects.create(first=pair[0], second=pair[1], slug=slug, title=f"{pair[0]} – {pair[1]}")
    cited(Phase.objects.create(owner=dyad, topic=Topic.objects.get(slug="overall"), level=level, start="1999"))
    cited(Tie.objects.create(owner=dyad, kind="trade", subject=pair[0], object=pair[1]))
    return dyad


def refused(call) -> list[str]:
    """Call what must be refused without a trace, and return the problems."""
    head, states = Revision.objects.head().seq, list(Entry.objects.order_by("pk").values())
    with pytest.raises(PublicationRefused) as refusal, transaction.atomic():
        call()
    assert (Revision.objects.head().seq, list(Entry.objects.order_by("pk").values())) == (head, states)
    return [str(problem) for problem in refusal.value.problems]


@pytest.fixture
def souths(small_record):
    """A second entry for South, which is the same country."""
    other = Country.objects.create(slug="southland", title="Southland")
    publish(other, by=WHO)
    return other, one("south")


def test_publishing_says_who_and_sets_the_state(django_user_model):
    editor = django_user_model.objects.create_user("grace")
    east = Country.objects.create(slug="east", title="East")
    revision = publish(east, by=editor, note="New.")
    assert (revision.seq, revision.note, east.state, one("east").state) == (18, "New.", "published", "published")
    signature = Signature.objects.get(first_seq=18)
    assert (signature.last_seq, signature.by, signature.by_name) == (18, editor, "grace")
    # A name with letters that no hash has.
    assert "grace" not in str(Revision.objects.filter(seq=18).values())


def test_a_draft_is_not_in_the_record():
    Country.objects.create(slug="east", title="East")
    Entry.objects.filter(slug="south").update(title="Rewritten", summary="Half-written.")
    assert not Face.objects.filter(slug="east").exists()
    assert Face.objects.open().get(slug="south").title == "South"


def test_publishing_takes_what_the_desk_holds_and_not_what_the_caller_has_in_hand():
    stale = Country.objects.get(slug="south")
    Entry.objects.filter(slug="south").update(title="The South")
    stale.summary = "Never saved."
    publish(stale, by=WHO)
    snapshot = Revision.objects.head().snapshot
    assert (snapshot["title"], snapshot["summary"]) == ("The South", "")


def test_an_entry_that_the_desk_no_longer_has_is_refused():
    east = Country.objects.create(slug="east", title="East")
    Country.objects.filter(pk=east.pk).delete()
    assert refused(lambda: publish(east, by=WHO)) == ["East: is no longer at the desk."]


def test_a_claim_held_back_stays_at_the_desk():
    remark = Remark.objects.create(owner=one("south"), text="Unsourced.", held_back=True)
    publish(one("south"), by=WHO)
    assert not Claim.objects.filter(claim_id=remark.public_id).exists()
    Remark.objects.filter(pk=remark.pk).update(held_back=False)
    assert refused(lambda: publish(one("south"), by=WHO)) == [
        "South: remarks 'Unsourced.': has no citation. Cite the place in a source, or keep the claim at the desk."
    ]


def test_expect_freezes_what_was_approved():
    south = one("south")
    assert digests([south]) == published_digests([south])
    Entry.objects.filter(pk=south.pk).update(summary="As approved.")
    [approved] = digests([south]).values()
    assert approved != published_digests([south])[south.pk]
    Entry.objects.filter(pk=south.pk).update(summary="Changed since.")
    assert refused(lambda: publish(south, by=WHO, expect=approved)) == [
        "South: the desk has changed since this was approved. Compare again, then approve what stands now."
    ]
    Entry.objects.filter(pk=south.pk).update(summary="As approved.")
    publish(south, by=WHO, expect=approved)
    assert published_digests([south]) == {south.pk: approved}


def test_a_refused_entry_refuses_its_batch():
    east = Country.objects.create(slug="east", title="East")
    Remark.objects.create(owner=east, text="Unsourced.")
    assert refused(lambda: publish_batch([one("south"), east], by=WHO)) == [
        "East: remarks 'Unsourced.': has no citation. Cite the place in a source, or keep the claim at the desk."
    ]
    assert publish_batch([], by=WHO) == []


def test_restoring_brings_back_what_was_published_and_leaves_the_desk_alone():
    treaty = one("forces-treaty")
    withdraw(treaty, by=WHO, reason="A test.")
    Entry.objects.filter(pk=treaty.pk).update(title="Rewritten since")
    assert restore(treaty, by=WHO, note="Back.").number == 3
    assert Face.objects.open().get(public_id=treaty.public_id).title == "Treaty on Forces"
    assert (one("forces-treaty").title, one("forces-treaty").state) == ("Rewritten since", "published")
    never = Country.objects.create(slug="east", title="East")
    assert refused(lambda: restore(never, by=WHO)) == ["East: nothing published is left that could be restored."]


def test_a_merger_moves_all_that_points_at_the_loser(souths):
    loser, winner = souths
    league, north = one("league"), one("north")
    dyad = related("southland", "old-union")
    member = cited(Membership.objects.create(owner=league, member=loser))
    cited(Remark.objects.create(owner=north, concerns=loser, text="It helped Southland."))
    draft = Remark.objects.create(owner=one("old-union"), concerns=loser, text="A draft.")
    publish_batch([dyad, league, north], by=WHO)
    head = Revision.objects.head().seq

    revisions = merge(loser, winner, by=WHO, note="The same country.")

    assert [revision.operation for revision in revisions] == ["publish"] * 3 + ["merge"]
    assert [revision.seq for revision in revisions] == list(range(head + 1, head + 5))
    assert revisions[-1].snapshot == {
        "id": str(loser.public_id),
        "kind": "country",
        "into": {"$ref": str(winner.public_id)},
        "reason": "The same country.",
    }
    face, target = (Face.objects.open().get(public_id=entry.public_id) for entry in (loser, winner))
    assert (face.state, face.target) == ("merged", target.entry)
    assert not Claim.objects.open().filter(subject=face.entry).exists()
    assert not Claim.objects.open().filter(object=face.entry).exists()
    assert Claim.objects.open().get(claim_id=member.public_id).subject == target.entry
    assert Face.objects.open().get(public_id=dyad.public_id).slug == "old-union--south"
    # The desk moved too, drafts included, and what is merged says where it went.
    assert (one("old-union--south").pk, one("southland").merged_into) == (dyad.pk, winner)
    assert one("southland").state == "merged"
    assert set(Remark.objects.filter(concerns=winner).values_list("text", flat=True)) == {
        "It helped Southland.",
        "A draft.",
    }
    tie = Tie.objects.get(owner=dyad)
    assert {tie.subject_id, tie.object_id} == {winner.pk, one("old-union").pk}
    assert "A draft." not in str(Revision.objects.head().snapshot)
    assert draft.public_id not in set(Claim.objects.values_list("claim_id", flat=True))
    assert verify() is None


def test_a_merger_publishes_nothing_half_written_along(souths):
    loser, winner = souths
    north = one("north")
    cited(Remark.objects.create(owner=north, concerns=loser, text="It helped Southland."))
    publish(north, by=WHO)
    Entry.objects.filter(pk=north.pk).update(title="Half-written")
    merge(loser, winner, by=WHO)
    assert Face.objects.open().get(public_id=north.public_id).title == "North"


def test_two_dyads_that_would_become_one_are_a_collision_until_they_are_merged(souths):
    loser, winner = souths
    mine = related("southland", "north")
    publish(mine, by=WHO)
    collision = "Southland: North – Southland: and 'North – South' would become one. Merge it into that one first."
    assert [str(problem) for problem in merge_collisions(loser, winner)] == [collision]
    assert refused(lambda: merge(loser, winner, by=WHO)) == [collision]
    merge(mine, one("north--south"), by=WHO, note="The same pair.")
    assert merge_collisions(loser, winner) == []
    merge(loser, winner, by=WHO)
    assert Face.objects.open().get(public_id=loser.public_id).state == "merged"
    assert (one("north--southland").state, one("north--southland").merged_into) == ("merged", one("north--south"))
    assert verify() is None


def test_a_withdrawn_dyad_of_the_loser_is_no_collision_and_stays(souths):
    loser, winner = souths
    mine, itself = related("southland", "north"), related("southland", "south")
    publish_batch([mine, itself], by=WHO)
    withdraw([mine, itself], by=WHO, reason="A test.")
    merge(loser, winner, by=WHO)
    assert one("north--southland").pk == mine.pk
    assert Tie.objects.get(owner=itself).subject_id in (loser.pk, winner.pk)
    assert verify() is None


def test_a_withdrawn_dyad_of_the_winner_is_a_collision(souths):
    loser, winner = souths
    withdraw(one("north--south"), by=WHO, reason="A test.")
    mine = related("southland", "north")
    publish(mine, by=WHO)
    collision = "Southland: North – Southland: and 'North – South' would become one. Merge it into that one first."
    assert refused(lambda: merge(loser, winner, by=WHO)) == [collision]
    restore(one("north--south"), by=WHO)
    merge(mine, one("north--south"), by=WHO)
    merge(loser, winner, by=WHO)
    assert verify() is None


def test_a_dyad_with_itself_and_a_claim_about_itself_are_collisions(souths):
    loser, winner = souths
    publish(related("southland", "south"), by=WHO)
    cited(
        Succession.objects.create(
            owner=Country.objects.get(slug="south"), predecessor=Country.objects.get(slug="southland")
        )
    )
    publish(winner, by=WHO)
    assert refused(lambda: merge(loser, winner, by=WHO)) == [
        "Southland: South – Southland: would become a relationship of one with itself.",
        "Southland: South, succeeded: would point from one to itself. Remove it first.",
    ]
    # The same claim at the desk alone.
    withdraw(one("south--southland"), by=WHO, reason="A test.")
    Succession.objects.update(held_back=True)
    publish(winner, by=WHO)
    assert [problem.message for problem in merge_collisions(loser, winner)] == [
        "would point from one to itself. Remove it first."
    ]


def test_mergers_of_unlike_entries_are_refused(souths):
    loser, _ = souths
    assert refused(lambda: merge(loser, loser, by=WHO)) == ["Southland: an entry cannot be merged into itself."]
    assert refused(lambda: merge(loser, one("league"), by=WHO)) == [
        "Southland: country and organization are two kinds; merge within one."
    ]
    draft = Country.objects.create(slug="east", title="East")
    assert refused(lambda: merge(draft, loser, by=WHO)) == ["East: is not public, so it cannot be withdrawn or merged."]
    assert refused(lambda: merge(loser, draft, by=WHO)) == [
        "Southland: into: an entry is merged into another one that is public."
    ]


def test_what_stands_twice_after_a_merger_stands_once():
    other = Topic.objects.create(slug="safety", title="Safety")
    speech = one("harbour-speech")
    Tagging.objects.create(entry=speech, topic=other)
    book = Source.objects.create(slug="atlas", title="Atlas")
    claim = Remark.objects.get(owner=speech)
    gazette = Source.objects.get(slug="gazette-2007")
    Citation.objects.create(claim=claim, source=book, locator="p. 2")
    publish_batch([other, book, speech], by=WHO)
    merge(other, one("security"), by=WHO)
    merge(book, gazette, by=WHO)
    assert list(Tagging.objects.filter(entry=speech).values_list("topic__slug", flat=True)) == ["security"]
    assert list(claim.citations.values_list("source__slug", "locator")) == [("gazette-2007", "p. 2")]
    snapshot = Revision.objects.of(speech.public_id).last().snapshot
    assert snapshot["topics"] == [{"$ref": str(one("security").public_id)}]
    [said] = [said for said in snapshot["claims"] if said["id"] == str(claim.public_id)]
    assert [citation["locator"] for citation in said["citations"]] == ["p. 2"]
    assert verify() is None


def test_a_merger_can_be_undone(souths):
    loser, winner = souths
    merge(loser, winner, by=WHO)
    restore(loser, by=WHO)
    assert (one("southland").state, one("southland").merged_into) == ("published", None)
    assert Face.objects.open().get(public_id=loser.public_id).state == "public"
    assert verify() is None


def test_renaming_an_actor_is_no_unpublished_change_of_its_dyads(small_record, db):
    north, dyad = Country.objects.get(slug="north"), Relationship.objects.get()
    north.title = "Northland"
    north.save()
    publish(north, by="test")
    assert digests([dyad]) == published_digests([dyad])
    assert Face.objects.open().get(kind="relationship").title == "Northland – South"
