"""A query whose SQL is made once answers what Django's own would."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DEFAULT_DB_ALIAS, connection
from django.test.utils import CaptureQueriesContext
from django.utils.connection import ConnectionDoesNotExist

from publication.models import Face, Revision
from publication.reading.database import read_from
from publication.reading.prepared import Prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_record")]


def at_address():
    return Prepared(lambda slug, seq: Face.objects.filter(slug=slug).at(seq), slug=str, seq=int)


def test_it_finds_the_row_that_the_query_finds_for_every_value():
    prepared, last = at_address(), Revision.objects.count()
    for slug in [*Face.objects.values_list("slug", flat=True), "nowhere", "%s", "';--"]:
        for seq in range(last + 1):
            usual = Face.objects.filter(slug=slug).at(seq).order_by("pk").first()
            found = prepared.first(slug=slug, seq=seq)
            assert (found is None) == (usual is None)
            if usual is not None:
                names = [field.attname for field in Face._meta.concrete_fields]
                mine, theirs = ([getattr(face, name) for name in names] for face in (found, usual))
                # PostgreSQL's driver gives bytes as a view of memory.
                assert [type(value) for value in mine] == [type(value) for value in theirs]
                assert mine == theirs


def test_it_asks_what_django_would_have_asked():
    prepared = at_address()
    with CaptureQueriesContext(connection) as asked:
        prepared.first(slug="north", seq=3)
        prepared.first(slug="south", seq=5)
        Face.objects.filter(slug="south").at(5).order_by("pk").first()
    _, again, usual = [query["sql"] for query in asked]
    assert again == usual


def test_columns_that_are_not_asked_for_are_left_out():
    last = Prepared(lambda: Revision.objects.only("seq", "recorded_at").order_by("-seq")).first()
    usual = Revision.objects.order_by("-seq").first()
    assert (last.seq, last.recorded_at) == (usual.seq, usual.recorded_at)
    assert last.get_deferred_fields() == {f.attname for f in Revision._meta.concrete_fields} - {"seq", "recorded_at"}


@pytest.mark.parametrize("values", [{"slug": "north"}, {"slug": "north", "seq": "3"}, {"slug": None, "seq": 3}, {}])
def test_other_values_are_refused(values):
    with pytest.raises(TypeError, match="This query takes"):
        at_address().first(**values)


def test_where_there_is_no_row_it_finds_none():
    assert Prepared(lambda seq: Revision.objects.filter(seq__gt=seq), seq=int).first(seq=10**6) is None


def test_threads_that_make_it_at_once_make_the_same():
    prepared = at_address()
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: prepared._prepare()[0], range(16)))
    assert len(set(made)) == 1


def test_it_asks_the_database_that_was_chosen_for_the_request():
    prepared = at_address()
    assert prepared.first(slug="north", seq=Revision.objects.count()) is not None
    read_from("another")
    try:
        with pytest.raises(ConnectionDoesNotExist, match="another"):
            prepared.first(slug="north", seq=1)
    finally:
        read_from(DEFAULT_DB_ALIAS)
