"""Entry: the parent of everything that has a page of its own."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When

from desk.fields import ChoiceField
from desk.models.history import DeskHistory

ACTOR_KINDS = ("country", "organization", "person")

slug_pattern = RegexValidator(
    r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$",
    "Use lower-case letters, digits and single hyphens: 'united-states', 'munich-speech-2007'.",
)


class EntryQuerySet(models.QuerySet):
    """Entries of the desk. Nothing public may use it."""

    def of_kind(self, kind: str) -> "EntryQuerySet":
        """Entries of one kind, 'country' for example."""
        return self.filter(kind=kind)

    def waiting(self) -> "EntryQuerySet":
        """Entries that somebody sent to review."""
        return self.filter(state=Entry.State.IN_REVIEW)


class Entry(models.Model):
    """One thing that Chancery keeps a page about: an actor, a dyad, an event, a source …

    A row here is desk: it may be half-written. What the public sees is the record, which publishing writes.
    Leaf classes set KIND; `kind` repeats it in the parent's row so that one query can list everything.
    """

    KIND = ""
    # Fields of which two entries have the same value only if they are the same thing, such as a source's address.
    TELLTALE: tuple[str, ...] = ()

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        IN_REVIEW = "in_review", "in review"
        CHANGES = "changes", "changes requested"
        SCHEDULED = "scheduled", "scheduled"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"
        MERGED = "merged", "merged"

    public_id = models.UUIDField("permanent id", unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, editable=False)
    namespace = models.GeneratedField(
        expression=Case(When(kind__in=ACTOR_KINDS, then=Value("actor")), default=F("kind")),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    slug = models.CharField(
        max_length=200,
        validators=[slug_pattern],
        help_text="The name in the address: 'united-states'. Once public it stays reserved for this entry.",
    )
    title = models.CharField(max_length=300, help_text="As readers know it, neutral and short.")
    title_ru = models.CharField(
        "title in Russian", max_length=300, blank=True, help_text="The same in Russian, where there is one."
    )
    summary = models.TextField(
        blank=True,
        help_text="One to three sentences in your own words. Markdown; no claim that is not below.",
    )
    state = ChoiceField(max_length=12, choices=State, default=State.DRAFT, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, editable=False, related_name="merged"
    )
    desk_note = models.TextField(blank=True, help_text="For colleagues at the desk. Never published.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # Null for what the loader and commands wrote, which the operator answers for.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = EntryQuerySet.as_manager()
    history = DeskHistory(inherit=True)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["title", "pk"]
        permissions = [
            ("publish_entry", "Can publish, withdraw and restore entries"),
            ("edit_any_entry", "Can change entries that others began"),
            ("redact_entry", "Can redact past revisions of entries"),
        ]
        constraints = [
            models.UniqueConstraint(
                "namespace",
                "slug",
                name="entry_slug_unique",
                violation_error_message="Another entry has this address. Choose another slug.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=ACTOR_KINDS) | ~Q(slug__contains="--"),
                name="entry_actor_slug_single_hyphens",
                violation_error_message="An actor's slug has no double hyphen: '--' joins two actors' names.",
            ),
        ]

    def __init__(self, *args, **kwargs):
        # Rows from the database come with positional arguments and already know their kind.
        if not args and self.KIND:
            kwargs.setdefault("kind", self.KIND)
        super().__init__(*args, **kwargs)

    def __str__(self):
        return self.title
