"""What is derived from the log, ready to serve: faces, claims, and two indexes over them.

Each row stands for a span of sequence numbers: it holds for readers at `seq_from <= seq < seq_to`, where an
empty `seq_to` means that it still does. Days are numbers on the line of `publication.chronology`. No row here
has a foreign key: the record refers by entry numbers, and an entry's number is the sequence number of its
first revision. Row ids are made of the sequence number that opened them, so that a rebuild makes the same.
"""

from django.db import models
from django.db.models import Q


class SpanQuerySet(models.QuerySet):
    """Rows that hold for a span of sequence numbers."""

    def at(self, seq: int) -> "SpanQuerySet":
        """Rows that a reader of the record at `seq` sees."""
        return self.filter(Q(seq_to__isnull=True) | Q(seq_to__gt=seq), seq_from__lte=seq)

    def open(self) -> "SpanQuerySet":
        """Rows that hold now. For writers, who hold the publication lock; readers bind a sequence with `at`."""
        return self.filter(seq_to__isnull=True)

    def possible_on(self, first: int, last: int) -> "SpanQuerySet":
        """Rows whose period may include a day from `first` to `last` (both inclusive)."""
        return self.filter(s1__lte=last, e2__gte=first)


class Span(models.Model):
    """Columns that every derived row has."""

    id = models.BigIntegerField(primary_key=True)
    seq_from = models.BigIntegerField()
    seq_to = models.BigIntegerField(null=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        abstract = True


class Dated(Span):
    """A span with a period: earliest and latest start, earliest and latest end, as day numbers."""

    s1 = models.IntegerField()
    s2 = models.IntegerField()
    e1 = models.IntegerField()
    e2 = models.IntegerField()
    ongoing = models.BooleanField()
    sort_day = models.IntegerField()

    class Meta:
        abstract = True


class Face(Dated):
    """How one entry shows for a span of sequences: its names, its dates, its JSON."""

    class State(models.TextChoices):
        PUBLIC = "public", "public"
        WITHDRAWN = "withdrawn", "withdrawn"
        MERGED = "merged", "merged"
        REDACTED = "redacted", "redacted"

    entry = models.BigIntegerField()
    public_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    namespace = models.CharField(max_length=20)
    slug = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    type = models.CharField(max_length=30)
    status = models.CharField(max_length=30)
    region = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State)
    revision = models.BigIntegerField()
    target = models.BigIntegerField(null=True)
    document = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("entry", "seq_from", name="face_entry_span"),
            models.UniqueConstraint("entry", condition=Q(seq_to__isnull=True), name="face_one_open"),
        ]
        indexes = [
            models.Index("public_id", "seq_from", name="face_public_id"),
            models.Index("namespace", "slug", name="face_address"),
            models.Index("kind", "sort_day", "entry", name="face_kind_day"),
            models.Index("kind", "sort_day", "entry", name="face_kind_day_now", condition=Q(seq_to__isnull=True)),
            models.Index("kind", "title", "entry", name="face_kind_title"),
            # Which types there are: all that this asks for is in the index, so that no document is read.
            models.Index("kind", "type", "seq_from", "seq_to", "state", name="face_kind_type"),
            models.Index("target", "entry", name="face_target", condition=Q(target__isnull=False)),
        ]

    def __str__(self):
        return f"{self.title} {self.seq_from}–{self.seq_to or ''}"


class Claim(Dated):
    """One published claim for the span in which it stood unchanged. Links are entry numbers."""

    claim_id = models.UUIDField()
    owner = models.BigIntegerField()
    predicate = models.CharField(max_length=24)
    subject = models.BigIntegerField(null=True)
    object = models.BigIntegerField(null=True)
    # The ordered pair of two different entries, so that 'between A and B' is one seek.
    lo = models.BigIntegerField(null=True)
    hi = models.BigIntegerField(null=True)
    topic = models.BigIntegerField(null=True)
    status = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    level = models.SmallIntegerField(null=True)
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    certainty = models.CharField(max_length=12)
    standing = models.CharField(max_length=12)
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint("claim_id", "seq_from", name="claim_span")]
        indexes = [
            models.Index("owner", "id", name="claim_owner"),
            models.Index("lo", "hi", "sort_day", "id", name="claim_pair_day"),
            # With all that counting by years asks for, so that no body is read.
            models.Index(
                "predicate",
                "sort_day",
                "id",
                "owner",
                "s1",
                "s2",
                "standing",
                "seq_from",
                "seq_to",
                name="claim_predicate_days",
            ),
            models.Index("topic", "lo", "hi", "s1", name="claim_topic_pair"),
            models.Index("sort_day", "id", name="claim_day"),
            models.Index("status", "sort_day", "id", name="claim_status_day"),
            models.Index("role", "sort_day", "id", name="claim_role_day"),
            models.Index("level", "owner", name="claim_level", condition=Q(level__isnull=False)),
        ]

    def __str__(self):
        return f"{self.predicate} {self.claim_id}"


class About(Dated):
    """A claim seen from one of its two sides, so that everything about an entry is one index range."""

    class Side(models.TextChoices):
        SUBJECT = "s", "subject"
        OBJECT = "o", "object"

    entry = models.BigIntegerField()
    predicate = models.CharField(max_length=24)
    side = models.CharField(max_length=1, choices=Side)
    other = models.BigIntegerField(null=True)
    owner = models.BigIntegerField()
    topic = models.BigIntegerField(null=True)
    claim = models.BigIntegerField()
    level = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index("entry", "sort_day", "claim", name="about_entry_day"),
            models.Index("entry", "sort_day", "claim", name="about_entry_day_now", condition=Q(seq_to__isnull=True)),
            # What is about an entry, from the index alone: every filter by actor begins with it.
            models.Index("entry", "owner", "seq_from", "seq_to", name="about_entry_owner"),
            models.Index("entry", "predicate", "side", "s1", name="about_entry_predicate"),
            models.Index(
                "entry", "predicate", "side", "s1", name="about_entry_predicate_now", condition=Q(seq_to__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.entry} {self.predicate} {self.side}"


class Mention(Span):
    """An entry names another otherwise than as a claim's subject or object: a topic, a source, a parent."""

    owner = models.BigIntegerField()
    claim = models.BigIntegerField(null=True)
    via = models.CharField(max_length=24)
    target = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index("target", "via", "owner", name="mention_target"),
            models.Index("owner", name="mention_owner"),
            models.Index("claim", name="mention_claim"),
        ]

    def __str__(self):
        return f"{self.owner} {self.via} {self.target}"


class Derivation(models.Model):
    """By which rules the derived rows were made: one row. Other rules ask for a rebuild."""

    rules = models.PositiveIntegerField()

    def __str__(self):
        return f"rules {self.rules}"
