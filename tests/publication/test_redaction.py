"""Redaction: the body is gone everywhere, and all else is as it was."""

import zlib
from contextlib import suppress

import pytest
from django.db import connection

from desk.publishing import publish as publish_desk
from desk.publishing import redact, restore
from desk.publishing import withdraw as withdraw_desk
from publication.errors import PublicationRefused
from publication.log import append
from publication.models import Claim, Face, Redaction, Revision
from publication.rebuild import derived_digest, rebuild
from publication.verify import record_digest, verify
from relations.models import Person
from tests.publication.writing import claim, dyad, entry, id_of, operation, publish, ref

pytestmark = pytest.mark.django_db
MARK = "Zanzottera"


def places_of(word: str, prefix: str = "") -> list[str]:
    """Every table.column of the database in which a word stands, in any case, compressed or not."""
    found, needle = set(), word.casefold()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(prefix):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(columns, row, strict=True):
                    if needle in _text(value).casefold():
                        found.add(f"{table}.{name}")
    return sorted(found)


def _text(value) -> str:
    if not isinstance(value, bytes | memoryview):
        return str(value)
    raw = bytes(value)
    with suppress(zlib.error):
        raw = zlib.decompress(raw)
    return raw.decode(errors="replace")


def test_the_body_is_gone_everywhere_and_the_rest_is_as_it_was():
    publish(entry("atlas", "source"), entry("south"))
    said = claim("one", "named", name=MARK, text=f"Called {MARK}.", object=ref("south"), note=MARK)
    publish(entry("north", "country", said, slug=MARK.lower(), title=MARK, title_ru=MARK, summary=MARK))
    publish(dyad("north", "south"))
    publish(entry("north", slug="north", title="North"))
    # Each database has an index of its own over these columns, which must forget as well: see below.
    derived = ("publication_wording_", "publication_wording.names_vector", "publication_wording.words_vector")
    assert [place for place in places_of(MARK) if not place.startswith(derived)] == [
        "publication_claim.body",
        "publication_face.document",
        "publication_face.slug",
        "publication_face.title",
        "publication_face.title_ru",
        "publication_name.shown",
        "publication_name.words",
        "publication_revision.compressed",
        "publication_word.word",
        "publication_wording.names",
        "publication_wording.words",
    ]
    before = dict(Revision.objects.values_list("seq", "hash"))
    now = {face.entry: face.title for face in Face.objects.at(5).defer("document")}

    append([operation("redact", "north", redacts=[3])])

    assert places_of(MARK) == []
    assert dict(Revision.objects.filter(seq__lte=5).values_list("seq", "hash")) == before
    redacted = Revision.objects.get(seq=3)
    assert (redacted.snapshot, redacted.snapshot_bytes, redacted.salt) == (None, None, None)
    assert list(Redaction.objects.values_list("by_seq", "target_seq")) == [(6, 3)]
    assert not Claim.objects.exists()
    faces = Face.objects.filter(public_id=id_of("north")).values_list("seq_from", "seq_to", "slug", "title", "state")
    assert list(faces.order_by("seq_from")) == [
        (3, 5, "", "[redacted]", "redacted"),
        (5, None, "north", "North", "public"),
    ]
    assert {face.entry: face.title for face in Face.objects.at(5).defer("document")} == now
    assert verify() is None


def test_a_rebuild_after_a_redaction_gives_the_same_and_publishing_goes_on():
    publish(entry("atlas", "source"), entry("south"), entry("north", title=MARK), dyad("north", "south"))
    publish(entry("north", "country", claim("one", object=ref("south"))))
    append([operation("redact", "north", redacts=[3])])
    publish(entry("south", slug="sud", title="Sud"))
    stored = derived_digest()
    rebuild()
    assert derived_digest() == stored
    assert verify() is None
    assert Face.objects.open().get(kind="relationship").title == "North – Sud"
    assert places_of(MARK) == []


def test_what_pointed_at_a_redacted_entry_still_shows():
    publish(entry("atlas", "source"), entry("north", title=MARK))
    publish(entry("south", "country", claim("one", object=ref("north"))))
    publish(entry("north", title="North"))
    append([operation("redact", "north", redacts=[2])])
    assert list(Claim.objects.values_list("object", "seq_from", "seq_to")) == [(2, 3, None)]
    assert verify() is None


def test_several_revisions_and_several_entries_are_redacted_in_one_publication():
    publish(entry("north", title=MARK), entry("south", title=MARK))
    publish(entry("north", title=MARK), entry("south"))
    publish(entry("north"))
    append([operation("redact", "north", redacts=[1, 3]), operation("redact", "south", redacts=[2])])
    assert list(Redaction.objects.values_list("target_seq", "by_seq")) == [(1, 6), (2, 7), (3, 6)]
    assert places_of(MARK) == []
    assert verify() is None


def test_a_person_withdrawn_and_redacted_leaves_no_name_in_the_record():
    person = Person.objects.create(slug=MARK.lower(), title=MARK, summary=MARK)
    publish_desk(person, by="tests")
    [gone] = withdraw_desk(person, by="tests", reason="Published by mistake.")
    redact(person, [1], by="tests", reason="Personal data.")
    assert places_of(MARK, "publication_") == []
    assert gone.snapshot == {"id": str(person.public_id), "kind": "person", "reason": "Published by mistake."}
    face = Face.objects.open().get()
    assert (face.state, face.slug, face.title) == ("withdrawn", "", "[redacted]")
    assert record_digest() == Revision.objects.get(seq=3).hash
    assert verify() is None


def test_what_was_redacted_cannot_be_restored():
    person = Person.objects.create(slug="ada", title="Ada")
    publish_desk(person, by="tests")
    withdraw_desk(person, by="tests", reason="A test.")
    redact(person, [1, 1], by="tests", reason="A test.")
    with pytest.raises(PublicationRefused) as refusal:
        restore(person, by="tests")
    assert str(refusal.value) == "Ada: nothing published is left that could be restored."
    assert Revision.objects.count() == 3
