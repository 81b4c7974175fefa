"""Verification names the first broken revision, whatever was tampered with behind the triggers' back."""

import zlib

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from publication import canonical
from publication.log import append, revision_hash
from publication.models import Claim, Derivation, Face, Redaction, Revision
from publication.projection import RULES
from publication.rebuild import derived_digest, rebuild_if_outdated
from publication.triggers import LOG, REDACTION, install, triggers
from publication.verify import verify
from tests.publication.writing import claim, entry, id_of, operation, publish, ref


@pytest.fixture
def record(db):
    """1 atlas and 2 north as one publication, 3 north again, 4 south, 5 the redaction of 2."""
    publish(entry("atlas", "source"), entry("north"))
    publish(entry("north", "country", claim("one", object=ref("atlas"))))
    publish(entry("south"))
    append([operation("redact", "north", redacts=[2])])
    assert verify() is None


def tamper(change) -> str:
    """Change rows with the guards off, put them back on, and return what verify_record says."""
    with connection.cursor() as cursor:
        for name in triggers(connection.vendor):
            table = REDACTION if name.startswith("redaction") else LOG
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    change()
    install(connection)
    with pytest.raises(CommandError) as failure:
        call_command("verify_record")
    assert str(failure.value) == f"The record is broken. {verify()}"
    return str(verify())


def change(seq: int, **values):
    """A change of one revision's columns."""
    return lambda: Revision.objects.filter(seq=seq).update(**values)


def drop_hole():
    Revision.objects.filter(seq=3).delete()


def cut_batch():
    Redaction.objects.all().delete()
    Revision.objects.filter(seq__gte=2).delete()


def move_number():
    Revision.objects.filter(seq=3).update(number=7)


def swap_bodies():
    three, four = Revision.objects.in_bulk([3, 4]).values()
    Revision.objects.filter(seq=3).update(compressed=four.compressed, salt=four.salt)
    Revision.objects.filter(seq=4).update(compressed=three.compressed, salt=three.salt)


def rewrite_body():
    raw = canonical.to_bytes(entry("south", title="Other"))
    Revision.objects.filter(seq=4).update(compressed=zlib.compress(raw))


def rewrite_body_and_hash():
    raw = canonical.to_bytes(entry("south", title="Other"))
    salt = bytes(Revision.objects.get(seq=4).salt)
    Revision.objects.filter(seq=4).update(compressed=zlib.compress(raw), snapshot_hash=canonical.digest(raw, salt))


def rewrite_consistently():
    """All that revision 4 says agrees with itself: only the next one gives it away."""
    rewrite_body_and_hash()
    four = Revision.objects.get(seq=4)
    Revision.objects.filter(seq=4).update(hash=revision_hash(four))


def redact_without_a_redaction():
    Redaction.objects.create(by_seq=5, target_seq=3)
    Revision.objects.filter(seq=3).update(compressed=None, salt=None)


def forget_the_redaction():
    Redaction.objects.all().delete()


def bring_the_body_back():
    raw = canonical.to_bytes(entry("north"))
    Revision.objects.filter(seq=2).update(compressed=zlib.compress(raw), salt=b"")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (drop_hole, "revision 4: sequence number 3 is missing before it."),
        (cut_batch, "revision 1: its publication should end at 2; the rest is missing."),
        (change(1, batch_end=3), "revision 1: its hash is not the hash of what it says."),
        (change(3, number=7), "revision 3: its number is 7 where 2 follows."),
        (change(3, note="Other."), "revision 3: its hash is not the hash of what it says."),
        (change(3, operation="restore"), "revision 3: its hash is not the hash of what it says."),
        (change(4, recorded_at="2020-01-01T00:00:00Z"), "revision 4: its hash is not the hash of what it says."),
        (change(4, entry_id=id_of("east")), "revision 4: its hash is not the hash of what it says."),
        (change(4, hash="0" * 64), "revision 4: its hash is not the hash of what it says."),
        (change(4, previous_hash="0" * 64), "revision 4: it does not name the hash of the revision before."),
        (change(4, snapshot_hash="0" * 64), "revision 4: its hash is not the hash of what it says."),
        (change(4, salt=b"other"), "revision 4: its body does not match its hash."),
        (change(4, compressed=b"no zlib"), "revision 4: its body cannot be read."),
        (change(4, compressed=None, salt=None), "revision 4: its body is gone, yet nothing redacts it."),
        (swap_bodies, "revision 3: its body does not match its hash."),
        (rewrite_body, "revision 4: its body does not match its hash."),
        (rewrite_body_and_hash, "revision 4: its hash is not the hash of what it says."),
        (rewrite_consistently, "revision 5: it does not name the hash of the revision before."),
        (redact_without_a_redaction, "revision 3: its body is gone, yet revision 5 does not redact it."),
        (forget_the_redaction, "revision 2: its body is gone, yet nothing redacts it."),
        (bring_the_body_back, "revision 2: it was redacted, yet its body is still there."),
    ],
)
def test_the_first_broken_revision_is_named(record, damage, message):
    assert tamper(damage) == message


def test_of_two_broken_revisions_the_first_is_named(record):
    assert tamper(lambda: Revision.objects.filter(seq__in=[3, 4]).update(note="Other.")) == (
        "revision 3: its hash is not the hash of what it says."
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda: Face.objects.filter(entry=4).update(title="Other"),
        lambda: Claim.objects.all().update(sort_day=1),
        lambda: Claim.objects.all().delete(),
        lambda: Face.objects.filter(entry=4).update(seq_to=5),
    ],
)
def test_derived_rows_that_differ_are_noticed_and_a_rebuild_mends_them(record, damage):
    whole = derived_digest()
    assert tamper(damage) == "derived rows differ from a rebuild. Run `manage.py rebuild`."
    # Verifying changes nothing.
    assert derived_digest() != whole
    call_command("rebuild", verbosity=0)
    assert derived_digest() == whole
    assert verify() is None


def test_verify_record_exits_with_an_error_code_for_a_broken_record(database_copy):
    copy = database_copy("small")
    with copy.connected(), transaction.atomic():
        tamper(change(9, note="Other."))
    found = copy.manage("verify_record")
    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr.strip() == (
        "CommandError: The record is broken. revision 9: its hash is not the hash of what it says."
    )


def test_what_older_rules_derived_is_derived_anew_once(record):
    Claim.objects.update(role="as of old")
    assert rebuild_if_outdated() is False
    Derivation.objects.update(rules=RULES - 1)
    assert rebuild_if_outdated() is True
    assert not Claim.objects.filter(role="as of old").exists()
    assert rebuild_if_outdated() is False
    assert verify() is None
