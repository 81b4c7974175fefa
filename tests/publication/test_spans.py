"""Spans: what a publication opens and closes, what hides and comes back, and how the past keeps its names."""

import json

import pytest

from publication.log import Operation, append
from publication.models import About, Claim, Face, Mention, Revision
from publication.rebuild import derived_digest, rebuild
from publication.verify import verify
from tests.publication.writing import claim, dyad, entry, id_of, operation, publish, ref, restore, withdraw

pytestmark = pytest.mark.django_db


def faces(name: str) -> list[tuple]:
    """The spans of an entry's faces: from, to, slug, title, state."""
    rows = Face.objects.filter(public_id=id_of(name)).order_by("seq_from")
    return list(rows.values_list("seq_from", "seq_to", "slug", "title", "state"))


def rows(name: str) -> list[tuple]:
    """The spans of a claim's rows."""
    return list(Claim.objects.filter(claim_id=id_of(name)).order_by("seq_from").values_list("seq_from", "seq_to"))


def shown(name: str) -> list[str]:
    """The texts of the claims in an entry's document now."""
    face = Face.objects.open().get(public_id=id_of(name))
    document = json.loads(bytes(face.document).replace(b"\0", b""))
    return [said["text"] for said in document["claims"]]


def said(name: str, **more) -> dict:
    return claim(name, text=name, **more)


@pytest.fixture
def world(db):
    """1 atlas, 2 north, 3 south, 4 their dyad, 5 east, 6 east's dyad with south."""
    publish(entry("atlas", "source"), entry("north"), entry("south"), dyad("north", "south"))
    publish(entry("east"), dyad("east", "south"))


@pytest.fixture(autouse=True)
def whole(db):
    """Whatever a test here does, the record is whole afterwards and a rebuild gives the same rows."""
    yield
    assert verify() is None
    stored = derived_digest()
    rebuild()
    assert derived_digest() == stored


def test_a_rename_opens_faces_for_the_actor_and_its_dyads_alone(world):
    untouched = Face.objects.exclude(public_id__in=[id_of("north"), id_of("north--south")])
    before = list(untouched.order_by("id").values_list("id", "seq_from", "seq_to"))
    [renamed] = publish(entry("north", slug="norden", title="Norden", title_ru="Север"))
    assert renamed.seq == 7
    assert list(untouched.order_by("id").values_list("id", "seq_from", "seq_to")) == before
    assert faces("north") == [(2, 7, "north", "North", "public"), (7, None, "norden", "Norden", "public")]
    assert faces("north--south") == [
        (4, 7, "north--south", "North – South", "public"),
        (7, None, "norden--south", "Norden – South", "public"),
    ]
    # The dyad shows a revision of its own still; a reader of the past meets the old names.
    assert Face.objects.open().get(public_id=id_of("north--south")).revision == 4
    assert [face.title for face in Face.objects.at(6).filter(kind="relationship").order_by("entry")] == [
        "North – South",
        "East – South",
    ]
    assert [face.title for face in Face.objects.at(7).filter(kind="relationship").order_by("entry")] == [
        "Norden – South",
        "East – South",
    ]


def test_a_new_summary_opens_no_face_for_dyads(world):
    publish(entry("north", summary="Again."))
    assert faces("north") == [(2, 7, "north", "North", "public"), (7, None, "north", "North", "public")]
    assert faces("north--south") == [(4, None, "north--south", "North – South", "public")]


def test_a_dyad_is_named_in_the_order_of_its_actors_addresses(world):
    publish(entry("north", slug="zulu", title="Zulu", title_ru="Зулу"), entry("south", title_ru="Юг"))
    face = Face.objects.open().get(public_id=id_of("north--south"))
    assert (face.slug, face.title, face.title_ru) == ("south--zulu", "South – Zulu", "Юг – Зулу")
    # East has no Russian title, so that dyad has none.
    assert Face.objects.open().get(public_id=id_of("east--south")).title_ru == ""


def test_claims_that_stay_as_they_were_keep_their_rows(world):
    publish(entry("north", "country", said("one", object=ref("south")), said("two", start="1991")))
    kept = list(Claim.objects.order_by("id").values_list("id", "seq_from", "seq_to"))
    abouts = list(About.objects.order_by("id").values_list("id", "seq_from", "seq_to"))
    mentions = list(Mention.objects.order_by("id").values_list("id", "seq_from", "seq_to"))
    publish(entry("north", "country", said("one", object=ref("south")), said("two", start="1991"), title="Norden"))
    assert list(Claim.objects.order_by("id").values_list("id", "seq_from", "seq_to")) == kept
    assert list(About.objects.order_by("id").values_list("id", "seq_from", "seq_to")) == abouts
    assert list(Mention.objects.order_by("id").values_list("id", "seq_from", "seq_to")) == mentions
    publish(entry("north", "country", said("two", start="1992"), said("one", object=ref("south")), said("three")))
    assert rows("one") == [(7, None)]
    assert rows("two") == [(7, 9), (9, None)]
    assert rows("three") == [(9, None)]
    publish(entry("north", "country", said("one", object=ref("south"))))
    assert rows("one") == [(7, None)]
    assert rows("two") == [(7, 9), (9, 10)]
    assert rows("three") == [(9, 10)]


