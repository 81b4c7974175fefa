"""Random histories of the small collection: whatever is done, the record stays whole and the past stays as it was."""

import hashlib
import os

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from desk.models import Claim, Entry
from desk.publishing import merge, publish, publish_batch, redact, restore, withdraw
from publication.errors import PublicationRefused
from publication.models import About, Face, Mention, Redaction, Revision
from publication.models import Claim as PublicClaim
from publication.rebuild import DERIVED
from publication.verify import verify
from relations.models import Country, Membership, Relationship, Tagging, Topic
from sources.models import Citation, Remark, Source

pytestmark = pytest.mark.django_db
# A longer run for a person who has changed the derivation: CHANCERY_HISTORIES=500.
HISTORIES = int(os.environ.get("CHANCERY_HISTORIES", "0"))
WHO = "tests"


def pick(data, rows):
    """One of some rows, in the order in which they were made."""
    rows = sorted(rows, key=lambda row: row.pk)
    return rows[data.draw(st.integers(0, len(rows) - 1))]


def entry_of(data):
    return pick(data, Entry.objects.all())


def retitle(data):
    entry = entry_of(data)
    Entry.objects.filter(pk=entry.pk).update(title=data.draw(st.sampled_from(["Alpha", "Beta", "Жук", "e\u0301"])))
    publish(entry, by=WHO)


def readdress(data):
    entry = entry_of(data)
    slug = data.draw(st.sampled_from(["aa", "bb", "cc", "zz"]))
    if not Entry.objects.filter(namespace=entry.namespace, slug=slug).exists():
        Entry.objects.filter(pk=entry.pk).update(slug=slug)
    publish(entry, by=WHO)


def hold_back(data):
    claim = pick(data, Claim.objects.all())
    Claim.objects.filter(pk=claim.pk).update(held_back=not claim.held_back)
    publish(claim.owner, by=WHO)


def redate(data):
    claim = pick(data, Claim.objects.all())
    claim.start = data.draw(st.sampled_from(["", "1990", "2001-05-01"]))
    claim.end = data.draw(st.sampled_from(["", "..", "2010"]))
    claim.save()
    publish(claim.owner, by=WHO)


def remark(data):
    concerns = entry_of(data)
    claim = Remark.objects.create(owner=entry_of(data), concerns=concerns, text="A remark.")
    Citation.objects.create(claim=claim, source=pick(data, Source.objects.all()))
    publish_batch({claim.owner.pk: claim.owner, concerns.pk: concerns}.values(), by=WHO)


def tag(data):
    entry = entry_of(data)
    Tagging.objects.get_or_create(entry=entry, topic=pick(data, Topic.objects.all()))
    publish(entry, by=WHO)


def found(data):
    """A new country with a dyad and a membership, published as one batch."""
    number = Country.objects.count()
    new = Country.objects.create(slug=f"new-{number}", title=f"New {number}")
    dyad = Relationship(first=new, second=pick(data, Country.objects.exclude(pk=new.pk)))
    dyad.slug = Relationship.pair_slug(dyad.first.slug, dyad.second.slug)
    dyad.save()
    league = Entry.objects.get(kind="organization")
    member = Membership.objects.create(owner=league, member=new)
    Citation.objects.create(claim=member, source=pick(data, Source.objects.all()))
    publish_batch([league, dyad, new], by=WHO)


def take_back(data):
    withdraw(entry_of(data), by=WHO, reason="A test.")


def take_back_several(data):
    chosen = {entry.pk: entry for entry in (entry_of(data), entry_of(data), *Entry.objects.filter(kind="relationship"))}
    withdraw(list(chosen.values()), by=WHO, reason="A test.")


def bring_back(data):
    gone = list(Entry.objects.filter(state__in=["withdrawn", "merged"]))
    if gone:
        restore(pick(data, gone), by=WHO)


def publish_again(data):
    publish(entry_of(data), by=WHO)


