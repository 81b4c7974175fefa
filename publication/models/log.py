"""The log: numbered, immutable revisions. Everything else in the record can be rebuilt from it."""

import json
import zlib

from django.db import models
from django.utils.functional import cached_property


class RevisionQuerySet(models.QuerySet):
    """Revisions in the order in which they were published."""

    def head(self) -> "Revision | None":
        """The last revision, or None while nothing has been published."""
        return self.order_by("-seq").first()

    def of(self, public_id) -> "RevisionQuerySet":
        """The revisions of one entry, oldest first."""
        return self.filter(entry_id=public_id).order_by("seq")

    def content(self) -> "RevisionQuerySet":
        """Revisions that carry an entry's content, not a tombstone, a redirect or a redaction."""
        return self.filter(operation__in=[Revision.Operation.PUBLISH, Revision.Operation.RESTORE])

    def known_at(self, seq: int) -> "RevisionQuerySet":
        """Revisions published up to and with `seq`."""
        return self.filter(seq__lte=seq)


class Revision(models.Model):
    """One published state of one entry.

    Written once by `publication.log.append`; triggers in the database refuse to change or delete it, but for
    the one transition that a redaction makes (snapshot and salt become NULL).
    """

    class Operation(models.TextChoices):
        PUBLISH = "publish", "published"
        WITHDRAW = "withdraw", "withdrawn"
        MERGE = "merge", "merged"
        RESTORE = "restore", "restored"
        REDACT = "redact", "redacted"

    seq = models.BigIntegerField(primary_key=True)
    # A publication is atomic for readers too: they see it whole, from its last sequence number on.
    batch_end = models.BigIntegerField()
    entry_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    operation = models.CharField(max_length=10, choices=Operation)
    compressed = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    snapshot_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    note = models.TextField(blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint("entry_id", "number", name="revision_number_once"),
            models.CheckConstraint(
                condition=models.Q(seq__gte=1) & models.Q(batch_end__gte=models.F("seq")), name="revision_seq_positive"
            ),
        ]
        indexes = [
            models.Index("entry_id", "seq", name="revision_entry_seq"),
            models.Index("recorded_at", name="revision_recorded_at"),
        ]

    def __str__(self):
        return f"{self.seq} {self.operation} {self.kind} {self.entry_id} #{self.number}"

    @property
    def snapshot_bytes(self) -> bytes | None:
        """The snapshot as it was hashed, or None where it has been redacted."""
        return None if self.compressed is None else zlib.decompress(bytes(self.compressed))

    @cached_property
    def snapshot(self) -> dict | None:
        """The snapshot as a dict, or None where it has been redacted. Read once: not to be changed."""
        raw = self.snapshot_bytes
        return None if raw is None else json.loads(raw)


class Redaction(models.Model):
    """Which revision's body a redaction removed. Append-only, like the log."""

    by_seq = models.BigIntegerField(help_text="The sequence number of the redaction itself.")
    target_seq = models.BigIntegerField(unique=True, help_text="The revision whose body it removed.")

    class Meta:
        ordering = ["target_seq"]

    def __str__(self):
        return f"{self.by_seq} redacts {self.target_seq}"