def test_withdrawal_hides_claims_that_point_at_it_and_restoring_brings_them_back(world):
    publish(entry("west"))
    pointing = said("one", object=ref("west")), said("two"), said("three", topic=ref("west"))
    publish(entry("north", "country", *pointing, friends=[ref("west"), ref("south")]))
    assert shown("north") == ["one", "two", "three"]
    withdraw("west")
    assert faces("west") == [(7, 9, "west", "West", "public"), (9, None, "west", "West", "withdrawn")]
    assert shown("north") == ["two"]
    assert (rows("one"), rows("two"), rows("three")) == ([(8, 9)], [(8, None)], [(8, 9)])
    assert not About.objects.open().filter(entry=7).exists()
    assert not Mention.objects.open().filter(target=7).exists()
    # A reader of the past still sees them; the tombstone has no document.
    assert Claim.objects.at(8).filter(object=7).count() == 1
    assert Face.objects.open().get(entry=7).document is None
    restore(entry("west", title="Westland"))
    assert faces("west")[2:] == [(10, None, "west", "Westland", "public")]
    assert shown("north") == ["one", "two", "three"]
    assert (rows("one"), rows("two"), rows("three")) == ([(8, 9), (10, None)], [(8, None)], [(8, 9), (10, None)])
    assert set(Mention.objects.open().filter(target=7).values_list("via", flat=True)) == {"topic", "friends"}


def test_a_claim_stays_hidden_until_all_that_it_names_is_back(world):
    publish(entry("west"), entry("gazette", "source"))
    publish(entry("north", "country", said("one", object=ref("west"), cites="gazette")))
    withdraw("west")
    withdraw("gazette", kind="source")
    restore(entry("west"))
    assert shown("north") == []
    restore(entry("gazette", "source"))
    assert shown("north") == ["one"]
    assert rows("one") == [(9, 10), (13, None)]


def test_what_was_published_anew_meanwhile_comes_back_and_not_what_stood_before(world):
    publish(entry("west"))
    publish(entry("north", "country", said("one", object=ref("west")), said("two")))
    withdraw("west")
    publish(entry("north", "country", said("two")))
    restore(entry("west"))
    assert shown("north") == ["two"]
    assert rows("one") == [(8, 9)]


def test_publishing_a_withdrawn_entry_makes_it_public_again(world):
    publish(entry("west"))
    publish(entry("north", "country", said("one", object=ref("west"))))
    withdraw("west")
    publish(entry("west", summary="Corrected."))
    assert shown("north") == ["one"]
    assert Revision.objects.of(id_of("west")).last().number == 3


def test_a_merged_entry_leaves_a_redirect_and_moved_claims(world):
    publish(entry("west"))
    publish(entry("north", "country", said("one", object=ref("west"))))
    append(
        [
            Operation("publish", entry("north", "country", said("one", object=ref("east")))),
            operation("merge", "west", into=ref("east")),
        ]
    )
    merged = Face.objects.open().get(public_id=id_of("west"))
    assert (merged.state, merged.target, merged.document, merged.slug) == ("merged", 5, None, "west")
    assert rows("one") == [(8, 9), (9, None)]
    assert Claim.objects.open().get(claim_id=id_of("one")).object == 5


def test_entries_are_numbered_by_their_first_revision_for_good(world):
    publish(entry("north", summary="Again."))
    append([operation("withdraw", "east"), operation("withdraw", "east--south", "relationship")])
    restore(entry("east"))
    assert list(Face.objects.open().order_by("entry").values_list("entry", "slug")) == [
        (1, "atlas"),
        (2, "north"),
        (3, "south"),
        (4, "north--south"),
        (5, "east"),
        (6, "east--south"),
    ]
    assert [face.entry for face in Face.objects.filter(public_id=id_of("north"))] == [2, 2]


def test_a_renamed_actor_that_was_withdrawn_with_its_dyad_names_it_anew_when_both_are_back(world):
    append([operation("withdraw", "east"), operation("withdraw", "east--south", "relationship")])
    publish(entry("east", slug="orient", title="Orient"))
    assert faces("east--south")[-1][2:] == ("east--south", "East – South", "withdrawn")
    restore(dyad("east", "south"))
    assert faces("east--south")[-1][2:] == ("orient--south", "Orient – South", "public")


def test_an_undated_claim_stands_where_its_entry_does(world):
    happened = claim("happened", "occurred", start="2007-02-10", end="2007-02-10")
    took_part = said("part", object=ref("north"))
    publish(entry("talks", "event", happened, took_part))
    day = Claim.objects.open().get(claim_id=id_of("happened")).s1
    assert Claim.objects.open().get(claim_id=id_of("part")).sort_day == day
    publish(entry("talks", "event", {**happened, "start": "2007-02-09", "end": "2007-02-09"}, took_part))
    assert rows("part") == [(7, 8), (8, None)]
    assert list(About.objects.open().filter(entry=2, predicate="remark").values_list("sort_day", flat=True)) == [
        day - 1
    ]
