"""The log: numbers, times, hashes and the chain."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from publication import canonical
from publication.errors import ClockRefused, PublicationRefused
from publication.log import FIRST_HASH, Operation, append, revision_hash, snapshot_digest
from publication.models import Revision
from publication.verify import record_digest, verify
from tests.publication.writing import entry, id_of, operation, publish, restore, withdraw

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_empty_record_is_whole_and_has_the_first_hash():
    assert record_digest() == FIRST_HASH == "0" * 64
    assert verify() is None
    assert append([]) == []
    assert list(Revision.objects.all()) == []


def test_sequence_and_numbers_count_from_one_without_a_gap():
    publish(entry("north"))
    publish(entry("south"), entry("east"))
    publish(entry("north", summary="Again."))
    withdraw("south")
    restore(entry("south"))
    append([operation("redact", "north", redacts=[1])])
    found = Revision.objects.values_list("seq", "batch_end", "number", "operation")
    assert list(found) == [
        (1, 1, 1, "publish"),
        (2, 3, 1, "publish"),
        (3, 3, 1, "publish"),
        (4, 4, 2, "publish"),
        (5, 5, 2, "withdraw"),
        (6, 6, 3, "restore"),
        (7, 7, 3, "redact"),
    ]
    assert [str(public_id) for public_id in Revision.objects.values_list("entry_id", flat=True)] == [
        id_of(name) for name in ("north", "south", "east", "north", "south", "south", "north")
    ]
    assert verify() is None


def test_a_snapshot_is_kept_as_canonical_bytes():
    # A decomposed letter, keys out of order and a line end of another system.
    [revision] = publish({**entry("north", summary="Cafe\u0301\r\nbar"), "zone": None, "area": 3})
    assert (
        revision.snapshot_bytes
        == (
            '{"area":3,"claims":[],"format":1,"id":"' + id_of("north") + '","kind":"country","slug":"north",'
            '"summary":"Caf\u00e9\\nbar","title":"North","zone":null}'
        ).encode()
    )
    assert revision == Revision.objects.head()
    assert Revision.objects.head().snapshot_bytes == revision.snapshot_bytes


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.5, "North: .area: float 1.5 is not text, whole number, list or object."),
        ("a\x07b", "North: .area: a control character cannot be published."),
        ([{"x": "\0"}], "North: .area[0].x: a control character cannot be published."),
        (b"x", "North: .area: bytes b'x' is not text, whole number, list or object."),
        ("\ud800", "North: .area: half a character (a lone surrogate) cannot be published."),
    ],
)
def test_what_has_no_canonical_form_is_refused(value, message):
    with pytest.raises(PublicationRefused) as refusal:
        publish({**entry("north"), "area": value})
    assert str(refusal.value) == message
    assert not Revision.objects.exists()


def test_each_revision_carries_the_hash_of_its_snapshot_and_of_the_one_before():
    publish(entry("north"))
    publish(entry("south"), entry("east"))
    revisions = list(Revision.objects.all())
    assert [revision.previous_hash for revision in revisions] == [FIRST_HASH, *(r.hash for r in revisions[:-1])]
    for revision in revisions:
        assert revision.snapshot_hash == canonical.digest(revision.snapshot_bytes, bytes(revision.salt))
        assert revision.hash == revision_hash(revision)
        assert len(bytes(revision.salt)) == 16
    assert len({bytes(revision.salt) for revision in revisions}) == 3
    assert record_digest() == revisions[-1].hash


def test_the_hash_covers_all_that_a_revision_says():
    [revision] = publish(entry("north"))
    for name, other in {
        "seq": 2,
        "batch_end": 2,
        "entry_id": id_of("south"),
        "kind": "person",
        "number": 2,
        "operation": "restore",
        "note": "Other.",
        "previous_hash": "1" * 64,
        "snapshot_hash": "1" * 64,
        "recorded_at": revision.recorded_at + timedelta(microseconds=1),
    }.items():
        kept = getattr(revision, name)
        setattr(revision, name, other)
        assert revision_hash(revision) != revision.hash, name
        setattr(revision, name, kept)
    assert revision_hash(revision) == revision.hash


def test_one_publication_has_one_time_and_times_strictly_increase():
    publish(entry("north"), now=DAY)
    publish(entry("south"), entry("east"), now=DAY)
    publish(entry("west"), now=DAY - timedelta(hours=3))
    publish(entry("north"), now=DAY + timedelta(days=1))
    tick = timedelta(microseconds=1)
    times = list(Revision.objects.values_list("recorded_at", flat=True))
    assert times == [DAY, DAY + tick, DAY + tick, DAY + 2 * tick, DAY + timedelta(days=1)]
    for _ in range(20):
        publish(entry("north"))
    times = list(Revision.objects.filter(seq__gt=4).values_list("recorded_at", flat=True))
    assert all(earlier < later for earlier, later in pairwise(times))


def test_a_clock_more_than_a_minute_behind_the_log_refuses():
    ahead = datetime.now(UTC) + timedelta(minutes=5)
    publish(entry("north"), now=ahead)
    with pytest.raises(ClockRefused) as refusal:
        publish(entry("south"))
    [problem] = refusal.value.problems
    before, _, after = problem.message.partition(", but the record was last written at ")
    assert before.startswith("this machine says ")
    assert after == f"{ahead.isoformat()}. Set the clock, then publish again."
    assert Revision.objects.count() == 1


def test_a_clock_less_than_a_minute_behind_the_log_goes_on_from_the_log():
    ahead = datetime.now(UTC) + timedelta(seconds=50)
    publish(entry("north"), now=ahead)
    [revision] = publish(entry("south"))
    assert revision.recorded_at == ahead + timedelta(microseconds=1)


def test_expect_publishes_what_was_approved_and_refuses_anything_else():
    approved = entry("north", summary="As approved.")
    digest = snapshot_digest(approved)
    changed = {**approved, "summary": "As changed since."}
    with pytest.raises(PublicationRefused) as refusal:
        append([Operation("publish", changed, expect=digest)])
    assert str(refusal.value) == (
        "North: the desk has changed since this was approved. Compare again, then approve what stands now."
    )
    assert not Revision.objects.exists()
    [revision] = append([Operation("publish", approved, "As agreed.", expect=digest)])
    assert (revision.seq, revision.note) == (1, "As agreed.")


def test_the_digest_of_a_snapshot_does_not_depend_on_order_or_on_composed_letters():
    one = {"id": "1", "kind": "country", "title": "Cafe\u0301"}
    other = {"title": "Caf\u00e9", "kind": "country", "id": "1"}
    assert snapshot_digest(one) == snapshot_digest(other)