def publish_all(data):
    publish_batch(Entry.objects.filter(state="published"), by=WHO)


def join(data):
    loser = entry_of(data)
    merge(loser, pick(data, Entry.objects.filter(kind=loser.kind)), by=WHO)


def black_out(data):
    entry = entry_of(data)
    seqs = list(Revision.objects.of(entry.public_id).values_list("seq", flat=True))
    if seqs:
        redact(entry, [data.draw(st.sampled_from(seqs))], by=WHO, reason="A test.")


STEPS = (
    retitle,
    readdress,
    hold_back,
    redate,
    remark,
    tag,
    found,
    take_back,
    take_back_several,
    bring_back,
    bring_back,
    publish_again,
    publish_all,
    join,
    black_out,
)


def view(seq: int) -> str:
    """The digest of all that a reader at `seq` sees, as those rows stand now."""
    total = hashlib.sha256()
    for model in DERIVED:
        names = [column.attname for column in model._meta.concrete_fields if column.attname != "seq_to"]
        for row in model.objects.at(seq).order_by("id").values_list(*names):
            values = (bytes(value) if isinstance(value, memoryview) else value for value in row)
            total.update(repr(tuple(values)).encode())
    return total.hexdigest()


def check_spans() -> None:
    """Faces of an entry follow one another without a gap; rows of one claim never overlap."""
    last = {}
    for face in Face.objects.order_by("entry", "seq_from").defer("document"):
        assert face.seq_from == last.get(face.entry, face.entry)
        assert face.seq_to is None or face.seq_to > face.seq_from
        last[face.entry] = face.seq_to
    assert set(last.values()) <= {None}
    last = {}
    for claim in PublicClaim.objects.order_by("claim_id", "seq_from"):
        assert claim.claim_id not in last or (last[claim.claim_id] or 0) in range(1, claim.seq_from + 1)
        last[claim.claim_id] = claim.seq_to


def check_links() -> None:
    """What is open points at public entries alone, each claim with an About row per side."""
    public = set(Face.objects.open().filter(state="public").values_list("entry", flat=True))
    sides = set()
    for claim in PublicClaim.objects.open():
        assert {claim.owner, claim.subject, claim.object, claim.topic} - {None} <= public
        sides |= {(claim.id, "s", claim.subject)} if claim.subject else set()
        sides |= {(claim.id, "o", claim.object)} if claim.object else set()
    assert set(About.objects.open().values_list("claim", "side", "entry")) == sides
    assert set(Mention.objects.open().values_list("target", flat=True)) <= public
    for face in Face.objects.open().filter(state="public", kind="relationship"):
        sides = Mention.objects.open().filter(owner=face.entry, via__in=["first", "second"], claim=None)
        actors = Face.objects.open().filter(entry__in=sides.values("target")).order_by("slug")
        assert face.slug == "--".join(actors.values_list("slug", flat=True))
        assert face.title == " – ".join(actors.values_list("title", flat=True))


@settings(
    max_examples=HISTORIES or 8,
    derandomize=not HISTORIES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_any_history_keeps_the_record_whole(small_record, data):
    with transaction.atomic():
        views = {17: view(17)}
        for step in data.draw(st.lists(st.sampled_from(STEPS), min_size=6, max_size=16)):
            head = Revision.objects.head().seq
            try:
                with transaction.atomic():
                    step(data)
            except PublicationRefused as refusal:
                note(f"{step.__name__}: {refusal}")
                assert Revision.objects.head().seq == head
            else:
                note(f"{step.__name__}: done")
            head = Revision.objects.head().seq
            if Redaction.objects.filter(by_seq=head).exists():
                views.clear()  # the past has been changed, which is what a redaction is for
            views[head] = view(head)
            check_links()
        assert {seq: view(seq) for seq in views} == views
        check_spans()
        connection.check_constraints()
        assert verify() is None
        transaction.set_rollback(True)
