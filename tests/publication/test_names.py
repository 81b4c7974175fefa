"""Names kept in memory: of each state of the record its own, a rehearsal's among them, and not without bound."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.models import Entry
from desk.publishing import publish
from publication.log import append
from publication.reading import names
from publication.reading.names import forget, splice
from tests.publication.writing import entry, operation
from tests.publication.writing import publish as write


def named(number, seq):
    """How a document names an entry, and how many queries that took."""
    with CaptureQueriesContext(connection) as queries:
        [found] = splice([b'{"actor":\0%d\0}' % number], seq)
    return found, len(queries)


def test_a_name_is_read_once_in_a_state_of_the_record(db):
    forget()
    [land] = write(entry("land", title="Land"))
    first = named(land.seq, land.seq)
    assert first[1] == 1
    assert b'"title":"Land"' in first[0]
    assert named(land.seq, land.seq) == (first[0], 0)
    # What there is not is known too.
    assert [named(999, land.seq) for _ in range(2)] == [(b'{"actor":null}', 1), (b'{"actor":null}', 0)]


def test_each_state_has_its_own_names(small_record, db):
    forget()
    land = Entry.objects.get(slug="north")
    number = 0
    for title in ("Northland", "The North"):
        land.title = title
        land.save()
        seq = publish(land, by="tests").seq
        number = number or names.Face.objects.open().get(public_id=land.public_id).entry
        assert title.encode() in named(number, seq)[0]
        assert title.encode() in named(number, seq)[0]
    assert b"Northland" in named(number, seq - 1)[0]


def test_a_redacted_name_is_forgotten_in_the_past_too(db):
    forget()
    [old] = write(entry("land", title="Zanzottera"))
    [new] = write(entry("land", title="Land"))
    assert b"Zanzottera" in named(old.seq, old.seq)[0]
    append([operation("redact", "land", redacts=[old.seq])])
    for seq in (old.seq, new.seq, new.seq + 1):
        assert b"Zanzottera" not in named(old.seq, seq)[0]
    assert b'"title":"Land"' in named(old.seq, new.seq)[0]


def test_memory_is_bounded(db, monkeypatch):
    forget()
    monkeypatch.setattr(names, "MOST_NAMES", 3)
    lands = write(*(entry(f"land-{n}") for n in range(6)))
    for land in lands:
        named(land.seq, lands[-1].seq)
    assert max(map(len, names._names.values())) <= 4
    for n in range(names.MOST_STATES + 3):
        [land] = write(entry(f"more-{n}"))
        named(land.seq, land.seq)
    assert len(names._names) == names.MOST_STATES
