"""What visitors write to the curators, and how often somebody wrote of late."""

import uuid

from django.db import models
from django.db.models import Q


class Suggestion(models.Model):
    """One suggestion. The public only ever adds rows: see `letterbox.posting`; the desk reads and answers them.

    It names its entry by permanent id, without a foreign key, as the record does: the entry may be renamed or
    withdrawn, and what was written of it then stays legible.
    """

    class Status(models.TextChoices):
        NEW = "new", "new"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"

    # Made here and not by the database, so that an insertion asks for nothing back: not one row is read.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.UUIDField(null=True, help_text="Permanent id of the entry; blank for the site as a whole.")
    about_kind = models.CharField("kind", max_length=20, blank=True)
    about_title = models.CharField("about", max_length=300, blank=True)
    seq = models.BigIntegerField("record no.", help_text="The state of the record that the visitor read.")
    text = models.TextField("suggestion", max_length=4000)
    source = models.CharField(max_length=500, blank=True, help_text="Where it can be read, as the visitor gave it.")
    contact = models.CharField(max_length=200, blank=True, help_text="Only if the visitor wished an answer.")
    sent_at = models.DateTimeField("sent")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    answer = models.TextField(
        blank=True, help_text="What was decided and why, for other curators; nobody else sees this."
    )

    class Meta:
        ordering = ["-sent_at", "id"]
        indexes = [models.Index(fields=["status", "-sent_at"], name="suggestion_status_sent")]
        constraints = [
            models.CheckConstraint(
                name="suggestion_status_known",
                condition=Q(status__in=["new", "accepted", "declined"]),
                violation_error_message="A suggestion is new, accepted or declined.",
            ),
        ]

    def __str__(self):
        return f"{self.about_title or 'The site'}: {self.text[:60]}"


class Knock(models.Model):
    """That somebody put a letter in, by a keyed hash that changes every day: for limits, and gone after an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "client"], name="knock_at_client")]

    def __str__(self):
        return f"{self.at:%H:%M}"
