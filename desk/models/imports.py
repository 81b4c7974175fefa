"""Imports of tables: what was uploaded, what each row does, and what is needed to take it back."""

from django.conf import settings
from django.db import models

from desk.fields import ChoiceField


class Mapping(models.Model):
    """A saved mapping of a table's columns to a kind's fields. `desk.importing.mapping` says how it is written."""

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20)
    spec = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Import(models.Model):
    """One file on its way to the desk. Nothing is written to entries before it has been checked as a whole."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "to be mapped"
        CHECKING = "checking", "being checked"
        CHECKED = "checked", "checked, not written"
        REFUSED = "refused", "has errors"
        WRITTEN = "written", "written as drafts"
        UNDONE = "undone", "undone"

    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=8)
    said = models.TextField(help_text="How the file was read: encoding, delimiter, sheet.")
    columns = models.JSONField(default=list)
    nested = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    mapping_name = models.CharField(max_length=100, blank=True)
    spec = models.JSONField(null=True)
    state = ChoiceField(max_length=12, choices=State, default=State.UPLOADED)
    # Where the check goes on: bytes of the file of groups, rows done.
    cursor = models.PositiveBigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    # Nobody else works on it until then.
    busy_until = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True)
    # The publication that made it public, by its first sequence number, and the one that took that back.
    published_seq = models.PositiveBigIntegerField(null=True)
    unpublished_seq = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.file_name} ({self.kind})"


class ImportEntry(models.Model):
    """What an import does to one entry. `before` is its portable form as it was, empty if the import made it."""

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="entries")
    public_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    row = models.PositiveIntegerField(help_text="The first row that speaks of it; 0 for the mapping's source.")
    outcome = models.CharField(max_length=10)
    digest_before = models.CharField(max_length=64, blank=True)
    digest_after = models.CharField(max_length=64)
    before = models.TextField(blank=True)

    class Meta:
        ordering = ["row", "pk"]
        constraints = [models.UniqueConstraint("job", "public_id", name="import_entry_once")]

    def __str__(self):
        return self.title


class ImportRow(models.Model):
    """What became of one row: its outcome, and what it changes or what is wrong with it."""

    class Outcome(models.TextChoices):
        ERROR = "error", "error"
        NEW = "new", "new"
        CHANGED = "changed", "changed"
        UNCHANGED = "unchanged", "unchanged"

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="outcomes")
    number = models.PositiveIntegerField()
    outcome = ChoiceField(max_length=10, choices=Outcome)
    slug = models.CharField(max_length=200, blank=True)
    # Lists of [column, value, reason] for an error, of [field, old, new] for a change.
    detail = models.JSONField(default=list)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint("job", "number", name="import_row_once")]
        indexes = [models.Index("job", "outcome", "number", name="import_row_by_outcome")]

    def __str__(self):
        return f"row {self.number}: {self.outcome}"
