"""What differs between two snapshots, and how it is said."""

from publication.history.words import value_words
from publication.reading.differences import difference, said
from publication.reading.wordings import pieces

REF = {"$ref": "d1537f70-0dd4-5c66-941d-0e6eaacf1694"}


def claim(identity: str, **more) -> dict:
    return {"id": identity, "part": "ties", "predicate": "base", "text": "", "subject": REF, "citations": [], **more}


def snapshot(*claims: dict, **more) -> dict:
    return {"format": 1, "id": "x", "kind": "event", "title": "A", "topics": [], "claims": list(claims), **more}


def test_a_reworded_claim_is_one_change_and_its_neighbours_are_none():
    old = snapshot(claim("1", text="Old words"), claim("2"), claim("3"))
    new = snapshot(claim("4"), claim("1", text="New words"), claim("2"))
    found = difference(old, new)
    assert [(one.id, one.kind) for one in found.claims] == [("4", "added"), ("1", "changed"), ("3", "removed")]
    assert [(one.name, one.old, one.new) for one in found.claims[1].changes] == [("text", "Old words", "New words")]
    assert (found.fields, found.unchanged, bool(found)) == ([], 1, True)


def test_fields_that_came_or_went_and_empty_ones_of_a_later_format():
    found = difference(snapshot(summary="s"), snapshot(title="B", status=""))
    assert [(one.name, one.old, one.new) for one in found.fields] == [("title", "A", "B"), ("summary", "s", None)]


def test_nothing_against_something_and_nothing():
    assert not difference(None, None)
    assert [one.kind for one in difference(None, snapshot(claim("1"))).claims] == ["added"]
    assert [one.name for one in difference(snapshot(), None).fields] == ["title"]
    assert not difference(snapshot(claim("1")), snapshot(claim("1")))


def test_a_side_that_stands_under_its_own_name_is_told_once():
    participant = claim("1", actor=REF, subject={"$ref": "other"}, object=REF)
    assert dict(said(participant)) == {"actor": REF, "subject": {"$ref": "other"}}
    moved = {"$ref": "third"}
    [change] = difference(snapshot(participant), snapshot({**participant, "actor": moved, "object": moved})).claims
    assert [one.name for one in change.changes] == ["actor"]


def test_values_are_said_as_on_the_pages():
    names = {REF["$ref"]: {"title": "Russia"}}
    assert value_words("actor", REF, names) == "Russia"
    assert value_words("actor", {"$ref": "gone"}, names) == "gone"
    assert value_words("level", -2, names) == "Hostile −2"
    assert value_words("start", "2014~", names).startswith("about")
    assert value_words("end", "..", names) == "still so"
    assert value_words("founding", True, names) == "yes"
    assert value_words("citations", [{"source": REF, "locator": "p. 4", "quotation": "so", "note": "n"}], names) == (
        "Russia, p. 4, “so”, (n)"
    )
    assert value_words("text", None, names) == ""


def test_two_wordings_become_one_word_by_word():
    assert pieces("the old cold war", "the new war") == [
        ("kept", "the "),
        ("removed", "old cold "),
        ("added", "new "),
        ("kept", "war"),
    ]
    assert pieces("one two three", "four five six") == [("removed", "one two three"), ("added", "four five six")]
    assert pieces("", "new") == [("added", "new")]
    assert pieces("old", "") == [("removed", "old")]
    long = "word " * 3000
    assert pieces(long, f"{long}more") == [("removed", long), ("added", f"{long}more")]
