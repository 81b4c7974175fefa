"""What happens around an entry at the desk: steps taken, publications put off, comments."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from desk.fields import ChoiceField
from desk.models.claim import Claim
from desk.models.entry import Entry


class StepQuerySet(models.QuerySet):
    """Steps, the newest first."""

    def of(self, entry: Entry) -> "StepQuerySet":
        """The steps of one entry."""
        return self.filter(about=entry.public_id).select_related("by")

    def latest_of(self, entries) -> "dict[object, Step]":
        """Return each entry's newest step, by permanent id, in one query; entries without one are left out."""
        ids = [entry.public_id for entry in entries]
        newest = self.filter(about__in=ids).order_by().values("about").annotate(newest=models.Max("pk"))
        found = self.filter(pk__in=newest.values("newest")).select_related("by")
        return {step.about: step for step in found}


class Step(models.Model):
    """One step of an entry's life: who took it, when, from which state to which, and why.

    Rows are only ever added; the database refuses to change or delete one (`desk.triggers`). It names its entry by
    permanent id, without a foreign key, so that a draft may be deleted and what was done with it stays known.
    """

    class Action(models.TextChoices):
        SUBMIT = "submit", "sent to review"
        REQUEST_CHANGES = "changes", "changes requested"
        PUBLISH = "publish", "published"
        SCHEDULE = "schedule", "publication scheduled"
        CANCEL = "cancel", "schedule cancelled"
        WITHDRAW = "withdraw", "withdrawn"
        RESTORE = "restore", "restored"
        MERGE = "merge", "merged"
        REDACT = "redact", "redacted"

    about = models.UUIDField(help_text="Permanent id of the entry.")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    action = ChoiceField(max_length=10, choices=Action)
    before = models.CharField(max_length=12, help_text="The entry's state before.")
    after = models.CharField(max_length=12, help_text="The entry's state after.")
    comment = models.TextField(blank=True)
    seq = models.PositiveBigIntegerField(null=True, help_text="The last revision that the step made, if any.")
    # An account that took a step is made inactive, never deleted: the row would lose its author.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(models.F("about"), models.F("id").desc(), name="step_about_newest")]

    def __str__(self):
        return f"{self.title}: {self.get_action_display()}"

    @property
    def way(self) -> str:
        """From which state to which, in words; '' if the state stayed."""
        before, after = Entry.State(self.before).label, Entry.State(self.after).label
        return "" if before == after else f"{before} → {after}"


class Schedule(models.Model):
    """A publication that was approved for a later time, with the very bytes that were approved.

    `number` is the entry's last revision at that time, 0 if there was none: should another follow before the
    schedule is due, then what was approved is out of date and is not published.
    """

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        DONE = "done", "published"
        CANCELLED = "cancelled", "cancelled"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="schedules")
    at = models.DateTimeField(help_text="UTC.")
    note = models.TextField(blank=True)
    body = models.BinaryField(help_text="The canonical snapshot as approved.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body.")
    number = models.PositiveIntegerField()
    before = models.CharField(max_length=12, help_text="The entry's state before, for cancelling.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)
    state = ChoiceField(max_length=10, choices=State, default=State.PENDING)
    problem = models.TextField(blank=True, help_text="Why it was refused when it was last due.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "entry",
                condition=Q(state="pending"),
                name="schedule_one_pending",
                violation_error_message="A publication of this entry is scheduled already.",
            ),
        ]

    def __str__(self):
        return f"{self.entry} at {self.at:%Y-%m-%d %H:%M} UTC"


class CommentQuerySet(models.QuerySet):
    """Comments, in the order in which they were written."""

    def threads(self) -> "CommentQuerySet":
        """Comments that begin a thread."""
        return self.filter(thread=None)

    def open(self) -> "CommentQuerySet":
        """Threads that nobody has resolved."""
        return self.threads().filter(resolved_at=None)


class Comment(models.Model):
    """A colleague's word on an entry or on one of its claims. It stays at the desk and stays as it was written.

    The first comment begins a thread, which may be resolved and opened again; the others answer it.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="comments")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.SET_NULL, related_name="+")
    said = models.CharField(max_length=100, blank=True, help_text="What the claim said then.")
    thread = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(thread=None) | Q(resolved_at=None),
                name="comment_only_threads_resolved",
                violation_error_message="Resolve the thread, not one of its answers.",
            ),
        ]

    def __str__(self):
        return self.text[:60]
